import { initialPolicies } from '@dossier/kernel';
import type { Decision } from '@dossier/kernel';
import { projectionSpec, stateOf, type Told, told } from '@dossier/testing';
import fc from 'fast-check';
import { customer } from './customer';
import type { CustomerRegistered } from './customer.events';
import type { Opening } from './opening';
import { customersProjection } from './read/customers/customers';
import { noteCustomer } from './write/note-customer/note-customer';

const notes = fc.array(
  fc.record<Opening>({
    kind: fc.constantFrom('organisation', 'person'),
    since: fc.constantFrom('2026-01-10T00:00:00.000Z', '2026-02-10T00:00:00.000Z', '2026-03-10T00:00:00.000Z'),
  }),
  { minLength: 1 },
);
const context: Omit<Decision, 'occurredAt'> = {
  now: '2026-06-30T08:00:00.000Z',
  actor: 'key-test',
  department: 'sales',
  businessLine: null,
  policies: initialPolicies,
  backfill: true,
  needed: {},
};
const inOrder = (a: Opening, b: Opening): number =>
  a.since === b.since ? (a.kind > b.kind ? -1 : 1) : a.since < b.since ? -1 : 1;

it('takes the kind of the earliest note, of one instant the greater one, in whatever order notes come', () =>
  fc.assert(
    fc.property(notes, (all) => {
      const events: Told<ReturnType<typeof CustomerRegistered>>[] = [];
      for (const { kind, since: occurredAt } of all)
        for (const event of noteCustomer.decide({ customerId: 'c-1', kind }, stateOf(customer, ...events), {
          ...context,
          occurredAt,
        }))
          events.push(told(event as ReturnType<typeof CustomerRegistered>, { occurredAt }));
      const first = [...all].sort(inOrder)[0] as Opening;
      expect(stateOf(customer, ...events)).toMatchObject({ opening: first });
      projectionSpec(customersProjection)
        .given(...events)
        .inAnyOrderOfCommit()
        .thenFields({ kind: first.kind, registeredAt: first.since });
    }),
    { numRuns: 30 },
  ));
