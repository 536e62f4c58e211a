import { searchFold } from '@dossier/fields';
import { ExternalIdClaimed, type OtherId } from '@dossier/foundation';
import {
  code,
  comparedAs,
  type Erased,
  type Evolve,
  type Field,
  holding,
  type Instant,
  isErased,
  type Policies,
  type Recorded,
  kind,
  orErased,
  orNull,
  shape,
  type Shown,
  type ShowsPersonal,
  text,
  unindexed,
} from '@dossier/kernel';
import { type Attribute, type AttributeName, ATTRIBUTES, attributes, NAMES, personalNamesOf } from './attributes';
import {
  CustomerDeactivated,
  type CustomerKind,
  customerKinds,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { type Departmental, ownValue, UNNAMED } from './department';
import { type Opening, openingOf } from './opening';
import { type EverSaid, lastSaid, SAID, type Said, shownAs, statementOf, withStatement } from './said';
import { type CustomerStatus, customerStatuses, deactivations, type Statuses, withStatus } from './status';
import { goldenFact, goldenRecord, survivorship } from './survivorship';

/** All that this context records of a customer. The order of folding does not matter: only when things happened counts. */
export interface CustomerFile {
  /** null: nothing was recorded here. */
  readonly id: string | null;
  readonly opening: Opening | null;
  readonly statuses: Statuses;
  /** By source and value. */
  readonly externalIds: readonly OtherId[];
  /** All statements of each department on each attribute. */
  readonly facts: Departmental<EverSaid>;
}
export const NO_FILE: CustomerFile = {
  id: null,
  opening: null,
  statuses: [],
  externalIds: [],
  facts: {},
};

export const FILE_EVENTS = {
  CustomerRegistered,
  FactAsserted,
  PersonalFactAsserted,
  FactWithdrawn,
  CustomerDeactivated,
  CustomerReactivated,
  ExternalIdClaimed,
};

const opened = (file: CustomerFile, { subject: id }: Recorded): CustomerFile =>
  file.id === id ? file : { ...file, id };

function said(
  file: CustomerFile,
  attribute: string,
  told: Pick<Said, 'value' | 'raw' | 'standard'>,
  at: Recorded,
): CustomerFile {
  const next = opened(file, at);
  const department = at.department ?? UNNAMED;
  const statements = withStatement(ownValue(ownValue(next.facts, attribute), department) ?? [], statementOf(told, at));
  return { ...next, facts: { ...next.facts, [attribute]: { ...next.facts[attribute], [department]: statements } } };
}

const becoming =
  (status: CustomerStatus) =>
  (file: CustomerFile, _: unknown, at: Recorded): CustomerFile => {
    const { occurredAt: since, position } = at;
    const next = opened(file, at);
    return { ...next, statuses: withStatus(next.statuses, status, { since, position }) };
  };

const inOrder = (a: OtherId, b: OtherId): number =>
  a.source === b.source ? (a.value < b.value ? -1 : 1) : a.source < b.source ? -1 : 1;

export const fileEvolve: Evolve<CustomerFile, typeof FILE_EVENTS> = {
  CustomerRegistered: (file, { kind }, at) => {
    const next = opened(file, at);
    return { ...next, opening: openingOf(next.opening, { kind, since: at.occurredAt }) };
  },
  FactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  PersonalFactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  FactWithdrawn: (file, { attribute }, at) => said(file, attribute, { value: null, standard: true }, at),
  CustomerDeactivated: becoming('deactivated'),
  CustomerReactivated: becoming('active'),
  ExternalIdClaimed: (file, { source, value }, at) => {
    const next = opened(file, at);
    const known = next.externalIds.some((each) => each.source === source && each.value === value);
    return known ? next : { ...next, externalIds: [...next.externalIds, { source, value }].sort(inOrder) };
  },
};

const CONFLICT = {
  value: orErased(kind.text({ zh: '值', en: 'Value' })),
  department: kind.department({ zh: '部门', en: 'Department' }),
  since: SAID.since,
};
/** The file as shown. */
export const fileShape = shape({
  id: orNull(kind.customer({ zh: '客户编号', en: 'Id' })),
  name: orNull(orErased(kind.text({ zh: '名称', en: 'Name' }))),
  kind: orNull(kind.code(customerKinds.title, customerKinds)),
  status: orNull(kind.code(customerStatuses.title, customerStatuses)),
  registeredAt: orNull(kind.instant({ zh: '建档时间', en: 'Registered' })),
  externalIds: kind.rows(
    { zh: '外部编号', en: 'External ids' },
    { source: kind.text({ zh: '来源', en: 'Source' }), value: kind.text({ zh: '编号', en: 'Number' }) },
  ),
  golden: kind.byKey(
    { zh: '主数据记录', en: 'Golden record' },
    kind.fact(
      { zh: '有效值', en: 'The value that counts' },
      {
        ...CONFLICT,
        raw: SAID.raw,
        standard: SAID.standard,
        conflicts: kind.rows({ zh: '部门数据差异', en: 'What other departments say' }, CONFLICT),
      },
    ),
    { help: { zh: '按属性', en: 'by attribute' } },
  ),
  byDepartment: kind.byKey(
    { zh: '各部门数据', en: 'By department' },
    kind.byKey({ zh: '各属性', en: 'By attribute' }, kind.group({ zh: '所登记', en: 'What it says at last' }, SAID)),
  ),
});
export type CustomerFileView = Shown<typeof fileShape>;
type DepartmentFacts = CustomerFileView['byDepartment'][string];

/** The earliest registration. */
export const registeredAtOf = ({ opening }: CustomerFile): Instant | null => opening?.since ?? null;
/** The kind given at the earliest registration. */
export const kindOf = ({ opening }: CustomerFile): CustomerKind | null => opening?.kind ?? null;
/** The latest recorded status; without one an opened file is active. */
export const statusOf = ({ opening, statuses }: CustomerFile): CustomerStatus | null =>
  statuses.at(-1)?.status ?? (opening === null ? null : 'active');
/** Instant of the last deactivation; null: never. */
export const deactivatedAtOf = ({ statuses }: CustomerFile): Instant | null =>
  deactivations(statuses).at(-1)?.since ?? null;

function byDepartment(facts: Departmental<EverSaid>): Readonly<Record<string, DepartmentFacts>> {
  const departments = new Map<string, Record<string, DepartmentFacts[string]>>();
  for (const attribute of attributes.codes)
    for (const [department, statements] of Object.entries(facts[attribute] ?? {})) {
      const last = lastSaid(statements);
      if (last.value === null) continue;
      const all = departments.get(department) ?? {};
      all[attribute] = shownAs(last);
      departments.set(department, all);
    }
  return Object.fromEntries([...departments].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One that is erased only where no other is known. */
function firstOfNames<V>(valueOf: (attribute: string) => V | null | undefined): V | null {
  let erased: V | null = null;
  for (const attribute of NAMES) {
    const value = valueOf(attribute);
    if (value === null || value === undefined) continue;
    if (!isErased(value)) return value;
    erased ??= value;
  }
  return erased;
}
/** The customer's name. */
export function nameOf({ facts }: CustomerFile, policies: Policies): string | Erased | null {
  const { document } = policies(survivorship);
  return firstOfNames((attribute) => goldenFact(facts[attribute] ?? {}, attribute, document)?.value);
}

export function fileView(file: CustomerFile, policies: Policies): CustomerFileView {
  const golden = goldenRecord(file.facts, policies(survivorship).document);
  return {
    id: file.id,
    name: firstOfNames((attribute) => golden[attribute]?.value),
    kind: kindOf(file),
    status: statusOf(file),
    registeredAt: registeredAtOf(file),
    externalIds: file.externalIds,
    golden,
    byDepartment: byDepartment(file.facts),
  };
}

/** The fields that a customer's name may come from. */
export const NAME_FIELDS = personalNamesOf(...NAMES);
/** Where {@link fileView} shows personal values. */
export const FILE_SHOWS: readonly ShowsPersonal[] = [
  { at: 'name', of: NAME_FIELDS },
  ...attributes.codes.flatMap((attribute) => {
    const of = personalNamesOf(attribute);
    const golden = ['value', 'raw', 'conflicts/*/value'].map((field) => `golden/${attribute}/${field}`);
    const departments = ['value', 'raw'].map((field) => `byDepartment/*/${attribute}/${field}`);
    return of.length === 0 ? [] : [...golden, ...departments].map((at) => ({ at, of }));
  }),
];

/** A golden value as a declared field; null where unknown or erased. */
const goldenField =
  (attribute: string) =>
  (file: CustomerFile, policies: Policies): string | null => {
    const value = goldenFact(file.facts[attribute] ?? {}, attribute, policies(survivorship).document)?.value;
    return typeof value === 'string' ? value.normalize('NFC') : null; // the log may hold other forms from earlier versions
  };
export const KIND = unindexed(code(customerKinds, kindOf));
export const STATUS = unindexed(code(customerStatuses, statusOf));
export function goldenColumn(attribute: AttributeName): Field<CustomerFile> {
  const { title, terms, standardise }: Attribute = ATTRIBUTES[attribute];
  // whoever looks for 中国 finds what is kept as CN
  const fold = (asked: string): string => {
    const { value, standard } = standardise(asked, undefined);
    return standard ? value : asked;
  };
  return { ...unindexed(text(goldenField(attribute), title)), fold, ...(terms && { mostly: terms }) };
}
/** Searched and sorted in one written form; shown as given. */
export const NAME = holding(
  NAME_FIELDS,
  comparedAs(
    searchFold,
    text((file: CustomerFile, policies) => firstOfNames((attribute) => goldenField(attribute)(file, policies))),
  ),
);
