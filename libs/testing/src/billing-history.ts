import type { Instant } from '@dossier/kernel';
import fc from 'fast-check';

/** A command of a small business: history, but where it says that it is live. */
export interface BillingStep {
  /** Of the context finance. */
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it happened. */
  readonly day: number;
  readonly isLive?: true;
}

/** How history is brought in; each list is by place in the history by date. */
export interface Way {
  /** What is smaller is told first. */
  readonly turns: readonly number[];
  /** A send ends behind this step. */
  readonly cuts: readonly boolean[];
  /** At which of its appends the process ends; 0: at none. */
  readonly ends: readonly number[];
  /** Whether the sender repeats then what was not answered; else it is left to the reactors. */
  readonly repeats: readonly boolean[];
}

/** History is brought in on this day; due dates may be later. */
export const TODAY = 60;
/** All has fallen due by then. */
export const LATER = 400;
export const onDay = (day: number): Instant => new Date(Date.UTC(2026, 4, 1, 8) + day * 86_400_000).toISOString();

const currency = 'CNY';
const said = { approvedBy: 'director', reason: 'x' };
const { reason } = said;
const tens = (n: number): string => `${n}0.00`;
const invoiceIds = ['i-0', 'i-1', 'i-2'] as const;

const day = fc.integer({ min: 1, max: TODAY - 2 });
const invoiceId = fc.constantFrom(...invoiceIds);
/** Left out so often to one time that it is there. */
const some = <T>(arbitrary: fc.Arbitrary<T>, absent = 1): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: absent, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const bill = fc.record({
  issued: fc.integer({ min: 1, max: 20 }),
  days: fc.integer({ min: 0, max: 70 }),
  amount: fc.integer({ min: 3, max: 10 }),
  moves: fc.uniqueArray(fc.record({ day, due: fc.integer({ min: 20, max: 100 }) }), {
    selector: (move) => move.day,
    maxLength: 2,
  }),
  rightAmount: some(fc.integer({ min: 3, max: 12 }), 3),
  rightDue: some(fc.integer({ min: 20, max: 90 }), 4),
  loss: some(fc.record({ amount: fc.integer({ min: 1, max: 5 }), day, regained: some(day, 2) }), 2),
  cancelled: some(day, 8),
});
const money = fc.record({
  customerId: fc.constantFrom('c-1', 'c-1', 'c-2'),
  day,
  amount: fc.integer({ min: 1, max: 10 }),
  /** All of it is for this one. */
  whole: some(invoiceId),
  parts: fc.uniqueArray(fc.record({ invoiceId, amount: fc.integer({ min: 1, max: 5 }), day }), {
    selector: (part) => part.invoiceId,
    maxLength: 2,
  }),
  withdrawn: some(day, 4),
  reversed: some(day),
});
const limits = fc.uniqueArray(fc.record({ day, limit: some(fc.integer({ min: 1, max: 10 })) }), {
  selector: (limit) => limit.day,
  maxLength: 4,
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

const stepsOfBill = (of: Of<typeof bill>, id: string): readonly BillingStep[] => {
  const { issued, days, amount, moves, rightAmount, rightDue, loss, cancelled } = of;
  const due = { number: id, customerId: 'c-1', amount: tens(amount), currency, dueAt: onDay(issued + days) };
  const step = (command: string, at: number, more: object): BillingStep => ({
    command,
    data: { invoiceId: id, ...more },
    day: at,
  });
  const right = {
    ...(rightAmount !== null && { amount: tens(rightAmount) }),
    ...(rightDue !== null && { dueAt: onDay(rightDue) }),
  };
  return [
    step('IssueInvoice', issued, due),
    // of two the one recorded last counts, in whatever order they are: there is one at most
    ...(Object.keys(right).length === 0 ? [] : [step('CorrectInvoice', issued, { ...right, reason })]),
    ...moves.map((move) => step('MoveDueDate', move.day, { dueAt: onDay(move.due), ...said })),
    ...(loss === null ? [] : [step('WriteOffInvoice', loss.day, { amount: tens(loss.amount), ...said })]),
    ...(loss === null || loss.regained === null ? [] : [step('WithdrawWriteOff', loss.regained, { reason })]),
    ...(cancelled === null ? [] : [step('CancelInvoice', cancelled, { reason })]),
  ];
};
const stepsOfMoney = (of: Of<typeof money>, paymentId: string): readonly BillingStep[] => {
  const { customerId, amount, whole, parts, withdrawn, reversed } = of;
  const allocated = whole === null ? parts : [];
  const first = whole ?? allocated[0]?.invoiceId;
  const came = { customerId, number: paymentId, amount: tens(amount), currency };
  return [
    {
      command: 'ReceivePayment',
      data: { paymentId, ...came, ...(whole !== null && { invoiceId: whole }) },
      day: of.day,
    },
    ...allocated.map((part) => ({
      command: 'AllocatePayment',
      data: { paymentId, invoiceId: part.invoiceId, amount: tens(part.amount) },
      day: part.day,
    })),
    ...(withdrawn === null || first === undefined
      ? []
      : [{ command: 'WithdrawAllocation', data: { paymentId, invoiceId: first, reason }, day: withdrawn }]),
    ...(reversed === null ? [] : [{ command: 'ReversePayment', data: { paymentId, reason }, day: reversed }]),
  ];
};

/** What one to three invoices, the money for them, and a credit limit come to, by date. Some of it may be refused. */
export const billingHistory: fc.Arbitrary<readonly BillingStep[]> = fc
  .tuple(
    fc.array(bill, { minLength: 1, maxLength: invoiceIds.length }),
    fc.array(money, { minLength: 1, maxLength: 3 }),
    limits,
  )
  .map(([bills, moneys, set]) =>
    [
      ...bills.flatMap((each, n) => stepsOfBill(each, `i-${n}`)),
      ...moneys.flatMap((each, n) => stepsOfMoney(each, `p-${n}`)),
      ...set.map(({ day: at, limit }) => ({
        command: 'SetCreditLimit',
        data: { customerId: 'c-1', ...(limit !== null && { limit: tens(limit), currency }), ...said },
        day: at,
      })),
    ].sort((a, b) => a.day - b.day),
  );

const liveMove = fc
  .record({ invoiceId, due: fc.integer({ min: 20, max: 100 }) })
  .map(({ due, ...of }) => ({ command: 'MoveDueDate', data: { ...of, dueAt: onDay(due), ...said } }));
const livePayment = invoiceId.map((of) => ({
  command: 'ReceivePayment',
  data: { customerId: 'c-1', paymentId: 'p-live', number: 'p-live', amount: '10.00', currency, invoiceId: of },
}));
/** One live command behind all history, or none. */
export const liveEnd: fc.Arbitrary<BillingStep | null> = some(
  fc
    .oneof(
      liveMove,
      livePayment,
      fc.nat({ max: 2 }).map((n) => ({ command: 'ReversePayment', data: { paymentId: `p-${n}`, reason: 'live' } })),
      invoiceId.map((of) => ({ command: 'WriteOffInvoice', data: { invoiceId: of, ...said } })),
    )
    .map((step): BillingStep => ({ ...step, day: TODAY, isLive: true })),
);
/** One live command in the middle of history, wherever it comes, or none. */
export const liveMiddle: fc.Arbitrary<BillingStep | null> = some(
  liveMove.map((step): BillingStep => ({ ...step, day: TODAY - 1, isLive: true })),
);

/** No history is longer. */
const LONGEST = 60;
const eachStep = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.array(arbitrary, { minLength: LONGEST, maxLength: LONGEST, size: 'max' });
export const ways: fc.Arbitrary<Way> = fc.record({
  turns: eachStep(fc.nat({ max: 1_000 })),
  cuts: eachStep(fc.constantFrom(false, false, true)),
  ends: eachStep(fc.constantFrom(0, 0, 2, 3, 4)),
  repeats: eachStep(fc.boolean()),
});
/** By date, in one send. */
export const BY_DATE: Way = { turns: [], cuts: [], ends: [], repeats: [] };

/** Commands that are refused behind another one of the same payment or invoice; all others come in any order. */
const REFUSED_BEHIND: Readonly<Record<string, readonly string[]>> = {
  ReversePayment: ['AllocatePayment', 'WithdrawAllocation'],
  WithdrawAllocation: ['AllocatePayment'],
  CorrectInvoice: ['IssueInvoice'],
  MoveDueDate: ['IssueInvoice'],
  WriteOffInvoice: ['IssueInvoice'],
  WithdrawWriteOff: ['WriteOffInvoice'],
  CancelInvoice: ['IssueInvoice', 'CorrectInvoice', 'MoveDueDate', 'WriteOffInvoice', 'WithdrawWriteOff'],
};
const isBehind = (one: BillingStep, other: BillingStep): boolean =>
  (REFUSED_BEHIND[one.command] ?? []).includes(other.command) &&
  (one.command === 'ReversePayment'
    ? one.data['paymentId'] === other.data['paymentId']
    : one.data['invoiceId'] === other.data['invoiceId'] && one.data['paymentId'] === other.data['paymentId']);

/** Places of the steps in the order in which they are told. */
export function toldIn({ turns }: Way, steps: readonly BillingStep[]): readonly number[] {
  const left = new Set(steps.keys());
  const order: number[] = [];
  while (left.size > 0) {
    const free = [...left].filter((one) =>
      [...left].every((other) => !isBehind(steps[one] as BillingStep, steps[other] as BillingStep)),
    );
    const next = free.reduce((a, b) => ((turns[b] ?? 0) < (turns[a] ?? 0) ? b : a));
    left.delete(next);
    order.push(next);
  }
  return order;
}

/** Brings a history in. */
export interface Bringing {
  /** @returns the code of a refusal; null: it is done */
  readonly send: (step: BillingStep, place: number) => Promise<string | null>;
  /** Between two sends. */
  readonly cut: () => Promise<void>;
}
/** What is refused is sent again with each send, as long as that helps. @returns by place, why it is refused to the end */
export async function bringIn(
  steps: readonly BillingStep[],
  way: Way,
  { send, cut }: Bringing,
): Promise<ReadonlyMap<number, string>> {
  const refused = new Map<number, string>();
  const sendAll = async (places: readonly number[]): Promise<void> => {
    for (const place of places) {
      const code = await send(steps[place] as BillingStep, place);
      if (code === null) refused.delete(place);
      else refused.set(place, code);
    }
  };
  let piece: number[] = [];
  for (const place of toldIn(way, steps)) {
    piece.push(place);
    if (way.cuts[place] !== true) continue;
    await sendAll([...refused.keys(), ...piece]);
    piece = [];
    await cut();
  }
  await sendAll([...refused.keys(), ...piece]);
  for (let before = Infinity; refused.size > 0 && refused.size < before;) {
    before = refused.size;
    await sendAll([...refused.keys()]);
  }
  return refused;
}
