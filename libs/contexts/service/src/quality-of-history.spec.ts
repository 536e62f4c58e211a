import {
  addDays,
  type AnyCommandDef,
  type AnyReadModelDef,
  type EventOf,
  initialPolicies,
  type Instant,
  monthOf,
  type Recorded,
  Refusal,
} from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import fc from 'fast-check';
import { inspection } from './inspection';
import { qualityReturn } from './quality-return';
import { qualitySection, type QualityState } from './quality-section';
import { inspections } from './inspections';
import { passRateReport } from './read/pass-rate/pass-rate-report';
import { qualityReturns } from './quality-returns';
import { correctInspection } from './write/correct-inspection/correct-inspection';
import { correctQualityReturn } from './write/correct-quality-return/correct-quality-return';
import { recordInspection } from './write/record-inspection/record-inspection';
import { recordQualityReturn } from './write/record-quality-return/record-quality-return';
import { retractInspection } from './write/retract-inspection/retract-inspection';
import { retractQualityReturn } from './write/retract-quality-return/retract-quality-return';

/** Inspections and returns that are corrected and retracted, beside a person who keeps one line of each and rubs out what was wrong. */
const FIRST = '2026-01-20T20:00:00.000Z';
const DAYS = 70;
const day = (n: number): Instant => addDays(FIRST, n);
const NOW = day(DAYS + 1);

interface Line {
  is: 'inspection' | 'return';
  customer: string;
  product: string;
  on: number;
  /** Passed and rejected, or returned. */
  good: number;
  bad: number;
  gone: boolean;
}
const does = ['count', 'move', 'other product', 'retract'] as const;
const what = {
  on: fc.nat(DAYS),
  product: fc.constantFrom('p', 'q'),
  good: fc.integer({ min: 1, max: 40 }),
  bad: fc.nat(3),
};
const story = fc.record({
  ...{ is: fc.constantFrom('inspection' as const, 'inspection' as const, 'return' as const) },
  ...{ customer: fc.constantFrom('c', 'd'), ...what },
  acts: fc.array(fc.record({ does: fc.constantFrom(...does), ...what }), { maxLength: 4 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

const reason = 'x';
type Handlers = Readonly<Record<string, (state: never, data: never, at: never) => object | null>>;
const nameOf = (type: string): string => type.split('.')[1] ?? '';
type Recording = EventOf & { readonly at: Recorded };
const folded = <S extends object | null>(evolve: object, initial: S, events: readonly Recording[]): S =>
  events.reduce((so, { type, data, at }) => {
    const handler = (evolve as Handlers)[nameOf(type)];
    return handler ? (handler(so as never, data as never, at as never) as S) : so;
  }, initial);

/** What is recorded of a line, and the line as it is left. */
function told(one: Story, id: string): { readonly line: Line; readonly events: readonly Recording[] } {
  const isInspection = one.is === 'inspection';
  const [def, record, correct, retract] = isInspection
    ? ([inspection, recordInspection, correctInspection, retractInspection] as const)
    : ([qualityReturn, recordQualityReturn, correctQualityReturn, retractQualityReturn] as const);
  const stream = `${def.category}-${id}`;
  const events: Recording[] = [];
  const send = (command: AnyCommandDef, said: object, on: number): void => {
    const state = events.length === 0 ? undefined : folded<object | null>(def.evolve, null, events);
    const context = { needed: {}, backfill: false, actor: 'a', department: null, businessLine: null };
    const decision = { ...context, now: NOW, occurredAt: day(on), policies: initialPolicies };
    const ids = isInspection ? { inspectionId: id } : { returnId: id };
    for (const event of command.decide({ ...ids, ...said }, state, decision) as readonly EventOf[]) {
      const { type, occurredAt = day(on) } = event;
      const at = { id: `${stream}-${events.length}`, type, occurredAt, recordedAt: NOW, stream, subject: one.customer };
      events.push({ ...event, at: { ...at, revision: events.length, businessLine: null } as unknown as Recorded });
    }
  };
  const counts = ({ good, bad }: Pick<Line, 'good' | 'bad'>): object =>
    isInspection
      ? { inspected: good + bad, passed: good, rejected: bad, defects: bad === 0 ? [] : [{ defect: 'x', count: bad }] }
      : { quantity: good };
  const said = isInspection ? {} : { because: 'defect', orderId: 'o' };
  send(record, { customerId: one.customer, product: one.product, ...counts(one), ...said }, one.on);
  const line: Line = { ...one, gone: false };
  for (const act of one.acts) {
    const refused = (): boolean => {
      try {
        if (act.does === 'retract') send(retract, { reason }, act.on);
        else if (act.does === 'count') send(correct, { ...counts(act), reason }, act.on);
        else if (act.does === 'move')
          send(correct, { [isInspection ? 'inspectedAt' : 'returnedAt']: day(act.on), reason }, act.on);
        else send(correct, { product: act.product, reason }, act.on);
        return false;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return true;
      }
    };
    expect(refused()).toBe(line.gone && act.does !== 'retract');
    if (line.gone) continue;
    if (act.does === 'retract') line.gone = true;
    else if (act.does === 'count') Object.assign(line, { good: act.good, bad: act.bad });
    else if (act.does === 'move') line.on = act.on;
    else line.product = act.product;
  }
  return { line, events };
}

interface Sums {
  inspections: number;
  inspected: number;
  passed: number;
  returns: number;
  returned: number;
}
/** Counted line by line. */
function byHand(lines: readonly Line[], on: number, nameIn: (line: Line) => string): Record<string, Sums> {
  const found: Record<string, Sums> = {};
  for (const line of lines) {
    if (line.gone || line.on > on) continue;
    const sums = (found[nameIn(line)] ??= { inspections: 0, inspected: 0, passed: 0, returns: 0, returned: 0 });
    if (line.is === 'inspection') {
      sums.inspections += 1;
      sums.inspected += line.good + line.bad;
      sums.passed += line.good;
    } else {
      sums.returns += 1;
      sums.returned += line.good;
    }
  }
  return found;
}
const sumsOf = ({ inspections: n, inspected, passed, returns, returned }: Sums): Sums => ({
  ...{ inspections: n, inspected, passed, returns, returned },
});

/** In an order that has nothing to do with that of writing. */
const shuffled = <T>(all: readonly T[], keys: readonly number[]): readonly T[] =>
  all
    .map((one, i) => ({ one, key: keys[i % keys.length] ?? 0, i }))
    .sort((a, b) => a.key - b.key || b.i - a.i)
    .map(({ one }) => one);

it('counts on each day as in a book that is kept by hand, whatever was corrected, moved or retracted, in any order', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(1000), { minLength: 40, maxLength: 40, size: 'max' }),
      fc.array(fc.nat(DAYS), { minLength: 3, maxLength: 3 }),
      async (stories, keys, days) => {
        const book = stories.map((one, i) => told(one, `${i}`));
        const lines = book.map(({ line }) => line);
        const docs = (model: typeof inspections | typeof qualityReturns) =>
          Object.fromEntries(
            book.flatMap(({ events }, i) => {
              const doc = folded<object | null>(model.evolve, null, events);
              return doc === null ? [] : [[`${i}`, doc]];
            }),
          );
        const reads = readsOf(
          new Map<AnyReadModelDef, Record<string, object>>([
            [inspections, docs(inspections)],
            [qualityReturns, docs(qualityReturns)],
          ]),
        );
        const all = shuffled(
          book.flatMap(({ events }) => events),
          keys,
        );
        for (const on of days) {
          const asOf = day(on);
          const zone = 'Asia/Shanghai';
          for (const by of ['product', 'customer', 'month'] as const) {
            const { rows } = await passRateReport.run({ by }, { ...viewing({ asOf, zone }), reads });
            const counted = Object.fromEntries(rows.map((row) => [String(row[by]), sumsOf(row)]));
            const nameIn = (line: Line): string => (by === 'month' ? monthOf(day(line.on), zone) : line[by]);
            expect([on, by, counted]).toEqual([on, by, byHand(lines, on, nameIn)]);
          }
          for (const customer of ['c', 'd']) {
            const some = all.filter(({ at }) => at.subject === customer && at.occurredAt <= asOf);
            const state = folded<QualityState>(qualitySection.evolve, qualitySection.initial, some);
            const { passRateByProduct, passRateByMonth } = qualitySection.view(state, viewing({ asOf }));
            const its = lines.filter((line) => line.customer === customer);
            expect(Object.fromEntries(passRateByProduct.map((row) => [row.product, sumsOf(row)]))).toEqual(
              byHand(its, on, ({ product }) => product),
            );
            expect(Object.fromEntries(passRateByMonth.map((row) => [row.month, sumsOf(row)]))).toEqual(
              byHand(its, on, (line) => day(line.on).slice(0, 7)),
            );
          }
        }
      },
    ),
  ));
