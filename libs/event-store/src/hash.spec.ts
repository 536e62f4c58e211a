import { createHash } from 'node:crypto';
import { canonicalJson } from '@dossier/kernel';
import fc from 'fast-check';
import type { Stored } from './event-store.port';
import { eventHash, type Hashed, verifyStream } from './hash';

const text = () => fc.string({ unit: 'grapheme' });
const maybe = () => fc.option(text(), { nil: null });
const hashed: fc.Arbitrary<Hashed> = fc.record({
  id: text(),
  type: text(),
  version: fc.nat(),
  stream: text(),
  revision: fc.nat(),
  subject: text(),
  occurredAt: text(),
  recordedAt: text(),
  actor: text(),
  department: maybe(),
  businessLine: maybe(),
  correlationId: text(),
  causationId: maybe(),
  traceparent: maybe(),
  backfill: fc.boolean(),
  data: fc.jsonValue().map((value) => canonicalJson(JSON.parse(JSON.stringify(value)))),
});

it('is SHA-256 over the canonical JSON of the envelope with the payload and the previous hash in it', () => {
  fc.assert(
    fc.property(hashed, text(), (event, previousHash) => {
      const whole = canonicalJson({ ...event, data: JSON.parse(event.data) as unknown, previousHash });
      expect(eventHash(event, previousHash)).toBe(createHash('sha256').update(whole).digest('hex'));
    }),
  );
});

it('stays what it was when the format was frozen', () => {
  const event: Hashed = {
    id: '0197f4b0-0000-7000-8000-000000000001',
    type: 'sales.OrderPlaced',
    version: 1,
    stream: 'order-1',
    revision: 0,
    subject: 'c-1',
    occurredAt: '2026-01-31T08:00:00.000Z',
    recordedAt: '2026-01-31T08:00:01.000Z',
    actor: 'key-12345678',
    department: 'sales',
    businessLine: null,
    correlationId: 'k-1',
    causationId: null,
    traceparent: null,
    backfill: false,
    data: '{"note":"张三","number":"SO-1"}',
  };
  expect(eventHash(event, '')).toMatchInlineSnapshot(
    `"c20db3af1b186da4e7ad7b356a7ec701094f252016b41aea968196c6b5d91552"`,
  );
});

it('refuses text that no JSON can carry', () => {
  const [event] = fc.sample(hashed, 1) as [Hashed];
  expect(() => eventHash({ ...event, actor: '\ud800' }, '')).toThrow(TypeError);
});

const chain = (events: readonly Hashed[]): readonly Stored[] => {
  let previousHash = '';
  return events.map((event, i) => {
    const placed = { ...event, stream: 'order-1', revision: i };
    previousHash = eventHash(placed, previousHash);
    return { ...placed, hash: previousHash, position: i + 1 };
  });
};

it('finds an untouched stream whole, wherever in the log it lies', () => {
  fc.assert(
    fc.property(fc.array(hashed), (events) => {
      expect(verifyStream(chain(events).map((event) => ({ ...event, position: event.position + 7 })))).toBeNull();
    }),
  );
});

it('finds the first event that was changed, left out or moved', () => {
  const changes: fc.Arbitrary<(events: readonly Stored[], at: number) => readonly Stored[]> = fc.constantFrom(
    (events, at) => events.map((event, i) => (i === at ? { ...event, data: '{"forged":true}' } : event)),
    (events, at) => events.map((event, i) => (i === at ? { ...event, occurredAt: `${event.occurredAt}0` } : event)),
    (events, at) => events.map((event, i) => (i === at ? { ...event, hash: '0'.repeat(64) } : event)),
    (events, at) => events.map((event, i) => (i === at ? { ...event, stream: 'order-2' } : event)),
    (events, at) => (at < events.length - 1 ? events.toSpliced(at, 1) : events.with(at, chain(events)[0] as Stored)),
  );
  fc.assert(
    fc.property(
      fc.array(hashed, { minLength: 3, maxLength: 8 }),
      fc.integer({ min: 1, max: 7 }),
      changes,
      (...given) => {
        const [events, place, change] = given;
        const at = Math.min(place, events.length - 1);
        expect(verifyStream(change(chain(events), at))).toBe(at);
      },
    ),
  );
});
