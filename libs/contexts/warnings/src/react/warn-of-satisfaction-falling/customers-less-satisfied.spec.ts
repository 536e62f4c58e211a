import { responseEvents } from '@dossier/contexts/satisfaction';
import { addDays, type Instant } from '@dossier/kernel';
import { reactorSpec, told } from '@dossier/testing';
import { WarningRaised } from '../../warning.events';
import { customersLessSatisfied } from './customers-less-satisfied';

const { ResponseGiven, ResponseRetracted } = responseEvents;
const day = (n: number): Instant => addDays('2025-01-01T00:00:00.000Z', n);
const scored = (score: number) => ({ instrument: 'csat' as const, scale: 5, score });
const given = (score: number, n: number) =>
  told(ResponseGiven(scored(score)), { stream: `survey-response-${n}`, occurredAt: day(n) });
const answers = [
  ...[5, 4, 5, 4, 5].map((score, n) => given(score, n * 20)),
  ...[3, 4, 3, 2, 3].map((score, n) => given(score, 300 + n * 10)),
];
const warningId = 'satisfaction-falling-event-10';
const wanted = { customerId: 'customer-1', warningId, signal: 'satisfaction-falling' } as const;
const raised = told(
  WarningRaised({
    ...{ signal: 'satisfaction-falling', severity: 'high', score: 70, formula: 'satisfaction-falling-1' },
    ...{ policyVersion: 0, action: 'ask-why', measures: [], amounts: [], eventIds: ['event-10'] },
  }),
  { stream: `warning-${warningId}`, occurredAt: day(340) },
);

it('warns once, with the answer that shows the fall', () => {
  const at = day(340);
  reactorSpec(customersLessSatisfied)
    .given(...answers)
    .twice()
    .then(at, expect.objectContaining({ ...wanted, standing: 'lasts', at }) as never);
});

it('ends where no answer came for as long as one is of account', () =>
  reactorSpec(customersLessSatisfied)
    .given(...answers, raised)
    .then(day(520), { ...wanted, standing: 'ended', at: day(520) }));

it('takes the warning back where an answer of it never was', () =>
  reactorSpec(customersLessSatisfied)
    .given(
      ...[...answers, raised],
      told(ResponseRetracted({ ...scored(2), reason: 'twice' }), {
        ...{ stream: 'survey-response-330', occurredAt: day(330), recordedAt: day(350) },
      }),
    )
    .then(day(350), { ...wanted, standing: 'withdrawn', at: day(340) }));
