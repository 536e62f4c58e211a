import { OrderPlaced } from '@dossier/contexts/sales';
import { addDays, initialPolicies, type Policies } from '@dossier/kernel';
import { reactorSpec, told } from '@dossier/testing';
import { WarningEnded, WarningRaised } from '../../warning.events';
import { warningsPolicy } from '../../warnings-policy';
import { silentCustomers } from './silent-customers';

const on = (date: string): string => `${date}T08:00:00.000Z`;
const placed = (date: string, more: { backfill?: boolean; recordedAt?: string } = {}) =>
  told(
    OrderPlaced({
      ...{ number: date, currency: 'CNY', gross: '9.90', net: '9.90' },
      lines: { sku: ['A'], quantity: [1], unitPrice: ['9.90'] },
    }),
    { stream: `order-${date}`, occurredAt: on(date), ...more },
  );
const weekly = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'].map((date) => placed(date));
const at = addDays(on('2026-01-26'), 54);
const judged = {
  ...{
    severity: 'medium' as const,
    score: 53,
    formula: 'silence-1' as const,
    policyVersion: 0,
    action: 'call-buyer' as const,
  },
  amounts: [],
  measures: [
    { measure: 'silent-days', value: 54, points: 0 },
    { measure: 'usual-days', value: 27.75, points: 0 },
    { measure: 'likelihood-percent', value: 4.9, points: 0 },
    { measure: 'own-intervals', value: 3, points: 38 },
    { measure: 'regularity', value: 4, points: 15 },
    { measure: 'season-years', value: 0, points: 0 },
    { measure: 'season-bought', value: 0, points: 0 },
  ],
  eventIds: ['event-1', 'event-2', 'event-3', 'event-4'],
} as const;
const warningId = 'silence-event-4';
const raise = { customerId: 'customer-1', warningId, signal: 'silence', standing: 'lasts', at, judged } as const;
const raised = told(WarningRaised({ signal: 'silence', ...judged }), {
  stream: `warning-${warningId}`,
  occurredAt: at,
});

it('waits until the silence is too long for the rhythm, and warns once', () => {
  reactorSpec(silentCustomers)
    .given(...weekly)
    .twice()
    .then(at, raise);
  reactorSpec(silentCustomers)
    .given(...weekly, raised)
    .thenNothing();
});

it('ends the warning with the next purchase, and takes it back where that was before it', () => {
  const next = on('2026-06-01');
  const end = { customerId: 'customer-1', warningId, signal: 'silence', standing: 'ended', at: next } as const;
  reactorSpec(silentCustomers)
    .given(...weekly, raised, placed('2026-06-01'))
    .then(next, end);
  const late = placed('2026-02-20', { recordedAt: on('2026-06-02') });
  reactorSpec(silentCustomers)
    .given(...weekly, raised, late)
    .then(on('2026-06-02'), { ...end, standing: 'withdrawn', at });
  const ended = told(WarningEnded({ signal: 'silence' }), { stream: `warning-${warningId}`, occurredAt: next });
  const more = [...weekly, raised, placed('2026-06-01'), ended];
  reactorSpec(silentCustomers)
    .given(...more, { ...late, recordedAt: on('2026-06-03') })
    .then(on('2026-06-03'), { ...end, standing: 'withdrawn', at });
});

it('hears nothing of the warnings of other signals', () =>
  reactorSpec(silentCustomers)
    .given(
      ...weekly,
      told(WarningRaised({ ...judged, signal: 'volume-down' }), { stream: 'warning-v', occurredAt: at }),
    )
    .then(at, raise));

it('does not warn of imported history whose silence is past when it comes', () => {
  const recordedAt = on('2026-05-01');
  const brought = weekly.map((order) => ({ ...order, backfill: true, recordedAt }));
  reactorSpec(silentCustomers)
    .given(...brought)
    .thenNothing();
});

it('judges a warning by the policy of its time, and warns by a stricter one from when that is in force', () => {
  const since = addDays(at, -10);
  /** Version 1 from an instant on, and before it the first. */
  const from =
    (silencePercent: number): Policies =>
    (policy, then = '9999') =>
      policy.name === warningsPolicy.name && then >= since
        ? { name: policy.name, version: 1, document: { ...policy.initial, silencePercent }, since }
        : initialPolicies(policy);
  const strict = { ...judged, policyVersion: 1, measures: expect.any(Array) as never };
  reactorSpec(silentCustomers)
    .given(...weekly)
    .under(from(40))
    .then(since, { ...raise, at: since, judged: strict });
  reactorSpec(silentCustomers)
    .given(...weekly, { ...raised, occurredAt: addDays(at, -11) })
    .under(from(40))
    .then(expect.any(String) as never, expect.objectContaining({ standing: 'withdrawn' }) as never);
  reactorSpec(silentCustomers)
    .given(...weekly, raised)
    .under(from(4.95))
    .thenNothing();
});
