import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Codec, type Decoded, type Envelope, eventHash, type Stored } from '@dossier/event-store';
import { type AnyEventDef, canonicalJson, type ContextDef } from '@dossier/kernel';
import { eventSchema, type Schema, sentenceOf } from '@dossier/rules';
import { type KeySource, Sealer } from '@dossier/security';
import { payloadFaults } from './payload-rules';
import { DRAFT, samplePayload } from './sample-payload';

const OWNER = 'sample-owner';
const envelope: Envelope = {
  id: '01900000-0000-7000-8000-000000000000',
  stream: 'sample-1',
  revision: 0,
  subject: OWNER,
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
  actor: 'sample',
  department: null,
  businessLine: null,
  correlationId: 'sample',
  causationId: null,
  traceparent: null,
  backfill: false,
};
const placed = { position: 1 };

/** Every owner has the same key, or had it. */
const keySource = (key: Buffer | 'destroyed'): KeySource => ({
  ensureKeys: () => Promise.resolve(),
  keys: (owners) => Promise.resolve(new Map(owners.map((owner) => [owner, key]))),
  lost: () => Promise.resolve(new Map()),
  changes: () => Promise.resolve(0),
});
const readable = keySource(Buffer.alloc(32, 1));

type Payload = Readonly<Record<string, unknown>>;
/** In a sample a personal value stands as `{"$sealed": value}`: sealed under its version, here in the open. */
const isMarked = (value: unknown): value is { readonly $sealed: unknown } =>
  typeof value === 'object' && value !== null && '$sealed' in value;
export const sampleName = (type: string, version: number): string => `${type}.v${version}.json`;
const schemaName = (type: string, version: number): string => `${type}.v${version}.schema.json`;

/** One event of each version from 1 to today's. */
export const released = (def: AnyEventDef): readonly number[] => Array.from({ length: def.version }, (_, i) => i + 1);

const frozen = (folder: string, name: string): Payload | undefined => {
  const file = join(folder, 'history', name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Payload) : undefined;
};

function readSample(folder: string, def: AnyEventDef, version: number): Payload {
  const sample = frozen(folder, sampleName(def.type, version));
  if (sample) return sample;
  throw new Error(
    `${join(folder, 'history', sampleName(def.type, version))} is missing. Every released version of an event keeps a ` +
      `sample for ever (P14): \`npm run samples\` writes one of today's version, to be made believable; personal ` +
      `values stand as {"$sealed": value}. It is never changed again; a changed payload is a new version with an upcaster.`,
  );
}

/**
 * What the schema of a version breaks, in words; empty: nothing.
 * @param folder of the context, where `history` lies
 */
export function schemaFaults(folder: string, def: AnyEventDef, version: number): readonly string[] {
  const { type } = def;
  const schema = frozen(folder, schemaName(type, version)) as Schema | undefined;
  if (schema === undefined)
    return [`history/${schemaName(type, version)} is missing: \`npm run samples\` writes that of today's version.`];
  if (version === def.version && canonicalJson(schema) !== canonicalJson(eventSchema(def)))
    return [
      `${changedFields(schema, eventSchema(def)).join(', ') || 'the schema'} of ${type} changed, and version ${version} is frozen: its ` +
        `events are in logs, and others read them by its schema. Add an upcaster from version ${version} to ` +
        `defineEvent('${type}', …), which makes version ${version + 1} of it; then run \`npm run samples\`. Only ` +
        `where version ${version} was never released delete history/${schemaName(type, version)} instead.`,
    ];
  const sample = open(readSample(folder, def, version));
  if (version === def.version && isDraft(folder, def))
    return [
      `history/${sampleName(type, version)} has "${DRAFT}" in it, as \`npm run samples\` wrote it: make it believable, for ` +
        'it is decoded for ever.',
    ];
  return payloadFaults(schema, sample).map(
    ({ pointer, detail }) => `history/${sampleName(type, version)}${pointer} breaks its schema: it ${detail.en}`,
  );
}

/** Whether a sample is still as it was generated: nobody could tell from it what the event is about. */
export const isDraft = (folder: string, def: AnyEventDef): boolean =>
  JSON.stringify(frozen(folder, sampleName(def.type, def.version)) ?? null).includes(`"${DRAFT}"`);

/** A sample as whoever may see all reads it. */
const open = (sample: Payload): Payload =>
  Object.fromEntries(Object.entries(sample).map(([field, value]) => [field, isMarked(value) ? value.$sealed : value]));

function changedFields(before: Schema, now: Schema): readonly string[] {
  const [was, is] = [before, now].map(({ properties, required = [] }) => ({
    properties: properties as Payload,
    required: required as readonly string[],
  })) as [Fields, Fields];
  const names = new Set([...Object.keys(was.properties), ...Object.keys(is.properties)]);
  const shape = ({ properties, required }: Fields, name: string): string =>
    canonicalJson([properties[name] ?? null, required.includes(name)]);
  return [...names].filter((name) => shape(was, name) !== shape(is, name));
}
interface Fields {
  readonly properties: Payload;
  readonly required: readonly string[];
}

/**
 * Writes what is missing of today's version of an event, and never over what is there.
 * @returns names of the files that were written
 */
export function writeSamples(folder: string, def: AnyEventDef): readonly string[] {
  const { type, version } = def;
  const sample = samplePayload(eventSchema(def));
  const sealed = new Set(def.personal.map(({ field }) => field));
  const marked = Object.fromEntries(
    Object.entries(sample).map(([field, value]) => [field, sealed.has(field) ? { $sealed: value } : value]),
  );
  const files = [
    [sampleName(type, version), marked],
    [schemaName(type, version), eventSchema(def)],
  ] as const;
  const missing = files.filter(([name]) => frozen(folder, name) === undefined);
  if (missing.length > 0) mkdirSync(join(folder, 'history'), { recursive: true });
  for (const [name, content] of missing)
    writeFileSync(join(folder, 'history', name), `${JSON.stringify(content, null, 2)}\n`);
  return missing.map(([name]) => name);
}

async function sealed(sample: Payload): Promise<Payload> {
  const sealer = new Sealer(readable);
  await sealer.ready([OWNER]);
  const seal = (field: string, value: unknown) => ({
    $sealed: { owner: OWNER, v: 1, c: sealer.seal(OWNER, envelope.id, field, value) },
  });
  return Object.fromEntries(
    Object.entries(sample).map(([field, value]) => [field, isMarked(value) ? seal(field, value.$sealed) : value]),
  );
}

async function decode(def: AnyEventDef, stored: Stored, keys: KeySource): Promise<Decoded> {
  const [decoded] = await new Codec([def], new Sealer(keys)).decode([stored]);
  if (!decoded) throw new Error(`${stored.type} was not decoded`);
  return decoded;
}

/**
 * Reads the frozen sample of one version with today's code: with its personal values, and with them erased.
 * @param folder of the context, where `history` lies
 * @returns today's payload
 * @throws Error when the sample is missing, says more or less than today's code reads, or cannot be read
 */
export async function readHistory(folder: string, def: AnyEventDef, version: number): Promise<unknown> {
  const sample = readSample(folder, def, version);
  const data = canonicalJson(await sealed(sample));
  const written = { ...envelope, type: def.type, version, data };
  const stored: Stored = { ...written, ...placed, hash: eventHash(written, '') };
  const { data: erased } = await decode(def, stored, keySource('destroyed'));
  canonicalJson(erased); // reads every value: an upcaster that cannot take what is erased throws here
  const { data: today } = await decode(def, stored, readable);
  const again = await rewritten(def, today);
  if (canonicalJson(again.data) !== canonicalJson(today))
    throw new Error(`${sampleName(def.type, version)} is not read again as it was written: ${canonicalJson(today)}`);
  if (version === def.version && shown(again.stored) !== shown(data))
    throw new Error(
      `${sampleName(def.type, version)} is not what today's code writes; that would be ${shown(again.stored)}`,
    );
  return today;
}

/** Today's payload written by today's code and read once more. */
async function rewritten(def: AnyEventDef, today: unknown): Promise<{ stored: string; data: unknown }> {
  const named = def.personal.flatMap(({ owner }) => (owner === undefined ? [] : [(today as Payload)[owner]]));
  const codec = new Codec([def], new Sealer(readable));
  await codec.ready([OWNER, ...named.filter((owner) => typeof owner === 'string')]);
  const proposed = codec.encode({ type: def.type, data: today }, envelope, '');
  const { data } = await decode(def, { ...envelope, ...placed, ...proposed }, readable);
  return { stored: proposed.data, data };
}
/** What is sealed, without its ciphertext. */
const shown = (data: string): string => data.replaceAll(/\{"\$sealed":\{[^}]*\}\}/g, '{"$sealed": …}');

/**
 * What is wrong with what an event says of a payload; empty: nothing. An event that carries something says more than its
 * title, in words and with the currency of each amount.
 */
export function sentenceFaults(def: AnyEventDef, payload: unknown): readonly string[] {
  const { type, title, says } = def;
  const carries = Object.keys(eventSchema(def)['properties'] as object).length > 0;
  return (['zh', 'en'] as const).flatMap((language) => {
    const said = sentenceOf(def, payload as Payload, 'Asia/Shanghai')[language];
    const faults = [
      carries && said === title[language] && `says nothing of what is in it: ${says[language]}`,
      /[{}[\]]|undefined|null|NaN|\d{4}-\d\d-\d\dT/.test(said) && `says what no person reads: ${said}`,
      /\d\.\d\d(?! [A-Z]{3})/.test(said) && `says an amount without its currency: ${said}`,
      /\p{Script=Han}/u.test(says[language]) !== (language === 'zh') &&
        `says it in another language: ${says[language]}`,
    ];
    return faults.flatMap((fault) => (fault === false ? [] : `${type} (${language}) ${fault}`));
  });
}

/**
 * Tests that every version of every event that a context ever released can be read today, and that none was changed
 * after its release (P14). In `history/` lie `<type>.v<version>.json`, a sample, and `<type>.v<version>.schema.json`.
 * @param folder of the context
 */
export function eventHistory(folder: string, context: ContextDef): void {
  const defs = context.events;
  const samples = defs.flatMap((def) => released(def).map((version) => ({ def, version, type: def.type })));
  it.each(samples)('$type version $version can be read and said today', async ({ def, version }) => {
    const today = await readHistory(folder, def, version);
    expect(payloadFaults(eventSchema(def), today)).toEqual([]);
    expect(sentenceFaults(def, today)).toEqual([]);
  });

  it.each(samples)('$type version $version keeps its schema', ({ def, version }) => {
    expect(schemaFaults(folder, def, version)).toEqual([]);
  });

  it('are never given up: no sample is left without its event', () => {
    const known = new Set(
      samples.flatMap(({ type, version }) => [sampleName(type, version), schemaName(type, version)]),
    );
    const history = join(folder, 'history');
    const kept = existsSync(history) ? readdirSync(history).filter((name) => name.endsWith('.json')) : [];
    expect(kept.filter((name) => !known.has(name))).toEqual([]);
  });
}
