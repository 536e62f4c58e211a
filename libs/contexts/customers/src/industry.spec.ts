import {
  addDays,
  byCustomer,
  defineProjection,
  type EventOf,
  type Events,
  type Evolve,
  type Instant,
} from '@dossier/kernel';
import { projectionSpec, type Told, told } from '@dossier/testing';
import fc from 'fast-check';
import { happened } from '../../../testing/src/told';
import { FILE_EVENTS, fileEvolve, type CustomerFile, NO_FILE } from './customer-file';
import { FactAsserted, FactWithdrawn } from './customer.events';
import { industryTimes } from './industry';
import { keepOpenFacts, openFactEvents, type OpenFacts } from './open-facts';
import { goldenFact, survivorship } from './survivorship';

type Industry = OpenFacts<'industry'>;
const policy = survivorship.initial;
const day = (n: number): Instant => addDays('2026-01-01T00:00:00.000Z', n);
const industry = defineProjection<Industry>()({
  name: 'industry',
  title: { zh: '行业', en: 'Industry' },
  version: 1,
  ...{ from: openFactEvents, initial: { industry: {} }, evolve: keepOpenFacts('industry') },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (state, { asOf }) => industryTimes(state, policy).findLast(({ from }) => from <= asOf)?.industry ?? null,
});
/** Of the golden record, by what happened. */
function golden(events: readonly Told<EventOf>[]): unknown {
  const facts = happened(events, FILE_EVENTS).reduce(
    (file, { data, at }) =>
      (fileEvolve as Evolve<CustomerFile, Events>)[at.type === FactAsserted.type ? 'FactAsserted' : 'FactWithdrawn']?.(
        file,
        data as never,
        at,
      ) ?? file,
    NO_FILE,
  ).facts;
  return goldenFact(facts['industry'] ?? {}, 'industry', policy)?.value ?? null;
}

it('counts the industry of the golden record as of each day', () => {
  const statement = fc.record({
    ...{ at: fc.integer({ min: 0, max: 9 }), department: fc.constantFrom('sales', 'service', 'x', 'y') },
    value: fc.option(fc.constantFrom('C', 'E', 'K')),
  });
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (all) => {
      const events = all.map(({ at, department, value }) => ({
        at,
        event: told(
          value === null
            ? FactWithdrawn({ attribute: 'industry' })
            : FactAsserted({ attribute: 'industry', value, standard: true }),
          { occurredAt: day(at), department },
        ),
      }));
      for (let n = 0; n < 10; n++) {
        const known = events.flatMap(({ at, event }) => (at <= n ? [event] : []));
        if (known.length === 0) continue;
        projectionSpec(industry)
          .given(...(events.map(({ event }) => event) as never[]))
          .thenView(golden(known) as never, { asOf: day(n) });
      }
    }),
    { numRuns: 60 },
  );
});

it('names the event that says so, and keeps no other fact', () => {
  const says = (value: string, n: number, attribute = 'industry') =>
    told(FactAsserted({ attribute, value, standard: true }), { occurredAt: day(n), department: 'sales' });
  const times = defineProjection<Industry>()({
    ...industry,
    view: (state: Industry) => industryTimes(state, policy),
  } as never);
  projectionSpec(times)
    .given(says('C', 1), says('small', 2, 'sizeBand'), says('C', 3), says('E', 5))
    .inAnyOrderOfCommit()
    .thenView([
      { from: day(1), industry: 'C', eventId: 'event-1' },
      { from: day(3), industry: 'C', eventId: 'event-1' },
      { from: day(5), industry: 'E', eventId: 'event-4' },
    ] as never);
});

it('looks at each of thousands of statements a few times, not once for each other', () => {
  let looks = 0;
  const said = Array.from({ length: 300 }, (_, n) => ({
    ...{ value: 'C', standard: true, position: n, eventId: `event-${n}` },
    get since() {
      looks++;
      return day(n);
    },
  }));
  const [first, ...others] = said;
  expect(industryTimes({ industry: first ? { sales: [first, ...others] } : {} }, policy)).toHaveLength(said.length);
  expect(looks).toBeLessThan(30 * said.length);
});
