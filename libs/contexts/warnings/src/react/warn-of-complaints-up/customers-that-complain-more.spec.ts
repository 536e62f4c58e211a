import { complaintStepEvents } from '@dossier/contexts/service';
import { reactorSpec, told } from '@dossier/testing';
import { WarningRaised } from '../../warning.events';
import { customersThatComplainMore } from './customers-that-complain-more';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const filed = (number: string, day: number) =>
  told(complaintStepEvents.ComplaintFiled({ number, severity: 'major', complaint: 'scratched' }), {
    ...{ stream: `complaint-${number}`, occurredAt: march(day) },
  });
const two = [filed('a', 2), filed('b', 9)];
const warningId = 'complaints-up-event-2';
const signal = 'complaints-up';
const raised = told(
  WarningRaised({
    ...{ signal, severity: 'high', score: 70, formula: 'complaints-up-1', policyVersion: 0 },
    ...{ action: 'review-complaints', measures: [], amounts: [], eventIds: ['event-1', 'event-2'] },
  }),
  { stream: `warning-${warningId}`, occurredAt: march(9) },
);

it('warns once, with the complaint that makes more than before', () =>
  reactorSpec(customersThatComplainMore)
    .given(...two)
    .twice()
    .then(march(9), expect.objectContaining({ warningId, signal, standing: 'lasts', at: march(9) }) as never));

it('ends when nothing more came for as many days, by time alone', () => {
  const at = '2026-06-07T08:00:00.000Z';
  reactorSpec(customersThatComplainMore)
    .given(...two, raised)
    .then(at, { customerId: 'customer-1', warningId, signal, standing: 'ended', at });
});

it('takes the warning back where a complaint was entered wrongly', () =>
  reactorSpec(customersThatComplainMore)
    .given(
      ...[...two, raised],
      told(
        complaintStepEvents.ComplaintStepRetracted({
          ...{ stepId: 'event-2', step: 'filed', before: march(9), reason: 'of another customer' },
        }),
        { stream: 'complaint-b', occurredAt: march(9), recordedAt: march(20) },
      ),
    )
    .then(march(20), { customerId: 'customer-1', warningId, signal, standing: 'withdrawn', at: march(9) }));
