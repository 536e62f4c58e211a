import { defineState, type Erased, type Instant, OF_CUSTOMERS, type InStream } from '@dossier/kernel';
import {
  CustomerDeactivated,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { type Departmental, ownValue, UNNAMED } from './department';
import { type Opening, openingOf } from './opening';
import { type CustomerStatus, type Deactivation, deactivations, type Statuses, withStatus } from './status';

/** What a department said of an attribute from an instant on; null: withdrawn. */
export interface Statement {
  readonly since: Instant;
  readonly value: string | Erased | null;
  /** As given, if different. */
  readonly raw?: string | Erased;
}
/** By attribute and department, in order of `since`; at one instant, the one recorded last is last. */
export type Statements = Departmental<readonly Statement[]>;

/** Who was registered. */
export interface Customer {
  readonly opening: Opening;
  readonly statuses: Statuses;
  readonly statements: Statements;
}

/** All statements of a department on an attribute. */
export const everSaid = (statements: Statements, attribute: string, department: string): readonly Statement[] =>
  ownValue(ownValue(statements, attribute), department) ?? [];

/** The value at an instant; null: none. */
export const saidAt = (said: readonly Statement[], at: Instant): string | Erased | null =>
  said.findLast(({ since }) => since <= at)?.value ?? null;

export function stated(
  statements: Statements,
  attribute: string,
  department: string,
  statement: Statement,
): Statements {
  const before = everSaid(statements, attribute, department);
  const place = before.findLastIndex(({ since }) => since <= statement.since) + 1;
  return {
    ...statements,
    [attribute]: { ...statements[attribute], [department]: before.toSpliced(place, 0, statement) },
  };
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
  (customer: Customer, _: unknown, { occurredAt: since, revision: position }: InStream): Customer => ({
    ...customer,
    statuses: withStatus(customer.statuses, status, { since, position }),
  });

/** The period of deactivation that contains an instant; undefined: the customer is active then. */
export const deactivationAt = ({ statuses }: Customer, at: Instant): Deactivation | undefined =>
  deactivations(statuses).find(({ since, until }) => since <= at && (until === null || at < until));

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
      statuses: [],
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
