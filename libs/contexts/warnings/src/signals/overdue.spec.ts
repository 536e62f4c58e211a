import {
  DueDateMoved,
  InvoiceCorrected,
  InvoiceIssued,
  InvoiceReopened,
  InvoiceSettled,
} from '@dossier/contexts/finance';
import { byCustomer, compareTexts, defineProjection, LAST_INSTANT } from '@dossier/kernel';
import { projectionSpec, told } from '@dossier/testing';
import { warningsPolicy } from '../warnings-policy';
import { type Invoices, paymentOverdue } from './overdue';

const policy = warningsPolicy.initial; // three days of grace
const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const dues = [{ since: march(1), dueAt: march(10) }];
const origin = (number: string) => ({ number, currency: 'CNY', issuedAt: march(1), dues });
const issued = (id: string, amount: string, dueAt = march(10)) =>
  told(InvoiceIssued({ number: id, currency: 'CNY', amount, dueAt }), {
    ...{ stream: `invoice-${id}`, occurredAt: march(1) },
  });
const settled = (id: string, amount: string, day: number) =>
  told(InvoiceSettled({ paymentId: 'p', amount, invoice: origin(id) }), {
    ...{ stream: `invoice-${id}`, occurredAt: march(day) },
  });

/** The facts alone, folded as those who keep them do. */
const owed = defineProjection<Invoices>()({
  name: 'owed',
  title: { zh: '欠款', en: 'Owed' },
  version: 1,
  ...{ from: paymentOverdue.from, initial: paymentOverdue.initial, evolve: paymentOverdue.evolve },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (facts, { asOf }) => paymentOverdue.ahead(facts, policy, asOf),
});
/** The facts of a log as it was recorded, and by when it happened. */
function foldings(log: readonly { readonly type: string; readonly stream?: string; readonly occurredAt?: string }[]) {
  const revisions = new Map<string, number>();
  const recorded = log.map(({ stream = '', ...event }, position) => {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    return { ...event, stream, position, revision, id: `e-${position}` };
  });
  const byDate = recorded.toSorted((a, b) => compareTexts(a.occurredAt ?? '', b.occurredAt ?? ''));
  return [recorded, byDate].map((some) =>
    some.reduce<Invoices>((facts, event) => {
      const step = paymentOverdue.evolve[event.type.split('.')[1] as 'InvoiceIssued'];
      return step(facts, (event as never as { readonly data: never }).data, event as never);
    }, paymentOverdue.initial),
  );
}
const events = (...ids: readonly string[]) => ids.map((id) => `event-${id}`);

it('says from when it warns, after the days of grace, with the share that is overdue', () =>
  projectionSpec(owed)
    .given(issued('A', '100.00'), issued('B', '300.00', march(20)))
    .inAnyOrderOfStreams()
    .thenView(
      {
        ...{ is: 'stretch', cause: 'event-1', from: march(13), until: 'not-yet', eventIds: events('1') },
        measures: [
          { measure: 'overdue-percent', value: 25, points: 18 },
          { measure: 'overdue-invoices', value: 1, points: 10 },
        ],
        amounts: [
          { what: 'overdue', amount: '100.00', currency: 'CNY' },
          { what: 'open', amount: '400.00', currency: 'CNY' },
        ],
      },
      { asOf: march(12) },
    ));

it('says how much of what is open when it is asked is overdue: what was open when that began may be paid and forgotten', () => {
  const later = told(InvoiceIssued({ number: 'C', currency: 'CNY', amount: '100.00', dueAt: march(28) }), {
    ...{ stream: 'invoice-C', occurredAt: march(14) },
  });
  projectionSpec(owed)
    .given(issued('A', '100.00'), issued('B', '300.00', march(20)), settled('B', '300.00', 15), later)
    .thenView(
      expect.objectContaining({
        from: march(13),
        measures: expect.arrayContaining([{ measure: 'overdue-percent', value: 50, points: 35 }]) as object,
        amounts: [
          { what: 'overdue', amount: '100.00', currency: 'CNY' },
          { what: 'open', amount: '200.00', currency: 'CNY' },
        ],
      }) as never,
      { asOf: march(16) },
    );
});

it('names the event that opened an invoice, and none that opened nothing, in whatever order they are told', () => {
  const reopened = (paymentId: string, amount: string, settledAt: string, day: number) =>
    told(InvoiceReopened({ ...{ paymentId, amount, because: 'reversed', settledAt }, invoice: origin('A') }), {
      ...{ stream: 'invoice-A', occurredAt: march(day) },
    });
  const paid = (paymentId: string, amount: string, day: number) =>
    told(InvoiceSettled({ paymentId, amount, invoice: origin('A') }), {
      ...{ stream: 'invoice-A', occurredAt: march(day) },
    });
  const [bounced, bounce] = [paid('q', '100.00', 2), reopened('q', '100.00', march(2), 4)];
  const [paidOut, back] = [paid('p', '40.00', 6), reopened('p', '40.00', march(6), 6)];
  const bill = issued('A', '100.00');
  for (const [opener, events] of [
    ['event-1', [bill, paidOut, back]],
    ['event-3', [bill, bounced, bounce, paidOut, back]],
    ['event-5', [bill, paidOut, back, bounced, bounce]],
  ] as const)
    projectionSpec(owed)
      .given(...events)
      .thenView(expect.objectContaining({ is: 'stretch', eventIds: [opener] }) as never, { asOf: march(25) });
});

it('names what happened last of what is open, whatever is recorded later of before, and no money that came by mistake', () => {
  const back = (paymentId: string, from: number, day = from) =>
    told(
      InvoiceReopened({
        ...{ paymentId, amount: '100.00', because: 'reversed', settledAt: march(from), invoice: origin('A') },
      }),
      { stream: 'invoice-A', occurredAt: march(day) },
    );
  const bill = issued('A', '100.00'); // warns from 13 March on
  const [late, bounced] = [settled('A', '100.00', 14), back('p', 14, 16)];
  const [early, bouncedBefore] = [settled('A', '100.00', 11), back('q', 11, 12)];
  const [mistaken, withdrawn] = [settled('A', '100.00', 20), back('r', 20)];
  for (const [opener, events] of [
    ['event-3', [bill, late, bounced, early, bouncedBefore]],
    ['event-5', [bill, early, bouncedBefore, late, bounced]],
    ['event-1', [bill, mistaken, withdrawn]],
    ['event-3', [bill, late, bounced, mistaken, withdrawn]],
    ['event-3', [bill, settled('A', '100.00', 9), back('p', 9)]], // it was in time: the issue may be forgotten
  ] as const)
    projectionSpec(owed)
      .given(...events)
      .thenView(expect.objectContaining({ is: 'stretch', eventIds: [opener] }) as never, { asOf: march(25) });
});

it('names the correction that left an invoice open, whether it is recorded before the payment is carried out or after', () => {
  const right = { change: '50.00', amount: '150.00', reason: 'x', invoice: origin('A') };
  const corrected = told(InvoiceCorrected(right), { stream: 'invoice-A', occurredAt: march(20) });
  const [bill, paid] = [issued('A', '100.00'), settled('A', '100.00', 9)];
  for (const [cause, events] of [
    ['event-2', [bill, corrected, paid]],
    ['event-3', [bill, paid, corrected]], // paid in time, and forgotten
  ] as const)
    projectionSpec(owed)
      .given(...events)
      .thenView(expect.objectContaining({ is: 'stretch', cause, eventIds: [cause] }) as never, { asOf: march(25) });
  // an invoice that stays open is named by its issue, however often its amount is corrected
  projectionSpec(owed)
    .given(bill, corrected)
    .thenView(expect.objectContaining({ cause: 'event-1', eventIds: ['event-1'] }) as never, { asOf: march(25) });
});

it('forgets what was paid in time after ninety days, and knows it again when the money goes back', () => {
  const next = (occurredAt: string) =>
    told(InvoiceIssued({ number: 'B', currency: 'CNY', amount: '1.00', dueAt: '2026-12-01T00:00:00.000Z' }), {
      ...{ stream: 'invoice-B', occurredAt },
    });
  const kept = (after: string) =>
    foldings([issued('A', '100.00'), settled('A', '100.00', 9), next(after)]).map(({ invoices }) =>
      invoices.map(({ invoice }) => invoice),
    );
  expect(new Set(kept('2026-06-07T23:59:59.999Z').map(String))).toEqual(new Set(['invoice-A,invoice-B']));
  expect(new Set(kept('2026-06-08T00:00:00.000Z').map(String))).toEqual(new Set(['invoice-B']));
  const back = told(
    InvoiceReopened({
      ...{ paymentId: 'p', amount: '100.00', because: 'reversed', settledAt: march(9), invoice: origin('A') },
    }),
    { stream: 'invoice-A', occurredAt: march(15) },
  );
  projectionSpec(owed)
    .given(issued('A', '100.00'), settled('A', '100.00', 9), back)
    .thenView(expect.objectContaining({ is: 'stretch', from: march(15) }) as never, { asOf: march(16) });
});

it('lasts from the first invoice until none is overdue, and by the due dates of their time', () => {
  const { warnedAt, endAfter } = paymentOverdue;
  const one = (invoice: string, moves: readonly (readonly [number, number])[], due = dues) => ({
    ...{ invoice, currency: 'CNY', dues: due, duesSaid: 0 },
    moves: moves.map(([day, change]) => ({ at: march(day), change })),
  });
  const facts = {
    newest: march(18),
    invoices: [
      one('A', [
        [1, 100],
        [15, -100],
      ]),
      one('B', [
        [14, 50],
        [18, -50],
      ]),
    ],
  };
  const over = [12, 13, 14, 15, 17, 18].map((day) => warnedAt(facts, policy, march(day)));
  expect(over).toEqual([false, true, true, true, true, false]);
  expect(endAfter(facts, policy, march(13))).toBe(march(18));
  const moved = one('A', [[1, 100]], [...dues, { since: march(14), dueAt: march(20) }]);
  expect([13, 14, 23].map((day) => warnedAt({ invoices: [moved], newest: march(1) }, policy, march(day)))).toEqual([
    true,
    false,
    true,
  ]);
});

it('names the same where due dates of before are told after it was paid and opened again in one moment', () => {
  const moved = (day: number, dueAt: string) =>
    told(DueDateMoved({ dueAt, approvedBy: '总监', reason: '展期' }), {
      ...{ stream: 'invoice-A', occurredAt: march(day) },
    });
  const back = told(
    InvoiceReopened({
      ...{ paymentId: 'p', amount: '100.00', because: 'withdrawn', settledAt: march(6), invoice: origin('A') },
    }),
    { stream: 'invoice-A', occurredAt: march(6) },
  );
  const log = [issued('A', '100.00'), settled('A', '100.00', 6), back, moved(2, march(5)), moved(8, march(20))];
  const named = foldings(log).map((facts) => paymentOverdue.ahead(facts, policy, march(25)));
  for (const one of named) expect(one).toMatchObject({ is: 'stretch', from: march(23), eventIds: ['e-0'] });
});

it('hears of another due date', () =>
  projectionSpec(owed)
    .given(
      issued('A', '100.00'),
      told(DueDateMoved({ dueAt: march(25), approvedBy: 'director', reason: 'x' }), {
        ...{ stream: 'invoice-A', occurredAt: march(5) },
      }),
    )
    .thenView(expect.objectContaining({ from: march(28) }) as never, { asOf: march(6) }));

it('does not warn of what is due on the last day that there is: the days of grace end with it', () =>
  projectionSpec(owed)
    .given(issued('A', '100.00', LAST_INSTANT))
    .thenView(expect.objectContaining({ from: LAST_INSTANT }) as never, { asOf: march(12) }));

it('is one stretch while invoices that were paid late follow each other, and several where there is time between', () => {
  const start = Date.UTC(2026, 0, 1);
  const on = (day: number): string => new Date(start + day * 86_400_000).toISOString();
  // due every other day, each paid four days late
  const invoices = Array.from({ length: 50 }, (_, n) => ({
    ...{ invoice: `invoice-${String(n).padStart(2, '0')}`, currency: 'CNY' },
    duesSaid: 0,
    dues: [{ since: on(2 * n), dueAt: on(2 * n) }],
    moves: [
      { at: on(2 * n), change: 100, by: { eventId: `event-${n}`, position: n, isIssue: true } },
      { at: on(2 * n + 4), change: -100 },
    ],
  }));
  const { endAfter, ahead } = paymentOverdue;
  const at = (overdueDays: number) => {
    const by = Object.assign({}, policy, { overdueDays });
    const found = ahead({ invoices, newest: on(102) }, by, on(60));
    return [found.is === 'stretch' && [found.from, found.cause], endAfter({ invoices, newest: on(102) }, by, on(60))];
  };
  expect(at(0)).toEqual([[on(0), 'event-0'], on(2 * 49 + 4)]);
  expect(at(2)).toEqual([[on(2), 'event-0'], on(2 * 49 + 4)]); // one ends at the instant at which the next begins
  expect(at(3)).toEqual([[on(61), 'event-29'], null]); // nothing is overdue on that day
});

it('scores half a point up, whatever the share is as a fraction', () => {
  const facts: Invoices = {
    newest: march(1),
    invoices: [47, 93].map((change, n) => ({
      ...{ invoice: `invoice-${n}`, currency: 'CNY', moves: [{ at: march(1), change }] },
      ...{ dues: [{ since: march(1), dueAt: march(n === 0 ? 10 : 20) }], duesSaid: 0 },
    })),
  };
  // 70 points × 47/140
  expect(paymentOverdue.ahead(facts, policy, march(15)).measures[0]).toMatchObject({ points: 24 });
});

it('looks at each due date a few times, however many there are', () => {
  let looks = 0;
  const agreed = Array.from({ length: 1000 }, (_, minute) => ({
    get since() {
      looks += 1;
      return new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();
    },
    dueAt: march(10),
  }));
  const started = { at: march(1), change: 100, by: { eventId: 'event-1', position: 1, isIssue: true } };
  const one = {
    invoice: 'invoice-A',
    currency: 'CNY',
    dues: agreed,
    duesSaid: 0,
    moves: [started],
  };
  expect(paymentOverdue.warnedAt({ invoices: [one], newest: march(1) }, policy, march(14))).toBe(true);
  expect(looks).toBeLessThan(5000);
});

it('counts what goes back last beside what had settled too much before, in whatever order it is recorded', () => {
  const back = (amount: string, from: number, day: number) =>
    told(
      InvoiceReopened({ paymentId: 'p', amount, because: 'reversed', settledAt: march(from), invoice: origin('A') }),
      {
        ...{ stream: 'invoice-A', occurredAt: march(day) },
      },
    );
  const paid = [settled('A', '50.00', 2), settled('A', '30.00', 3), settled('A', '80.00', 6)];
  const went = [back('30.00', 3, 8), back('80.00', 6, 20)];
  const wanted = expect.objectContaining({ is: 'stretch', from: march(20) }) as never;
  const bill = issued('A', '80.00');
  for (const events of [
    [...paid, ...went],
    [paid[2], went[1], paid[0], paid[1], went[0]],
  ])
    projectionSpec(owed)
      .given(bill, ...(events as typeof paid))
      .thenView(wanted, { asOf: march(25) });
});
