import { defineState, type Erased, type Instant } from '@dossier/kernel';
import {
  CustomerDeactivated,
  type CustomerKind,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { type Departmental, under, UNNAMED } from './department';

/** What a department said of an attribute from an instant on; null: nothing any more. */
export interface Statement {
  readonly since: Instant;
  readonly value: string | Erased | null;
  /** As it was said, where that differs. */
  readonly raw?: string | Erased;
}
/** By attribute and department, in order of `since`; of one instant the one recorded last is last. */
export type Statements = Departmental<readonly Statement[]>;

export type Customer =
  | { readonly is: 'unknown' }
  | {
      readonly is: 'active' | 'deactivated';
      readonly kind: CustomerKind;
      /** The earliest that is known. */
      readonly registeredAt: Instant;
      /** Since when it is in use, or is not; left out: since it was registered. */
      readonly since?: Instant;
      readonly statements: Statements;
    };

/** What the department says at an instant; null: nothing. */
export const saidAt = (
  statements: Statements,
  attribute: string,
  department: string,
  at: Instant,
): string | Erased | null =>
  under(under(statements, attribute), department)?.findLast(({ since }) => since <= at)?.value ?? null;

export function stated(
  statements: Statements,
  attribute: string,
  department: string,
  statement: Statement,
): Statements {
  const before = under(under(statements, attribute), department) ?? [];
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
): Customer =>
  customer.is === 'unknown'
    ? customer
    : {
        ...customer,
        statements: stated(customer.statements, attribute, at.department ?? UNNAMED, {
          since: at.occurredAt,
          value,
          ...(raw !== undefined && { raw }),
        }),
      };

const becoming =
  (is: 'active' | 'deactivated') =>
  (customer: Customer, _: unknown, { occurredAt: since }: { readonly occurredAt: Instant }): Customer =>
    customer.is === 'unknown' ? customer : { ...customer, is, since };

/** Since when a customer is deactivated, where it was by then; undefined: it was in use. */
export const deactivatedBy = (customer: Customer | undefined, at: Instant): Instant | undefined =>
  customer?.is === 'deactivated' && customer.since !== undefined && customer.since <= at ? customer.since : undefined;

export const customer = defineState<Customer>()({
  category: 'customer',
  from: {
    CustomerRegistered,
    FactAsserted,
    PersonalFactAsserted,
    FactWithdrawn,
    CustomerDeactivated,
    CustomerReactivated,
  },
  initial: { is: 'unknown' },
  evolve: {
    CustomerRegistered: (customer, { kind }, { occurredAt }) =>
      customer.is === 'unknown'
        ? { is: 'active', kind, registeredAt: occurredAt, statements: {} }
        : { ...customer, registeredAt: occurredAt < customer.registeredAt ? occurredAt : customer.registeredAt },
    FactAsserted: remembered,
    PersonalFactAsserted: remembered,
    FactWithdrawn: (customer, { attribute }, at) => remembered(customer, { attribute, value: null }, at),
    CustomerDeactivated: becoming('deactivated'),
    CustomerReactivated: becoming('active'),
  },
});
