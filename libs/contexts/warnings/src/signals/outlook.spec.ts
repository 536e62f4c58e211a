import { openFactEvents } from '@dossier/contexts/customers';
import { byCustomer, defineProjection, type Instant, type Policies } from '@dossier/kernel';
import { projectionSpec, told, withPolicy } from '@dossier/testing';
import { rulesOf } from '../judgement';
import { type IndustryOutlook, marketOutlookPolicy } from '../market-outlook-policy';
import { industryTurningBad } from './outlook';

const { FactAsserted, FactWithdrawn } = openFactEvents;
const on = (date: string): Instant => `${date}T00:00:00.000Z`;
const outlook = (
  industry: IndustryOutlook['industry'],
  from: string,
  what: IndustryOutlook['outlook'],
): IndustryOutlook => ({ industry, from, outlook: what, reason: '市场公报' });
const under = (...outlooks: readonly IndustryOutlook[]): Policies => withPolicy(marketOutlookPolicy, { outlooks }, 7);
const says = (value: string, date: string, department = 'sales') =>
  told(FactAsserted({ attribute: 'industry', value, standard: true }), { occurredAt: on(date), department });

type Facts = typeof industryTurningBad.initial;
/** The facts alone, folded as those who keep them do. */
const known = defineProjection<Facts>()({
  name: 'known',
  title: { zh: '行业', en: 'Industry' },
  version: 1,
  ...{ from: industryTurningBad.from, initial: industryTurningBad.initial, evolve: industryTurningBad.evolve },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (facts, { asOf, policies }) =>
    industryTurningBad.ahead(facts, rulesOf(industryTurningBad as never, policies) as never, asOf),
});
const builder = projectionSpec(known).given(says('E', '2025-01-01'));
const wanted = (found: object): never => expect.objectContaining(found) as never;

it('warns from the day of a bad outlook, with the steps that it fell and the version that says so', () => {
  const policies = under(outlook('E', on('2026-03-01'), 'bad'), outlook('E', on('2025-06-01'), 'good'));
  builder.thenView(
    {
      ...{ is: 'stretch', from: on('2026-03-01'), until: 'outlook-not-bad' },
      cause: 'E-event-1',
      measures: [
        { measure: 'outlook-steps', value: 2, points: 70 },
        { measure: 'outlook-version', value: 7, points: 0 },
      ],
      ...{ amounts: [], eventIds: ['event-1'] },
    },
    { asOf: on('2026-02-01'), policies },
  );
});

it('says why it does not', () => {
  const quiet = (because: string, policies: Policies): void =>
    builder.thenView(wanted({ is: 'quiet', because, eventIds: ['event-1'] }), { policies });
  quiet('no-outlook', under(outlook('C', on('2026-01-01'), 'bad')));
  quiet('outlook-not-bad', under(outlook('E', on('2026-01-01'), 'neutral')));
  projectionSpec(known)
    .given(says('E', '2025-01-01'), told(FactWithdrawn({ attribute: 'industry' }), { department: 'sales' }))
    .thenView(wanted({ is: 'quiet', because: 'no-industry' }), {
      policies: under(outlook('E', on('2025-01-01'), 'bad')),
    });
});

it('is one stretch where the same is said again, also of days of another zone', () => {
  const all = [outlook('E', '2026-03-01T08:00:00+08:00', 'bad'), outlook('E', on('2026-05-01'), 'bad')];
  const policies = under(...all, outlook('E', on('2026-07-01'), 'neutral'));
  const rules = rulesOf(industryTurningBad as never, policies) as never;
  const facts: Facts = {
    industry: { sales: [{ value: 'E', standard: true, since: on('2025-01-01'), position: 1, eventId: 'event-1' }] },
  };
  const { warnedAt, endAfter, ahead, turnAfter } = industryTurningBad;
  const days = ['2026-02-28', '2026-03-01', '2026-06-30', '2026-07-01'];
  expect(days.map((date) => warnedAt(facts, rules, on(date)))).toEqual([false, true, true, false]);
  expect(endAfter(facts, rules, on('2026-04-01'))).toBe(on('2026-07-01'));
  expect(ahead(facts, rules, on('2026-06-01'))).toMatchObject({ from: on('2026-03-01') });
  expect(turnAfter(facts, rules, on('2026-06-01'))).toBe(on('2026-07-01'));
});

it('goes by the industry of the golden record at each time', () => {
  const policies = under(outlook('E', on('2025-06-01'), 'bad'), outlook('C', on('2025-06-01'), 'bad'));
  // service says otherwise, and is trusted less than sales, which speaks later
  const moved = projectionSpec(known)
    .given(says('E', '2025-07-01', 'service'), says('C', '2025-09-01'), says('F', '2025-10-01'))
    .inAnyOrderOfCommit();
  const from = (date: string) => wanted({ is: 'stretch', from: on(date) });
  moved.thenView(from('2025-07-01'), { asOf: on('2025-08-01'), policies });
  moved.thenView(from('2025-09-01'), { asOf: on('2025-09-02'), policies });
  moved.thenView(wanted({ is: 'quiet', because: 'no-outlook', eventIds: ['event-3'] }), {
    ...{ asOf: on('2025-11-01'), policies },
  });
});

it('keeps no other fact', () =>
  projectionSpec(known)
    .given(told(FactAsserted({ attribute: 'sizeBand', value: 'E', standard: true }), {}))
    .then(null));

it('refuses two outlooks of one industry for one instant', () => {
  const twice = [outlook('E', on('2026-03-01'), 'bad'), outlook('E', '2026-03-01T08:00:00+08:00', 'good')];
  expect(marketOutlookPolicy.fault?.({ outlooks: twice })?.en).toMatch(/two outlooks/);
  expect(marketOutlookPolicy.fault?.({ outlooks: twice.slice(1) })).toBeUndefined();
});

it('counts the same facts by the same policies once', () => {
  const policies = under(outlook('E', on('2026-03-01'), 'bad'));
  const by = (some: Policies) => rulesOf(industryTurningBad as never, some);
  expect(by(policies)).toBe(by(policies));
  expect(by(under(outlook('E', on('2026-03-01'), 'bad')))).not.toBe(by(policies));
});
