import { addDays, ERASED, type Instant } from '@dossier/kernel';
import { OrderPlaced } from '@dossier/contexts/sales';
import { projectionSpec, told, withPolicy } from '@dossier/testing';
import { lifecycleSection } from './lifecycle-section';
import { playsPolicy } from './plays-policy';
import { WinBackCauseCorrected, WinBackCauseRecorded, WinBackCauseWithdrawn } from './win-back.events';

const day = (number: number): Instant => addDays('2026-01-01T09:00:00.000Z', number);
const bought = (on: number) =>
  told(
    OrderPlaced({
      ...{ number: `o-${on}`, currency: 'CNY', gross: '9.90', net: '9.90' },
      lines: { sku: ['A'], quantity: [1], unitPrice: ['9.90'] },
    }),
    { stream: `order-${on}`, occurredAt: day(on) },
  );
const stream = 'win-back-customer-1';
/** As who says only the day: at its beginning, before the order. */
const midnight = (on: number): Instant => `${day(on).slice(0, 10)}T00:00:00.000Z`;
const cause = (code: 'price' | 'service', on: number) =>
  told(WinBackCauseRecorded({ cause: code }), { stream, occurredAt: midnight(on) });
const LAST = { asOf: day(500) };

/** Bought on days 0, 200 and 450, and was lost on 180, 380 and 630. */
const history = [bought(0), bought(200), bought(450)];
const first = {
  ...{ churnedAt: day(180), wonBackAt: day(200), silentDays: 20, eventIds: ['event-1', 'event-2'] },
  ...{ cause: null, lostBecause: null, note: null, causeEventId: null },
};
const second = {
  ...first,
  ...{ churnedAt: day(380), wonBackAt: day(450), silentDays: 70, eventIds: ['event-2', 'event-3'] },
};
const shows = (winBacks: readonly object[], unmatchedCauses: number) =>
  expect.objectContaining({ winBacks, unmatchedCauses }) as never;

describe('a win-back', () => {
  it('is each purchase after a churn, without a cause until somebody records one', () => {
    const spec = projectionSpec(lifecycleSection).given(...history);
    spec.thenView(shows([first, second], 0), LAST);
    spec.thenView(shows([first], 0), { asOf: day(449) });
    spec.thenView(shows([], 0), { asOf: day(199) });
  });
  it('has the last cause recorded from its day on, before the next', () => {
    projectionSpec(lifecycleSection)
      .given(...history, cause('price', 200), cause('service', 210), cause('price', 449), cause('service', 450))
      .thenView(
        shows(
          [
            { ...first, cause: 'price', causeEventId: 'event-6' },
            { ...second, cause: 'service', causeEventId: 'event-7' },
          ],
          0,
        ),
        LAST,
      );
  });
  it('has no cause that is of another day, withdrawn, or not yet known; what belongs to none is counted', () => {
    const spec = projectionSpec(lifecycleSection).given(
      ...[...history, cause('price', 199), cause('service', 300), cause('price', 450)],
      told(WinBackCauseWithdrawn({ before: 'price', reason: 'x' }), { stream, occurredAt: midnight(450) }),
    );
    spec.thenView(shows([{ ...first, cause: 'service', causeEventId: 'event-5' }, second], 1), LAST);
    spec.thenView(shows([first], 1), { asOf: day(299) });
  });
  it('shows the corrected cause, whatever is learnt first, and no note that is erased', () => {
    const corrected = told(
      WinBackCauseCorrected({ cause: 'need', before: 'price', lostBecause: 'no-need', note: ERASED }),
      { stream, occurredAt: midnight(200) },
    );
    projectionSpec(lifecycleSection)
      .given(corrected, ...history)
      .thenView(
        shows(
          [
            {
              ...{ ...first, eventIds: ['event-2', 'event-3'], cause: 'need', lostBecause: 'no-need' },
              ...{ note: ERASED, causeEventId: 'event-1' },
            },
            { ...second, eventIds: ['event-3', 'event-4'] },
          ],
          0,
        ),
        LAST,
      );
    projectionSpec(lifecycleSection)
      .given(
        ...history,
        cause('price', 200),
        told(WinBackCauseCorrected({ cause: 'need', before: 'price' }), { stream, occurredAt: midnight(200) }),
      )
      .inAnyOrderOfStreams()
      .then({
        ...{ registered: null, credits: {}, purchases: expect.any(Array) as never },
        causes: [
          { at: midnight(200), stream, revision: 1, eventId: expect.any(String) as string, said: { cause: 'need' } },
        ],
      });
  });
});

it('recommends what the policy in force says of the stage, with its version', () => {
  const spec = projectionSpec(lifecycleSection).given(bought(0));
  const play = (actions: readonly object[], policyVersion: number) =>
    expect.objectContaining({ play: { actions, policyVersion } }) as never;
  const call = { zh: '致电', en: 'Call' };
  const policies = withPolicy(playsPolicy, { actions: [{ stage: 'churned', ...call }] }, 4);
  spec.thenView(play([], 4), { asOf: day(1), policies });
  spec.thenView(play([call], 4), { asOf: day(180), policies });
  const churned = playsPolicy.initial.actions.filter(({ stage }) => stage === 'churned');
  spec.thenView(
    play(
      churned.map(({ zh, en }) => ({ zh, en })),
      0,
    ),
    { asOf: day(180) },
  );
});
