import { openFactEvents } from '@dossier/contexts/customers';
import { initialPolicies, type Instant, type Policies } from '@dossier/kernel';
import { reactorSpec, told } from '@dossier/testing';
import { type IndustryOutlook, marketOutlookPolicy } from '../../market-outlook-policy';
import { WarningRaised } from '../../warning.events';
import { customersInBadIndustries } from './customers-in-bad-industries';

const on = (date: string): Instant => `${date}T00:00:00.000Z`;
const says = (industry: string, date: string) =>
  told(openFactEvents.FactAsserted({ attribute: 'industry', value: industry, standard: true }), {
    ...{ occurredAt: on(date), recordedAt: on(date), department: 'sales' },
  });
/** Version by version, each in force from a day on. */
const published =
  (since: string, ...said: readonly (readonly [from: string, outlook: IndustryOutlook['outlook']])[]): Policies =>
  (policy) =>
    policy.name === marketOutlookPolicy.name
      ? ({
          ...{ name: policy.name, version: 1, since: on(since) },
          document: {
            outlooks: said.map(([from, outlook]) => ({ industry: 'E', from: on(from), outlook, reason: '市场公报' })),
          },
        } as never)
      : initialPolicies(policy);

const warningId = 'industry-turning-bad-E-event-1';
const wanted = { customerId: 'customer-1', signal: 'industry-turning-bad' } as const;
const raised = (date: string) =>
  told(
    WarningRaised({
      ...{ signal: 'industry-turning-bad', severity: 'medium', score: 55, formula: 'industry-turning-bad-1' },
      ...{ policyVersion: 0, action: 'limit-exposure', measures: [], amounts: [], eventIds: ['event-1'] },
    }),
    { stream: `warning-${warningId}`, occurredAt: on(date), recordedAt: on(date) },
  );
const builder = says('E', '2025-01-01');

it('warns each customer of an industry from the day of its bad outlook, once', () => {
  const policies = published('2026-03-02', ['2026-03-01', 'bad']);
  const at = on('2026-03-01');
  reactorSpec(customersInBadIndustries)
    .given(builder)
    .twice()
    .under(policies)
    .then(
      // when it was published: the day before that is past
      on('2026-03-02'),
      expect.objectContaining({ ...wanted, warningId, standing: 'lasts', at }) as never,
    );
  reactorSpec(customersInBadIndustries).given(builder, raised('2026-03-01')).under(policies).thenNothing();
  reactorSpec(customersInBadIndustries).given(says('C', '2025-01-01')).under(policies).thenNothing();
});

it('ends with a better outlook, or when the customer turns out to be of another industry', () => {
  const better = published('2026-05-20', ['2026-03-01', 'bad'], ['2026-06-01', 'neutral']);
  const end = { ...wanted, warningId, standing: 'ended' } as const;
  reactorSpec(customersInBadIndustries)
    .given(builder, raised('2026-03-01'))
    .under(better)
    .then(on('2026-06-01'), { ...end, at: on('2026-06-01') });
  reactorSpec(customersInBadIndustries)
    .given(builder, raised('2026-03-01'), says('C', '2026-04-01'))
    .under(published('2026-03-02', ['2026-03-01', 'bad']))
    .then(on('2026-04-01'), { ...end, at: on('2026-04-01') });
});

it('takes a warning back where the outlook is corrected, when that is published', () => {
  const at = on('2026-03-01');
  reactorSpec(customersInBadIndustries)
    .given(builder, raised('2026-03-01'))
    .under(published('2026-04-10', ['2026-03-01', 'neutral']))
    .then(on('2026-04-10'), { ...wanted, warningId, standing: 'withdrawn', at });
});

it('warns customers whose history was brought in before the outlook was entered', () => {
  const brought = { ...builder, backfill: true, recordedAt: on('2026-02-15') };
  reactorSpec(customersInBadIndustries)
    .given(brought)
    .under(published('2026-03-02', ['2026-02-01', 'bad']))
    .then(on('2026-03-02'), expect.objectContaining({ ...wanted, at: on('2026-02-01') }) as never);
});

it('warns of nothing that was over when it was entered', () =>
  reactorSpec(customersInBadIndustries)
    .given(builder)
    .under(published('2026-05-20', ['2025-03-01', 'bad'], ['2025-06-01', 'neutral']))
    .thenNothing());
