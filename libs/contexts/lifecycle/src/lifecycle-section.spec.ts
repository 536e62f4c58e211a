import { OrderCancelled, OrderPlaced } from '@dossier/contexts/sales';
import { projectionSpec, told, withPolicy } from '@dossier/testing';
import { lifecyclePolicy } from './lifecycle-policy';
import { lifecycleSection } from './lifecycle-section';

const placed = (stream: string, occurredAt: string) =>
  told(
    OrderPlaced({
      number: stream,
      currency: 'CNY',
      lines: { sku: ['A'], quantity: [1], unitPrice: ['9.90'] },
      gross: '9.90',
      net: '9.90',
    }),
    { stream, occurredAt },
  );
const JANUARY = '2026-01-01T08:00:00.000Z';
const FEBRUARY = '2026-02-01T08:00:00.000Z';

const twice = projectionSpec(lifecycleSection).given(placed('order-1', JANUARY), placed('order-2', FEBRUARY));

it('tells the stage at the moment of asking, with its evidence', () => {
  twice.thenView(
    {
      stage: 'repeat',
      label: { zh: '重复购买', en: 'repeat' },
      since: FEBRUARY,
      eventIds: ['event-1', 'event-2'],
      churnsAt: '2026-07-31T08:00:00.000Z',
      history: [
        { stage: 'first-purchase', since: JANUARY, until: FEBRUARY, eventIds: ['event-1'] },
        { stage: 'repeat', since: FEBRUARY, until: null, eventIds: ['event-1', 'event-2'] },
      ],
      play: expect.objectContaining({ policyVersion: 0 }) as never,
      ...{ winBacks: [], unmatchedCauses: 0, policyVersion: 0 },
    },
    { asOf: '2026-07-31T07:59:59.999Z' },
  );
});

it('knows the stage that time brought although nothing happened', () => {
  twice.thenView(expect.objectContaining({ stage: 'churned', since: '2026-07-31T08:00:00.000Z' }) as never, {
    asOf: '2026-07-31T08:00:00.000Z',
  });
});

it('judges by the policy in force, without building anything anew', () => {
  const strict = withPolicy(
    lifecyclePolicy,
    { repeatPurchases: 2, loyalPurchases: 5, loyalMonths: 6, churnDays: 10 },
    3,
  );
  twice.thenView(expect.objectContaining({ stage: 'won-back', policyVersion: 3 }) as never, {
    asOf: FEBRUARY,
    policies: strict,
  });
  twice.thenFields({ stageReached: 'won-back', churnsAt: '2026-02-11T08:00:00.000Z' }, strict);
});

it('lists by the stage reached and by when it will be lost', () => {
  twice.thenFields({ stageReached: 'repeat', churnsAt: '2026-07-31T08:00:00.000Z' });
});

it('lists a customer whose orders are all cancelled among the prospects', () => {
  const cancelled = OrderCancelled({
    lines: [],
    whole: true,
    gross: '9.90',
    net: '9.90',
    order: { placedAt: JANUARY, currency: 'CNY', purchase: true },
  });
  projectionSpec(lifecycleSection)
    .given(placed('order-1', JANUARY), told(cancelled, { stream: 'order-1' }))
    .inAnyOrderOfStreams()
    .thenFields({ stageReached: 'prospect', churnsAt: null });
});
