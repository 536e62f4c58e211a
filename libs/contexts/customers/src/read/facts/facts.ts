import { searchFold } from '@dossier/fields';
import {
  code,
  comparedAs,
  defineProjection,
  type Erased,
  flag,
  holding,
  instantField,
  type Recorded,
  kind,
  shape,
  text,
  unindexed,
  READERS,
} from '@dossier/kernel';
import { type AttributeName, attributes, personalNamesOf, shownByAttribute } from '../../attributes';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { UNNAMED } from '../../department';
import { type EverSaid, lastSaid, SAID, type Said, shownAs, statementOf, withStatement } from '../../said';

interface About {
  readonly customer: string;
  readonly attribute: string;
  readonly department: string;
}
/** All statements of one department on one attribute of one customer. */
export interface DepartmentStatements extends About {
  readonly statements: EverSaid;
}
/** The department's latest statement. */
export type DepartmentFact = About & Omit<Said, 'position'>;

const said = (
  known: DepartmentStatements | null,
  told: Pick<DepartmentFact, 'attribute' | 'value' | 'raw' | 'standard'>,
  at: Recorded,
): DepartmentStatements => ({
  customer: at.subject,
  attribute: told.attribute,
  department: at.department ?? UNNAMED,
  statements: withStatement(known?.statements ?? [], statementOf(told, at)),
});

const last = ({ statements }: DepartmentStatements): Said => lastSaid(statements);

const shown = (value: string | Erased | null | undefined): string | null => (typeof value === 'string' ? value : null);
const asSaid = ({ raw, value }: Said): string | null => shown(raw ?? value);

const ANY = personalNamesOf(...attributes.codes);

/** One document for each customer, attribute and department. */
export const facts = defineProjection<DepartmentStatements>()({
  name: 'facts',
  title: { zh: '各部门登记的客户信息', en: 'Facts by department' },
  version: 4,
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
    attribute: unindexed(code(attributes, (fact) => fact.attribute as AttributeName)), // the log may hold one of another release
    department: unindexed(text((fact) => fact.department)),
    value: holding(
      ANY,
      unindexed(
        comparedAs(
          searchFold,
          text((fact) => shown(last(fact).value)),
        ),
      ),
    ),
    raw: holding(ANY, unindexed(text((fact) => asSaid(last(fact))))),
    standard: flag((fact) => last(fact).standard),
    since: unindexed(instantField((fact) => last(fact).since)),
  },
  shape: shape({
    customer: kind.customer({ zh: '客户', en: 'Customer' }),
    attribute: kind.mostlyCode(attributes.title, attributes),
    department: kind.department({ zh: '部门', en: 'Department' }),
    ...SAID,
  }),
  view: ({ statements, ...about }): DepartmentFact => ({ ...about, ...shownAs(lastSaid(statements)) }),
  shows: [shownByAttribute('value'), shownByAttribute('raw')],
  personal: true,
  routes: [
    {
      path: 'facts',
      summary: { zh: '各部门最近登记的客户信息', en: 'What each department says of all customers' },
      by: READERS,
    },
    {
      path: 'customers/:customer/facts',
      summary: { zh: '各部门最近登记的客户信息', en: 'What each department says of a customer' },
      by: READERS,
    },
  ],
});
