import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileProjection, compileSection, type Fold, FoldFailed, foldSubject } from '@dossier/engine';
import type { Decoded } from '@dossier/event-store';
import {
  type AnyEventDef,
  type AnyProjectionDef,
  type AnyReactorDef,
  canonicalJson,
  type ContextDef,
  type Events,
  initialPolicies,
  instant,
  instantField,
  milliseconds,
} from '@dossier/kernel';
import { folderOf } from './context-folders';
import { eventSchema } from '@dossier/rules';
import { BEGINNING } from './told';
import { readHistory, released, sampleName } from './history';
import { Rig } from './rig';

/** Whatever keeps documents of which the version must tell that they are others: projections, sections, memories of reactors. */
export interface Folded {
  /** `orders`, `section-sales`, `reactor-remind`: a section may have the name of a projection. */
  readonly name: string;
  /** `orders@7` */
  readonly id: string;
  readonly fold: Fold;
  readonly reactor?: AnyReactorDef;
}

export const foldsOf = ({ projections, sections, reactors }: ContextDef): readonly Folded[] => [
  ...projections.map((def) => folded(def.name, def, compileProjection(def, def.name))),
  ...sections.map((def) => folded(`section-${def.name}`, def, compileSection(def, 'customer-360'))),
  ...reactors.map((def) => {
    const name = `reactor-${def.name}`;
    return { ...folded(name, def, compileProjection(memoryOf(def), name)), reactor: def };
  }),
];
const folded = (name: string, { version }: { readonly version: number }, fold: Fold): Folded => ({
  name,
  id: `${name}@${version}`,
  fold,
});
const memoryOf = (reactor: AnyReactorDef): AnyProjectionDef => ({
  ...(reactor as object as AnyProjectionDef),
  fields: { dueAt: instantField((doc: object, policies) => reactor.dueAt(doc, policies)) },
  personal: true,
});

/** What is folded: events of a kept folder, and of the samples that are frozen those that the fold takes. */
export interface SampleHistory {
  /** Of an earlier version: a small business of one customer. */
  readonly kept: readonly Decoded[];
  /** By the name of the sample, in the order of the contexts. */
  readonly samples: ReadonlyMap<
    string,
    { readonly def: AnyEventDef; readonly category: string; readonly data: unknown }
  >;
  /** Names of samples that some frozen fold knows: they are new to nobody. */
  readonly known: ReadonlySet<string>;
}

interface Aggregate {
  readonly category: string;
  readonly from: Events;
}

export async function sampleHistory(contexts: readonly ContextDef[]): Promise<SampleHistory> {
  const samples = new Map<string, { def: AnyEventDef; category: string; data: unknown }>();
  for (const { name, events, slices } of contexts)
    for (const def of events) {
      const aggregates = slices.flatMap((slice) => (slice.kind === 'command' ? [slice.on as Aggregate] : []));
      const category = aggregates.find(({ from }) => Object.values(from).includes(def))?.category ?? name;
      for (const version of released(def))
        samples.set(sampleName(def.type, version), {
          def,
          category,
          data: await readHistory(folderOf(name), def, version),
        });
    }
  const known = contexts.flatMap(({ name }) => frozenIds(name).flatMap((id) => frozen(name, id)?.samples ?? []));
  return { kept: await keptHistory(contexts), samples, known: new Set(known) };
}

/** Samples of the events that a fold takes: those of others neither change what is frozen nor move its times. */
const takenBy = ({ handlers }: Fold, { samples }: SampleHistory): readonly string[] =>
  [...samples].flatMap(([name, { def }]) => (handlers.has(def.type) ? [name] : []));

async function keptHistory(contexts: readonly ContextDef[]): Promise<readonly Decoded[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  cpSync(resolve(__dirname, '../samples/data-folder-v1'), folder, { recursive: true });
  chmodSync(join(folder, 'master.key'), 0o600);
  const rig = await Rig.open(contexts, { folder });
  try {
    const { events } = await rig.feed.read(0, 1_000);
    const decoded = await rig.codec.decode(events);
    return decoded.map(({ def, at, data }) => ({ def, at, data: plain(data) }));
  } finally {
    await rig.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * All that happened to one customer, a minute after each other: the samples of these names, whole or with nothing but
 * what they must have.
 */
function lifeOf({ samples }: SampleHistory, names: readonly string[], life: 'whole' | 'lean'): readonly Decoded[] {
  return names.flatMap((name, index) => {
    const sample = samples.get(name);
    if (!sample) return [];
    const { def, category, data } = sample;
    const occurredAt = instant(milliseconds(BEGINNING) + index * 60_000);
    const at = {
      id: `${life}-${index + 1}`,
      type: def.type,
      version: def.version,
      stream: `${category}-${life}`,
      revision: index,
      position: index + 1,
      subject: `customer-${life}`,
      occurredAt,
      recordedAt: occurredAt,
      actor: 'key-sample',
      department: 'sales',
      businessLine: null,
      correlationId: 'sample',
      causationId: null,
      traceparent: null,
      backfill: false,
      hash: '',
    };
    return [{ def, data: life === 'whole' ? data : lean(def, data as Documents), at }];
  });
}

/** A history that each fold takes whole. */
export const journalsOf = (history: SampleHistory, names: readonly string[]): readonly (readonly Decoded[])[] => {
  const subjects = new Set(history.kept.map(({ at }) => at.subject));
  return [
    ...[...subjects].map((subject) => history.kept.filter(({ at }) => at.subject === subject)),
    lifeOf(history, names, 'whole'),
    lifeOf(history, names, 'lean'),
  ];
};

function lean(def: AnyEventDef, data: Documents): Documents {
  const { required = [] } = eventSchema(def) as { readonly required?: readonly string[] };
  return Object.fromEntries(Object.entries(data).filter(([field]) => required.includes(field)));
}

type Documents = Readonly<Record<string, unknown>>;
/** What a fold makes of a history. */
interface Given {
  /** At the end. */
  readonly documents: Documents;
  /** Digests of the documents in between: after each event that the fold takes. */
  readonly after: Readonly<Record<string, string>>;
}
/** What lies beside the code of a fold. */
interface Frozen extends Given {
  /** Samples that were folded, in this order: those of later events change nothing of what was. */
  readonly samples: readonly string[];
}

export function givenBy(fold: Fold, history: SampleHistory, names: readonly string[]): Given {
  const journals = journalsOf(history, names);
  const after = journals.flatMap((journal) =>
    journal.flatMap((event, index) => [
      [labelOf(event), journal.slice(0, index + 1)] as const,
      // what most of its handlers are written for: an event that follows upon the first of its stream
      [`${labelOf(event)}, at once`, [...beginning(journal, event), event]] as const,
    ]),
  );
  const taken = after.filter(([, journal]) => fold.handlers.has(journal.at(-1)?.at.type ?? ''));
  return {
    documents: Object.assign({}, ...journals.map((journal) => documentsOf(fold, journal))) as Documents,
    after: Object.fromEntries(taken.map(([label, journal]) => [label, digest(fold, journal)])),
  };
}

const labelOf = ({ at }: Decoded): string => `${at.position} ${at.type} of ${at.stream}`;
const beginning = (journal: readonly Decoded[], { at }: Decoded): readonly Decoded[] =>
  journal.filter((other) => other.at.stream === at.stream && other.at.position < at.position).slice(0, 1);

function documentsOf(fold: Fold, journal: readonly Decoded[]): Documents {
  const documents = [...foldSubject(fold, journal[0]?.at.subject ?? '', journal)].flatMap(([key, { doc }]) =>
    doc === null ? [] : [[key, { doc, fields: fold.valuesOf(doc, initialPolicies) }] as const],
  );
  return plain(Object.fromEntries(documents)) as Documents;
}

function digest(fold: Fold, journal: readonly Decoded[]): string {
  try {
    return createHash('sha256')
      .update(canonicalJson(documentsOf(fold, journal)))
      .digest('hex')
      .slice(0, 12);
  } catch (error) {
    if (error instanceof FoldFailed) return 'cannot be taken';
    throw error;
  }
}

const fileOf = (context: string, id: string): string => join(folderOf(context), 'folds', `${id}.json`);
function frozen(context: string, id: string): Frozen | undefined {
  const file = fileOf(context, id);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Frozen) : undefined;
}

/**
 * Where a fold gives something else than it gave: pointers, and samples of events that it did not take while there were
 * such events already.
 */
function changes(fold: Fold, { samples, ...given }: Frozen, history: SampleHistory): readonly string[] {
  const late = takenBy(fold, history).filter((name) => !samples.includes(name) && history.known.has(name));
  return [...late, ...differences(given, givenBy(fold, history, samples), '')];
}

/** What a fold gives that it did not give when it was frozen, in words; empty: nothing. */
export function foldFaults(context: string, { id, name, fold }: Folded, history: SampleHistory): readonly string[] {
  const before = frozen(context, id);
  if (!before) return [`folds/${id}.json is missing: \`npm run samples\` writes what ${id} gives.`];
  const changed = changes(fold, before, history);
  if (changed.length > 0)
    return [
      `${changed.slice(0, 5).join(', ')} of ${id} changed: documents that were built by the code of before stay as they ` +
        `are, beside new ones of another meaning. Raise the version of ${name}, so that they are built anew; then run ` +
        `\`npm run samples\`. Only where ${id} was never released delete folds/${id}.json instead.`,
    ];
  const missing = takenBy(fold, history).filter((name) => !before.samples.includes(name));
  return missing.length > 0 ? [`folds/${id}.json does not know ${missing.join(', ')}: run \`npm run samples\`.`] : [];
}

/** Freezes a new fold or version, and what an old one gives of new events. Never writes over what would change. */
export function writeFold(context: string, folded: Folded, history: SampleHistory): string | undefined {
  const file = fileOf(context, folded.id);
  const before = frozen(context, folded.id);
  // behind those that it knows: what is new moves nothing that was
  const names = [...new Set([...(before?.samples ?? []), ...takenBy(folded.fold, history)])];
  if (before && (names.length === before.samples.length || changes(folded.fold, before, history).length > 0))
    return undefined;
  mkdirSync(join(folderOf(context), 'folds'), { recursive: true });
  for (const other of frozenIds(context).filter((id) => id.startsWith(`${folded.name}@`) && id !== folded.id))
    rmSync(fileOf(context, other));
  const now: Frozen = { samples: names, ...givenBy(folded.fold, history, names) };
  writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  return file;
}

/** Folds that are frozen, `orders@7`. */
export function frozenIds(context: string): readonly string[] {
  const folder = join(folderOf(context), 'folds');
  return existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.json$/, '')) : [];
}

/** Pointers to what differs. */
function differences(before: unknown, now: unknown, pointer: string): readonly string[] {
  if (isObject(before) && isObject(now) && Array.isArray(before) === Array.isArray(now))
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) =>
      differences(before[name], now[name], `${pointer}/${name}`),
    );
  return canonicalJson(before ?? null) === canonicalJson(now ?? null) ? [] : [pointer];
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
