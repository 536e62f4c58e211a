import { addDays, type AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { EMPTY } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { actionsFor, playsPolicy } from '../../plays-policy';
import { customerLifecycle } from './customer-lifecycle';

const START = '2026-01-01T00:00:00.000Z';
const day = (number: number) => addDays(START, number);
const ledgers = {
  silent: {
    ...EMPTY,
    purchases: [0, 10].map((number) => aPurchase(day(number), `order-${number}`, { eventId: `event-${number}` })),
  },
};
const asking = (asOf: string) => ({
  ...viewing({ asOf }),
  reads: readsOf(new Map<AnyReadModelDef, typeof ledgers>([[lifecycleSection, ledgers]])),
});

it('tells the stage of one customer with its history in two languages', async () => {
  expect(await customerLifecycle.run({ customer: 'silent' }, asking(day(5)))).toEqual({
    customer: 'silent',
    asOf: day(5),
    stage: 'first-purchase',
    label: { zh: '初次购买', en: 'first purchase' },
    since: day(0),
    eventIds: ['event-0'],
    churnsAt: day(180),
    history: [
      {
        stage: 'first-purchase',
        label: { zh: '初次购买', en: 'first purchase' },
        since: day(0),
        until: null,
        eventIds: ['event-0'],
      },
    ],
    play: { actions: actionsFor(playsPolicy.initial, 'first-purchase'), policyVersion: 0 },
    ...{ winBacks: [], unmatchedCauses: 0, policyVersion: 0 },
  });
  expect(await customerLifecycle.run({ customer: 'nobody' }, asking(day(5)))).toMatchObject({
    stage: 'prospect',
    since: null,
  });
});
