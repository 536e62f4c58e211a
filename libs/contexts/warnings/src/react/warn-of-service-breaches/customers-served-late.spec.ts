import { ServiceLevelMissed, VerdictWithdrawn } from '@dossier/contexts/service';
import { reactorSpec, told } from '@dossier/testing';
import { WarningRaised } from '../../warning.events';
import { customersServedLate } from './customers-served-late';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const missed = (request: string, day: number) =>
  told(
    ServiceLevelMissed({
      ...{ clock: 'resolution', targetMinutes: 60, spentMinutes: 60, stretches: [] },
      ...{ hours: 'natural', levelsVersion: 0, calendarVersion: 0 },
    }),
    { stream: `service-request-${request}`, occurredAt: march(day) },
  );
const three = [missed('a', 2), missed('b', 5), missed('c', 9)];
const warningId = 'service-breaches-event-3';
const raised = told(
  WarningRaised({
    ...{ signal: 'service-breaches', severity: 'high', score: 70, formula: 'service-breaches-1', policyVersion: 0 },
    ...{ action: 'review-service', measures: [], amounts: [], eventIds: ['event-1', 'event-2', 'event-3'] },
  }),
  { stream: `warning-${warningId}`, occurredAt: march(9) },
);

it('warns once, with the verdict that makes too many of them', () => {
  const wanted = { warningId, signal: 'service-breaches', standing: 'lasts', at: march(9) };
  reactorSpec(customersServedLate)
    .given(...three)
    .twice()
    .then(march(9), expect.objectContaining(wanted) as never);
});

it('ends when the first of them is too long ago, by time alone', () =>
  reactorSpec(customersServedLate)
    .given(...three, raised)
    .then('2026-05-31T08:00:00.000Z', {
      ...{ customerId: 'customer-1', warningId, signal: 'service-breaches', standing: 'ended' },
      at: '2026-05-31T08:00:00.000Z',
    }));

it('takes the warning back where a verdict is restated', () =>
  reactorSpec(customersServedLate)
    .given(
      ...[...three, raised],
      told(
        VerdictWithdrawn({
          ...{ verdictId: 'event-2', clock: 'resolution', outcome: 'missed', because: 'late', fact: 'resolved' },
          factAt: march(4),
        }),
        { stream: 'service-request-b', occurredAt: march(5), recordedAt: march(20) },
      ),
    )
    .then(march(20), {
      ...{ customerId: 'customer-1', warningId, signal: 'service-breaches', standing: 'withdrawn', at: march(9) },
    }));
