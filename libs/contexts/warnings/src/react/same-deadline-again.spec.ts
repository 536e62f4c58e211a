import { openFactEvents } from '@dossier/contexts/customers';
import { InvoiceIssued, InvoiceReopened, InvoiceSettled } from '@dossier/contexts/finance';
import { OrderPlaced } from '@dossier/contexts/sales';
import { compileReactor, deadlineOf, type Remembered } from '@dossier/engine';
import {
  addDays,
  type AnyReactorDef,
  type EventOf,
  type Events,
  initialPolicies,
  type Instant,
  type Policies,
} from '@dossier/kernel';
import { reactorSpec, type Told, told, withPolicy } from '@dossier/testing';
import { documents } from '../../../../testing/src/projection-spec';
import { happened } from '../../../../testing/src/told';
import { marketOutlookPolicy } from '../market-outlook-policy';
import type { SettleWarning } from '../settle-warning';
import type { SignalCode } from '../terms';
import { WarningEnded, WarningRaised, WarningResumed, WarningWithdrawn } from '../warning.events';
import { customersInBadIndustries } from './warn-of-industry-turning-bad/customers-in-bad-industries';
import { customersThatPayLate } from './warn-of-payment-overdue/customers-that-pay-late';
import { silentCustomers } from './warn-of-silence/silent-customers';
import { customersThatBuyLess } from './warn-of-volume-down/customers-that-buy-less';

const placed = (day: string, recordedAt?: string) =>
  told(
    OrderPlaced({
      ...{ number: day, currency: 'CNY', gross: '100.00', net: '100.00' },
      lines: { sku: ['A'], quantity: [1], unitPrice: ['100.00'] },
    }),
    { stream: `order-${day}`, occurredAt: `${day}T08:00:00.000Z`, ...(recordedAt !== undefined && { recordedAt }) },
  );

/** What the message id of a reaction derives from. */
function messageOf(def: AnyReactorDef, events: readonly Told<EventOf>[]): readonly (Instant | number | null)[] {
  const [memory] = [...documents(compileReactor(def), happened(events, def.from as Events)).values()];
  const { changes, changedAt } = memory as Remembered;
  return [deadlineOf(def, memory as Remembered, initialPolicies), changes, changedAt];
}

it('warns from a month on whose beginning it had told the end of another warning, with another message', () => {
  // In April it warned, which ended by time alone on the 1st of July: that message was sent. Then late orders of March take
  // that warning back, and late ones of June of the year before make July the month from which on less is bought.
  const two = (month: string) => [placed(`${month}-05`), placed(`${month}-20`)];
  const [april, july] = ['2026-04-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'];
  const on = (day: number): string => `2026-07-${day}T08:00:00.000Z`;
  const raised = WarningRaised({
    ...{ signal: 'volume-down', severity: 'high', score: 80, formula: 'volume-down-1', policyVersion: 0 },
    ...{ action: 'improve-cooperation', measures: [], amounts: [], eventIds: ['event-1'] },
  });
  const of = { stream: 'warning-volume-down-x' };
  const until = [
    ...['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06'].flatMap(two),
    ...['2026-01', '2026-02', '2026-03', '2026-04', '2026-06'].flatMap(two),
    placed('2026-05-05'),
    told(raised, { ...of, occurredAt: april, recordedAt: april }),
  ];
  const since = [
    told(WarningEnded({ signal: 'volume-down' }), { ...of, occurredAt: july, recordedAt: july }),
    told(WarningWithdrawn({ signal: 'volume-down' }), { ...of, occurredAt: april, recordedAt: on(10) }),
    placed('2025-06-25', on(15)),
    placed('2025-06-26', on(16)),
  ];
  reactorSpec(customersThatBuyLess)
    .given(...until, ...since)
    .then(july, expect.objectContaining({ standing: 'lasts', at: july }) as never);
  const [sent, sends] = [until, [...until, ...since]].map((events) => messageOf(customersThatBuyLess, events));
  expect(sends?.[0]).toBe(july);
  expect(sends).not.toEqual([july, ...(sent?.slice(1) ?? [])]);
});

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const issued = (id: string, day: number) =>
  told(InvoiceIssued({ number: id, currency: 'CNY', amount: '100.00', dueAt: march(10) }), {
    ...{ stream: `invoice-${id}`, occurredAt: march(1), recordedAt: march(day) },
  });
const invoice = { number: 'A', currency: 'CNY', issuedAt: march(1), dues: [{ since: march(1), dueAt: march(10) }] };

it('does not warn of an invoice that was paid in time because another one was not', () => {
  const at = addDays(march(10), 3);
  const of = { stream: 'warning-payment-overdue-event-1', occurredAt: at };
  reactorSpec(customersThatPayLate)
    .given(
      issued('A', 1),
      told(
        WarningRaised({
          ...{ signal: 'payment-overdue', severity: 'high', score: 80, formula: 'payment-overdue-1', policyVersion: 0 },
          ...{ action: 'review-credit', measures: [], amounts: [], eventIds: ['event-1'] },
        }),
        { ...of, recordedAt: at },
      ),
      told(InvoiceSettled({ paymentId: 'p', amount: '100.00', invoice }), {
        ...{ stream: 'invoice-A', occurredAt: march(9), recordedAt: march(15) },
      }),
      told(WarningWithdrawn({ signal: 'payment-overdue' }), { ...of, recordedAt: march(15) }),
      issued('B', 16),
    )
    // not event-1, which is A
    .then(at, expect.objectContaining({ warningId: 'payment-overdue-event-5', standing: 'lasts', at }) as never);
});

/** What is told by an instant, recorded as the command does, until nothing is due: each with a message of its own. */
function toldBy(
  def: AnyReactorDef,
  given: readonly Told<EventOf>[],
  now: Instant,
  policies: Policies = initialPolicies,
): readonly string[] {
  const events = [...given];
  const all: string[] = [];
  const messages = new Set<string>();
  for (;;) {
    const [[key, memory] = ['', null]] = [...documents(compileReactor(def), happened(events, def.from as Events))];
    const { doc, changes, changedAt } = memory as Remembered;
    const due = deadlineOf(def, memory as Remembered, policies);
    if (due === null || due > now || all.length > 9) return all;
    messages.add([due, changes, changedAt].join());
    const { command } = def.react(doc, key, policies) as {
      readonly command: SettleWarning;
    };
    const { warningId, signal, standing, at, judged } = command;
    all.push(`${warningId} ${standing} ${at.slice(0, 10)}`);
    const ceased = standing === 'ended' ? WarningEnded({ signal }) : WarningWithdrawn({ signal });
    const lasts = judged ? WarningRaised({ signal, ...judged }) : WarningResumed({ signal });
    const envelope = { stream: `warning-${warningId}`, occurredAt: at, recordedAt: now, actor: `reactor-${def.name}` };
    events.push(told(standing === 'lasts' ? lasts : ceased, envelope));
    expect(messages.size).toBe(all.length);
  }
}
const raisedOf = (signal: SignalCode, id: string, occurredAt: Instant) =>
  told(
    WarningRaised({
      ...{ signal, severity: 'high', score: 80, formula: 'silence-1', policyVersion: 0 },
      ...{ action: 'review-credit', measures: [], amounts: [], eventIds: ['event-1'] },
    }),
    { stream: `warning-${id}`, occurredAt },
  );

it('comes to rest where an invoice that was paid late is open again', () => {
  const a = { stream: 'invoice-A' };
  const reopened = { paymentId: 'p', amount: '100.00', because: 'reversed' as const, settledAt: march(20) };
  const all = [
    issued('A', 1),
    raisedOf('payment-overdue', 'payment-overdue-event-1', march(13)),
    told(InvoiceSettled({ paymentId: 'p', amount: '100.00', invoice }), { ...a, occurredAt: march(20) }),
    told(InvoiceReopened({ ...reopened, invoice }), { ...a, occurredAt: march(22) }),
  ];
  expect(toldBy(customersThatPayLate, all, march(25))).toEqual([
    'payment-overdue-event-1 ended 2026-03-20',
    'payment-overdue-event-4 lasts 2026-03-22',
  ]);
});

it('comes to rest where a late purchase shows that a silence is too long only later', () => {
  const all = [
    ...['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'].map((day) => placed(day)),
    raisedOf('silence', 'silence-event-4', '2026-03-21T08:00:00.000Z'),
    placed('2025-10-01', '2026-06-01T08:00:00.000Z'),
  ];
  const [one, other, ...more] = toldBy(silentCustomers, all, '2026-06-02T08:00:00.000Z');
  expect([one, more]).toEqual(['silence-event-4 withdrawn 2026-03-21', []]);
  expect(other).toMatch(/^silence-event4-[0-9a-z]+ lasts 2026-05-31$/);
});

const isOf = (industry: string, day: number) =>
  told(openFactEvents.FactAsserted({ attribute: 'industry', value: industry, standard: true }), {
    ...{ department: 'sales', occurredAt: march(day) },
  });
const outlooks = (...all: readonly (readonly [industry: 'C' | 'E', from: Instant])[]): Policies =>
  withPolicy(marketOutlookPolicy, {
    outlooks: all.map(([industry, from]) => ({ industry, from, outlook: 'bad' as const, reason: '市场公报' })),
  });

it('tells at one instant that one industry is no longer that of the customer, and that the other is bad', () => {
  const warned = 'industry-turning-bad-E-event-1';
  const all = [isOf('E', 2), raisedOf('industry-turning-bad', warned, march(2)), isOf('C', 9)];
  const bad = outlooks(['E', march(1)], ['C', march(1)]);
  expect(toldBy(customersInBadIndustries, all, march(10), bad)).toEqual([
    `${warned} ended 2026-03-09`,
    'industry-turning-bad-C-event-1 lasts 2026-03-09',
  ]);
});
