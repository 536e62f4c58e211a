import {
  defineState,
  Dictionary,
  type Erased,
  type Instant,
  OF_CUSTOMERS,
  type InStream,
  Sequence,
} from '@dossier/kernel';
import {
  CustomerDeactivated,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { ownValue, UNNAMED } from './department';
import { type Opening, openingOf } from './opening';
import { type CustomerStatus, type Deactivation, deactivatedAt, type EveryStatus } from './status';

/** What a department said of an attribute from an instant on; null: withdrawn. */
export interface Statement {
  readonly since: Instant;
  readonly value: string | Erased | null;
  /** As given, if different. */
  readonly raw?: string | Erased;
}
/** What departments said of one attribute. */
interface Spoken {
  /** In the order in which they came to speak of it. */
  readonly departments: Sequence<string>;
  /** In order of `since`; at one instant, the one recorded last is last. */
  readonly by: Dictionary<Sequence<Statement>>;
}
const NOBODY: Spoken = { departments: Sequence.empty(), by: Dictionary.empty() };
/** By attribute. */
export type Statements = Readonly<Record<string, Spoken>>;

/** Who was registered. */
export interface Customer {
  readonly opening: Opening;
  readonly statuses: EveryStatus;
  readonly statements: Statements;
}

/** All statements of a department on an attribute. */
export const everSaid = (statements: Statements, attribute: string, department: string): Sequence<Statement> =>
  ownValue(statements, attribute)?.by.get(department) ?? Sequence.empty();

/** The statements of each department on an attribute. */
export function* saidByEach(statements: Statements, attribute: string): Iterable<Sequence<Statement>> {
  for (const department of ownValue(statements, attribute)?.departments ?? [])
    yield everSaid(statements, attribute, department);
}

const after =
  (at: Instant) =>
  ({ since }: Statement): boolean =>
    since > at;

/** The value at an instant; null: none. */
export const saidAt = (said: Sequence<Statement>, at: Instant): string | Erased | null =>
  said.lastBefore(after(at))?.value ?? null;

/** The last statement of that very instant. */
export function saidOf(said: Sequence<Statement>, instant: Instant): Statement | undefined {
  const last = said.lastBefore(after(instant));
  return last?.since === instant ? last : undefined;
}

/** The first value from later than an instant on. */
export const saidAfter = (said: Sequence<Statement>, at: Instant): string | Erased | null =>
  said.first(after(at))?.value ?? null;

export function stated(
  statements: Statements,
  attribute: string,
  department: string,
  statement: Statement,
): Statements {
  const { departments, by } = ownValue(statements, attribute) ?? NOBODY;
  const before = by.get(department);
  const said = (before ?? Sequence.empty<Statement>()).withBefore(after(statement.since), statement);
  const spoken = { departments: before ? departments : departments.with(department), by: by.with(department, said) };
  return { ...statements, [attribute]: spoken };
}

const remembered = (
  customer: Customer,
  { attribute, value, raw }: { readonly attribute: string } & Pick<Statement, 'value' | 'raw'>,
  at: { readonly department: string | null; readonly occurredAt: Instant },
): Customer => ({
  ...customer,
  statements: stated(customer.statements, attribute, at.department ?? UNNAMED, {
    since: at.occurredAt,
    value,
    ...(raw !== undefined && { raw }),
  }),
});

const becoming =
  (status: CustomerStatus) =>
  (
    customer: Customer,
    { reason }: { readonly reason: string | Erased },
    { occurredAt: since }: InStream,
  ): Customer => ({
    ...customer,
    statuses: customer.statuses.withBefore((each) => each.since > since, { status, since, reason }),
  });

/** The period of deactivation that contains an instant; undefined: the customer is active then. */
export const deactivationAt = ({ statuses }: Customer, at: Instant): Deactivation | undefined =>
  deactivatedAt(statuses, at);

export const customer = defineState<Customer>()({
  ...OF_CUSTOMERS,
  from: {
    CustomerRegistered,
    FactAsserted,
    PersonalFactAsserted,
    FactWithdrawn,
    CustomerDeactivated,
    CustomerReactivated,
  },
  begins: {
    CustomerRegistered: ({ kind }, { occurredAt: since }) => ({
      opening: { kind, since },
      statuses: Sequence.empty(),
      statements: {},
    }),
  },
  evolve: {
    CustomerRegistered: (customer, { kind }, { occurredAt: since }) => ({
      ...customer,
      opening: openingOf(customer.opening, { kind, since }),
    }),
    FactAsserted: remembered,
    PersonalFactAsserted: remembered,
    FactWithdrawn: (customer, { attribute }, at) => remembered(customer, { attribute, value: null }, at),
    CustomerDeactivated: becoming('deactivated'),
    CustomerReactivated: becoming('active'),
  },
});
