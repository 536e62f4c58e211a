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
import { compileProjection, type Fold, foldSubject } from '@dossier/engine';
import type { Decoded } from '@dossier/event-store';
import {
  type AnyEventDef,
  type AnyProjectionDef,
  type AnyReactorDef,
  type AnySectionDef,
  begunWith,
  byCustomer,
  canonicalJson,
  type ContextDef,
  type Events,
  instant,
  instantField,
  milliseconds,
} from '@dossier/kernel';
import { folderOf } from './context-folders';
import { BEGINNING, initialPolicies } from './given-when-then';
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

export function foldsOf({ projections, sections, reactors }: ContextDef): readonly Folded[] {
  const folded = (kind: string, def: AnyProjectionDef): Folded => {
    const name = `${kind}${def.name}`;
    const id = `${name}@${def.version}`;
    return { name, id, fold: compileProjection(def, id) };
  };
  return [
    ...projections.map((def) => folded('', def)),
    ...sections.map((def) => folded('section-', asProjection(def))),
    ...reactors.map((def) => ({ ...folded('reactor-', memoryOf(def)), reactor: def })),
  ];
}
const asProjection = (section: AnySectionDef): AnyProjectionDef => ({
  ...(section as object as AnyProjectionDef),
  view: undefined as never,
  key: byCustomer,
  evolve: begunWith(section.initial as object, section.evolve as never),
  personal: true,
});
const memoryOf = (reactor: AnyReactorDef): AnyProjectionDef => ({
  ...(reactor as object as AnyProjectionDef),
  fields: { dueAt: instantField((doc: object) => reactor.dueAt(doc)) },
  personal: true,
});

/** What is folded: events of a kept folder, and one of every sample that is frozen. */
export interface SampleHistory {
  /** Of an earlier version: a small business of one customer. */
  readonly kept: readonly Decoded[];
  /** By the name of the sample, in the order of the contexts. */
  readonly samples: ReadonlyMap<
    string,
    { readonly def: AnyEventDef; readonly category: string; readonly data: unknown }
  >;
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
  return { kept: await keptHistory(contexts), samples };
}

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

/** All that happened to one customer, a minute after each other: the samples of these names. */
function lifeOf({ samples }: SampleHistory, names: readonly string[]): readonly Decoded[] {
  return names.flatMap((name, index) => {
    const sample = samples.get(name);
    if (!sample) return [];
    const { def, category, data } = sample;
    const occurredAt = instant(milliseconds(BEGINNING) + index * 60_000);
    const at = {
      id: `event-${index + 1}`,
      type: def.type,
      version: def.version,
      stream: `${category}-1`,
      revision: index,
      position: index + 1,
      partition: 0,
      subject: 'customer-1',
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
    return [{ def, data, at }];
  });
}

/** A history that each fold takes whole. */
export const journalsOf = (history: SampleHistory, names: readonly string[]): readonly (readonly Decoded[])[] => {
  const subjects = new Set(history.kept.map(({ at }) => at.subject));
  return [
    ...[...subjects].map((subject) => history.kept.filter(({ at }) => at.subject === subject)),
    lifeOf(history, names),
  ];
};

type Documents = Readonly<Record<string, unknown>>;
/** What lies beside the code of a fold. */
interface Frozen {
  /** Samples that were folded: those of later events change nothing of what was. */
  readonly samples: readonly string[];
  readonly documents: Documents;
}

export function documentsOf(fold: Fold, history: SampleHistory, names: readonly string[]): Documents {
  const documents = journalsOf(history, names).flatMap((journal) =>
    [...foldSubject(fold, journal[0]?.at.subject ?? '', journal)].flatMap(([key, { doc }]) =>
      doc === null ? [] : [[key, { doc, fields: fold.valuesOf(doc, initialPolicies) }] as const],
    ),
  );
  return plain(Object.fromEntries(documents)) as Documents;
}

const fileOf = (context: string, id: string): string => join(folderOf(context), 'folds', `${id}.json`);

/** What a fold gives that it did not give when it was frozen, in words; empty: nothing. */
export function foldFaults(context: string, { id, name, fold }: Folded, history: SampleHistory): readonly string[] {
  const file = fileOf(context, id);
  if (!existsSync(file)) return [`folds/${id}.json is missing: \`npm run samples\` writes what ${id} gives.`];
  const { samples, documents } = JSON.parse(readFileSync(file, 'utf8')) as Frozen;
  const changed = differences(documents, documentsOf(fold, history, samples), '');
  if (changed.length > 0)
    return [
      `${changed.slice(0, 5).join(', ')} of ${id} changed: documents that were built by the code of before stay as they ` +
        `are, beside new ones of another meaning. Raise the version of ${name}, so that they are built anew; then run ` +
        '`npm run samples`.',
    ];
  return samples.length < history.samples.size
    ? [`folds/${id}.json knows ${samples.length} of ${history.samples.size} samples: run \`npm run samples\`.`]
    : [];
}

/** Freezes a new fold or version, and what an old one gives of new events. Never writes over what would change. */
export function writeFold(context: string, folded: Folded, history: SampleHistory): string | undefined {
  const file = fileOf(context, folded.id);
  const names = [...history.samples.keys()];
  if (existsSync(file)) {
    const { samples, documents } = JSON.parse(readFileSync(file, 'utf8')) as Frozen;
    const same = differences(documents, documentsOf(folded.fold, history, samples), '').length === 0;
    if (!same || samples.length === names.length) return undefined;
  }
  mkdirSync(join(folderOf(context), 'folds'), { recursive: true });
  for (const other of frozenIds(context).filter((id) => id.startsWith(`${folded.name}@`) && id !== folded.id))
    rmSync(fileOf(context, other));
  const frozen: Frozen = { samples: names, documents: documentsOf(folded.fold, history, names) };
  writeFileSync(file, `${JSON.stringify(frozen, null, 2)}\n`);
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
