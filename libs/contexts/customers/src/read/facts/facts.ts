import { defineProjection, type Erased, flag, instantField, type Recorded, text, unindexed } from '@dossier/kernel';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { UNNAMED } from '../../department';
import { isLater, type Said } from '../../survivorship';

/** What one department says of one attribute of one customer at last. */
export interface DepartmentFact extends Said {
  readonly customer: string;
  readonly attribute: string;
  readonly department: string;
}

function said(
  known: DepartmentFact | null,
  { attribute, value, raw, standard }: Pick<DepartmentFact, 'attribute' | 'value' | 'raw' | 'standard'>,
  { subject: customer, department: named, occurredAt: since, position }: Recorded,
): DepartmentFact {
  const department = named ?? UNNAMED;
  const told = { customer, attribute, department, value, ...(raw !== undefined && { raw }), standard, since, position };
  return known === null || isLater(told, known) ? told : known;
}

const shown = (value: string | Erased | null | undefined): string | null => (typeof value === 'string' ? value : null);

/** One document for each customer, attribute and department. */
export const facts = defineProjection<DepartmentFact>()({
  name: 'facts',
  title: { zh: '各部门登记的客户信息', en: 'Facts by department' },
  version: 1,
  from: { FactAsserted, PersonalFactAsserted, FactWithdrawn },
  key: ({ subject, department }, data) =>
    `${subject}/${(data as { readonly attribute: string }).attribute}/${department ?? UNNAMED}`,
  evolve: {
    FactAsserted: (known, data, at) => said(known, data, at),
    PersonalFactAsserted: (known, data, at) => said(known, data, at),
    FactWithdrawn: (known, { attribute }, at) => said(known, { attribute, value: null, standard: true }, at),
  },
  fields: {
    customer: text((fact) => fact.customer),
    attribute: unindexed(text((fact) => fact.attribute)),
    department: unindexed(text((fact) => fact.department)),
    value: unindexed(text((fact) => shown(fact.value))),
    raw: unindexed(text((fact) => shown(fact.raw ?? fact.value))),
    standard: flag((fact) => fact.standard),
    since: unindexed(instantField((fact) => fact.since)),
  },
  view: ({ customer, attribute, department, value, raw, standard, since }): Omit<DepartmentFact, 'position'> => ({
    customer,
    attribute,
    department,
    value,
    ...(raw !== undefined && { raw }),
    standard,
    since,
  }),
  personal: true,
});
