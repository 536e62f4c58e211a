import type { Reading } from '@dossier/engine';
import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
/** Noon: no clock of the company is on another day. */
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1, 12) + n * DAY).toISOString();
const monthOf = (n: number): string => day(n).slice(0, 7);
/** All is recorded from this day on: late. */
const RECORDED = 400;
const LAST = 300;
const RULES = { repeatPurchases: 2, loyalPurchases: 3, loyalMonths: 1, churnDays: 25 };

const on = fc.integer({ min: 0, max: LAST });
const who = fc.constantFrom('c', 'c', 'd');
const which = fc.nat({ max: 9 });
const cause = fc.constantFrom('price', 'service', 'need');
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('buy' as const), who, which, on }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('cancel' as const), who, which, on }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('record' as const), who, cause, on }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('correct' as const), who, cause, on }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const), who, on }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Kept {
  readonly stage: string;
  readonly since: number;
}
interface Order {
  readonly of: string;
  readonly on: number;
  cancelled: number;
}
/** A clerk who has the orders and causes in a book, and looks at each customer day by day. */
class Book {
  private readonly orders = new Map<string, Order>();
  private readonly causes = new Map<string, Map<number, string | null>>();

  buy(order: string, of: string, at: number): void {
    this.orders.set(order, { of, on: at, cancelled: Infinity });
  }
  cancel(order: string, at: number): void {
    const found = this.orders.get(order);
    if (found) found.cancelled = Math.min(found.cancelled, at);
  }
  because(of: string, at: number, said: string | null): void {
    this.causes.set(of, (this.causes.get(of) ?? new Map<number, string | null>()).set(at, said));
  }
  /** The day of the last cause by a day. */
  lastCause(of: string, by: number): number {
    return Math.max(
      ...[...(this.causes.get(of) ?? [])].flatMap(([at, said]) => (said !== null && at <= by ? [at] : [])),
    );
  }
  stages(of: string, today: number): readonly Kept[] {
    const bought = [...this.orders.values()].filter((one) => one.of === of && one.on <= today && one.cancelled > today);
    const kept: Kept[] = [{ stage: 'prospect', since: 0 }];
    let [count, began, silent] = [0, 0, 0];
    const write = (stage: string, since: number): void => {
      if (kept.at(-1)?.stage !== stage) kept.push({ stage, since });
    };
    const is = (...some: readonly string[]): boolean => some.includes(kept.at(-1)?.stage ?? '');
    for (let d = 0; d <= today; d++) {
      silent++;
      if (!is('prospect') && silent >= RULES.churnDays) write('churned', d);
      for (const one of bought)
        if (one.on === d) {
          if (d === 0 && kept.length === 1 && is('prospect')) kept.pop(); // bought as soon as it was registered
          if (kept.length === 0 || is('prospect', 'churned')) {
            write(is('churned') ? 'won-back' : 'first-purchase', d);
            [count, began] = [0, d];
          }
          silent = 0;
          count++;
          const month = new Date(day(began));
          month.setUTCMonth(month.getUTCMonth() + 1);
          const longEnough = d >= Math.round((month.getTime() - Date.parse(day(0))) / DAY);
          if (count >= RULES.loyalPurchases && longEnough) write('loyal', d);
          else if (count >= RULES.repeatPurchases && !is('loyal')) write('repeat', d);
        }
    }
    return kept;
  }
  winBacks(of: string, today: number): readonly Won[] {
    const kept = this.stages(of, today);
    const back = kept.flatMap(({ stage, since }, i) =>
      stage === 'won-back' ? [[kept[i - 1]?.since ?? 0, since] as const] : [],
    );
    return back.map(([lost, since], i) => {
      const next = back[i + 1]?.[1] ?? Infinity;
      const causes = [...(this.causes.get(of) ?? [])].filter(
        ([at, said]) => said !== null && at <= today && at >= since && at < next,
      );
      const [, said = null] = causes.sort(([a], [b]) => a - b).at(-1) ?? [];
      return { churnedAt: day(lost), wonBackAt: day(since), silentDays: since - lost, cause: said };
    });
  }
}

/** Sends one step; what the rules refuse is in no book. */
async function tell(rig: Rig, book: Book, one: Step, index: number): Promise<void> {
  const { does, who: customerId } = one;
  const orderId = 'which' in one ? `o-${one.who}-${one.which}` : '';
  const sent = async (command: string, data: object): Promise<boolean> => {
    try {
      return (await rig.send(command, data, { occurredAt: day(one.on) })).receipt.events.length > 0;
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return false;
    }
  };
  if (does === 'buy') {
    const lines = [{ sku: 'pump', quantity: 1, unitPrice: '10' }];
    if (await sent('sales.PlaceOrder', { orderId, number: `${orderId}-${index}`, customerId, currency: 'CNY', lines }))
      book.buy(orderId, customerId, one.on);
  } else if (does === 'cancel') {
    if (await sent('sales.CancelOrder', { orderId })) book.cancel(orderId, one.on);
  } else if (does === 'record') {
    if (await sent('lifecycle.RecordWinBackCause', { customerId, cause: one.cause }))
      book.because(customerId, one.on, one.cause);
  } else {
    const at = book.lastCause(customerId, one.on);
    const said = does === 'correct' ? { cause: one.cause } : { reason: 'x' };
    const command = does === 'correct' ? 'CorrectWinBackCause' : 'WithdrawWinBackCause';
    if (await sent(`lifecycle.${command}`, { customerId, ...said }))
      book.because(customerId, at, does === 'correct' ? one.cause : null);
  }
}

type When = Pick<Reading, 'asOf' | 'knownAt'>;
const ask = <R>(rig: Rig, name: string, asOf: string | When, params: object = {}): Promise<R> =>
  rig.queries.ask(rig.registry.queries.get(`report.${name}`) as QueryDef<object, R>, params, {
    ...reading,
    ...(typeof asOf === 'string' ? { asOf } : asOf),
  });
const REPORTS = ['lifecycle', 'lifecycle-conversions', 'time-in-stage', 'win-backs'];
const allReports = (rig: Rig, when: When): Promise<readonly object[]> =>
  Promise.all(REPORTS.map((name) => ask<object>(rig, name, when)));

interface Conversions {
  readonly rows: readonly {
    readonly period: string;
    readonly from: string;
    readonly to: string;
    readonly count: number;
  }[];
  readonly stays: readonly {
    readonly atStart: number;
    readonly arrived: number;
    readonly came: number;
    readonly went: number;
    readonly atEnd: number;
    readonly period: string;
    readonly stage: string;
  }[];
}
interface Times {
  readonly rows: readonly {
    readonly stage: string;
    readonly ended: number;
    readonly open: number;
    readonly longestDays: number | null;
  }[];
}
interface Won {
  readonly churnedAt: string;
  readonly wonBackAt: string;
  readonly silentDays: number;
  readonly cause: string | null;
}
interface Back {
  readonly rows: readonly (Pick<Won, 'silentDays' | 'cause'> & {
    readonly customer: string;
    readonly wonBackOn: string;
  })[];
}

it('is on any day what looking at each customer day by day gives, however late all was learnt, and why says so', async () => {
  const held = { learnt: 0, moves: 0, winBacks: 0, caused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 15, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: LAST + 40 }), { minLength: 6, maxLength: 6 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      async (steps, days, chosen) => {
        const rig = await Rig.open(contexts);
        try {
          const book = new Book();
          const policy = { name: 'lifecycle', document: RULES, approvedBy: 'x' };
          await rig.send('policies.PublishPolicy', policy, { occurredAt: day(0) });
          for (const customerId of ['c', 'd'])
            await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: day(0) });
          rig.clock.set(day(RECORDED));
          const line = { sku: 'pump', quantity: 1, unitPrice: '10' };
          const anonymous = { orderId: 'o-x', number: 'o-x', currency: 'CNY', lines: [line] };
          await rig.send('sales.PlaceOrder', anonymous, { occurredAt: day(50) });
          const half = Math.floor(steps.length / 2);
          for (const [index, one] of steps.slice(0, half).entries()) await tell(rig, book, one, index);
          await rig.caughtUp();
          const said = await Promise.all(days.map((today) => allReports(rig, { asOf: day(today) })));
          rig.clock.set(day(RECORDED + 10));
          for (const [index, one] of steps.slice(half).entries()) await tell(rig, book, one, half + index);
          await rig.send('sales.AttributeOrder', { orderId: 'o-x', customerId: 'c' }, { occurredAt: day(50) });
          book.buy('o-x', 'c', 50);
          await rig.caughtUp();
          for (const [i, today] of days.entries()) {
            const known = await allReports(rig, { asOf: day(today), knownAt: day(RECORDED) });
            expect(known).toEqual(said[i]);
            const now = await allReports(rig, { asOf: day(today) });
            expect(await allReports(rig, { asOf: day(today), knownAt: day(RECORDED + 10) })).toEqual(now);
            if (JSON.stringify(now) !== JSON.stringify(known)) held.learnt++;
          }
          expect(rig.failures).toEqual([]);
          for (const today of days) {
            const kept = ['c', 'd'].map((of) => book.stages(of, today));
            const moves = new Map<string, number>();
            for (const all of kept)
              for (const [i, { stage, since }] of all.entries()) {
                const move = `${monthOf(since)} ${all[i - 1]?.stage ?? ''} ${stage}`;
                if (i > 0) moves.set(move, (moves.get(move) ?? 0) + 1);
              }
            const { rows, stays } = await ask<Conversions>(rig, 'lifecycle-conversions', day(today), { periods: 60 });
            expect(Object.fromEntries(rows.map((row) => [`${row.period} ${row.from} ${row.to}`, row.count]))).toEqual(
              Object.fromEntries(moves),
            );
            for (const row of stays) {
              expect(row.atStart + row.arrived + row.came - row.went).toBe(row.atEnd);
              const [month, stage] = [row.period, row.stage];
              const end = Math.min(
                today,
                ...Array.from({ length: 400 }, (_, n) => n).filter((n) => monthOf(n + 1) > month),
              );
              const there = kept.filter((all) => all.findLast(({ since }) => since <= end)?.stage === stage).length;
              expect([month, stage, row.atEnd]).toEqual([month, stage, there]);
            }
            held.moves += rows.length;
            const times = await ask<Times>(rig, 'time-in-stage', day(today));
            for (const { stage, ended, open, longestDays } of times.rows) {
              const all = kept.flatMap((of) =>
                of.flatMap((one, i) => (one.stage === stage ? [{ since: one.since, until: of[i + 1]?.since }] : [])),
              );
              const lengths = all.map(({ since, until = today }) => until - since);
              expect([ended, open, longestDays]).toEqual([
                all.filter(({ until }) => until !== undefined).length,
                all.filter(({ until }) => until === undefined).length,
                lengths.length === 0 ? null : Math.max(...lengths),
              ]);
            }
            const back = await ask<Back>(rig, 'win-backs', day(today));
            for (const customer of ['c', 'd']) {
              const wanted = book.winBacks(customer, today);
              const found = await rig.customers.view360(customer, { asOf: day(today) }, reading);
              const shown = found?.view as {
                readonly lifecycle: { readonly winBacks: readonly { cause: string | null }[] };
              };
              expect(shown.lifecycle.winBacks).toHaveLength(wanted.length);
              expect(shown.lifecycle.winBacks).toMatchObject(wanted);
              const told = back.rows.filter((row) => row.customer === customer).reverse();
              expect(told).toHaveLength(wanted.length);
              expect(told.map(({ wonBackOn, silentDays, cause }) => [wonBackOn, silentDays, cause])).toEqual(
                wanted.map(({ wonBackAt, silentDays, cause }) => [wonBackAt.slice(0, 10), silentDays, cause]),
              );
              held.winBacks += wanted.length;
              held.caused += shown.lifecycle.winBacks.filter((one) => one.cause !== null).length;
            }
          }
          const { registry, customers } = rig;
          for (const asOf of [day(days[0] ?? 0), day(RECORDED)]) {
            const asked = { registry, customers, reading, id: 'c', moment: { asOf } };
            const found = await brokenWhy(asked, (pointers) =>
              pointers.filter((_, i) => chosen.some((n) => n % pointers.length === i)),
            );
            expect(found?.broken ?? []).toEqual([]);
          }
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: 15, seed: 20260104 },
  );
  expect(held.learnt).toBeGreaterThan(20);
  expect(held.moves).toBeGreaterThan(100);
  expect(held.winBacks).toBeGreaterThan(50);
  expect(held.caused).toBeGreaterThan(15);
});
