import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Codec, type Decoded, type Envelope, eventHash, type Stored } from '@dossier/event-store';
import { type AnyEventDef, canonicalJson, type Events } from '@dossier/kernel';
import { type KeySource, Sealer } from '@dossier/security';

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
const placed = { position: 1, partition: 0, previous: 0 };

/** Every owner has the same key, or had it. */
const keySource = (key: Buffer | 'destroyed'): KeySource => ({
  ensureKeys: () => Promise.resolve(),
  keys: (owners) => Promise.resolve(new Map(owners.map((owner) => [owner, key]))),
});
const readable = keySource(Buffer.alloc(32, 1));

type Payload = Readonly<Record<string, unknown>>;
/** In a sample a personal value stands as `{"$sealed": value}`: sealed under its version, here in the open. */
const isMarked = (value: unknown): value is { readonly $sealed: unknown } =>
  typeof value === 'object' && value !== null && '$sealed' in value;
const sampleName = (type: string, version: number): string => `${type}.v${version}.json`;

/** One event of each version from 1 to today's. */
const released = (def: AnyEventDef): readonly number[] => Array.from({ length: def.version }, (_, i) => i + 1);

function readSample(folder: string, def: AnyEventDef, version: number): Payload {
  const file = join(folder, 'history', sampleName(def.type, version));
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Payload;
  const personal = version === def.version ? def.personal.map(({ field }) => `"${field}": {"$sealed": …}`) : [];
  throw new Error(
    `${file} is missing. Every released version of an event keeps a sample for ever (P14): write there a payload as ` +
      `version ${version} of ${def.type} writes it, personal values as {"$sealed": value}` +
      (personal.length > 0 ? ` (${personal.join(', ')})` : '') +
      `, and never change it again; a changed payload is a new version with an upcaster.`,
  );
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
 * Tests that every version of every event that a context ever released can be read today (P14):
 * `eventHistory(__dirname, shop.events)` beside the module. The samples are `history/<type>.v<version>.json`.
 */
export function eventHistory(folder: string, events: readonly Events[]): void {
  const defs = events.flatMap((several) => Object.values(several));
  const samples = defs.flatMap((def) => released(def).map((version) => ({ def, version, type: def.type })));
  describe('events of the past', () => {
    it.each(samples)('can be read today: $type version $version', async ({ def, version }) => {
      await expect(readHistory(folder, def, version)).resolves.toBeDefined();
    });

    it('are never given up: no sample is left without its event', () => {
      const known = new Set(samples.map(({ type, version }) => sampleName(type, version)));
      const history = join(folder, 'history');
      const kept = existsSync(history) ? readdirSync(history).filter((name) => name.endsWith('.json')) : [];
      expect(kept.filter((name) => !known.has(name))).toEqual([]);
    });
  });
}
