import type { Erased, Evolve, Instant, Policies, Recorded, ShowsPersonal } from '@dossier/kernel';
import { ATTRIBUTE_NAMES, personalNamesOf } from './attributes';
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
import type { OtherId } from './external-id';
import { ExternalIdClaimed } from './external-id.events';
import { isLater, lastSaid, type Said, type EverSaid, withStatement } from './said';
import { type GoldenFact, goldenFact, goldenRecord, survivorship } from './survivorship';

export type CustomerStatus = 'active' | 'deactivated';

/** A value and when it came to be so. */
interface Dated<T> {
  readonly value: T;
  readonly since: Instant;
  readonly position: number;
}
/** All that is recorded of a customer in this context. Folds commute: what counts is when things happened. */
export interface CustomerFile {
  /** null: nothing was recorded here. */
  readonly id: string | null;
  /** By stream: of each file that was opened the earliest that is known of it. */
  readonly registrations: Readonly<Record<string, Dated<CustomerKind>>>;
  /** The latest of what was deactivated and taken into use again. */
  readonly use: Dated<CustomerStatus> | null;
  /** By source and value. */
  readonly externalIds: readonly OtherId[];
  /** What each department ever said of each attribute. */
  readonly facts: Departmental<EverSaid>;
}
export const NO_FILE: CustomerFile = {
  id: null,
  registrations: {},
  use: null,
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

/** The later of what is known and what an event says. */
function later<T>(known: Dated<T> | null, value: T, { occurredAt, position }: Recorded): Dated<T> {
  const told = { value, since: occurredAt, position };
  return known === null || isLater(told, known) ? told : known;
}

const opened = (file: CustomerFile | null, { subject }: Recorded): CustomerFile => {
  const before = file ?? NO_FILE;
  return before.id === subject ? before : { ...before, id: subject };
};

function said(
  file: CustomerFile | null,
  attribute: string,
  told: Pick<Said, 'value' | 'raw' | 'standard'>,
  at: Recorded,
): CustomerFile {
  const next = opened(file, at);
  const department = at.department ?? UNNAMED;
  const { value, raw, standard } = told;
  const { occurredAt: since, position } = at;
  const statement = { value, ...(raw !== undefined && { raw }), standard, since, position };
  const statements = withStatement(under(under(next.facts, attribute), department), statement);
  return { ...next, facts: { ...next.facts, [attribute]: { ...next.facts[attribute], [department]: statements } } };
}

const inOrder = (a: OtherId, b: OtherId): number =>
  a.source === b.source ? (a.value < b.value ? -1 : 1) : a.source < b.source ? -1 : 1;

export const fileEvolve: Evolve<CustomerFile | null, typeof FILE_EVENTS, CustomerFile> = {
  CustomerRegistered: (file, { kind }, at) => {
    const next = opened(file, at);
    const known = under(next.registrations, at.stream);
    if (known !== undefined && known.since <= at.occurredAt) return next;
    const registration = { value: kind, since: at.occurredAt, position: at.position };
    return { ...next, registrations: { ...next.registrations, [at.stream]: registration } };
  },
  FactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  PersonalFactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  FactWithdrawn: (file, { attribute }, at) => said(file, attribute, { value: null, standard: true }, at),
  CustomerDeactivated: (file, _, at) => {
    const next = opened(file, at);
    return { ...next, use: later(next.use, 'deactivated', at) };
  },
  CustomerReactivated: (file, _, at) => {
    const next = opened(file, at);
    return { ...next, use: later(next.use, 'active', at) };
  },
  ExternalIdClaimed: (file, { source, value }, at) => {
    const next = opened(file, at);
    const known = next.externalIds.some((each) => each.source === source && each.value === value);
    return known ? next : { ...next, externalIds: [...next.externalIds, { source, value }].sort(inOrder) };
  },
};

/** What one department says. */
export type DepartmentFacts = Readonly<Record<string, Omit<Said, 'position'>>>;

/** The file as it is shown. */
export interface CustomerFileView {
  readonly id: string | null;
  /** The golden legal name, else the short one. */
  readonly name: string | Erased | null;
  readonly kind: CustomerKind | null;
  readonly status: CustomerStatus | null;
  readonly registeredAt: Instant | null;
  readonly externalIds: readonly OtherId[];
  /** By attribute: the value that counts, whose it is, and who says otherwise. */
  readonly golden: Readonly<Partial<Record<string, GoldenFact>>>;
  /** By department and attribute: what each says at last. */
  readonly byDepartment: Readonly<Record<string, DepartmentFacts>>;
}

/** In the order in which they happened. */
const registrationsOf = ({ registrations }: CustomerFile): readonly Dated<CustomerKind>[] =>
  Object.values(registrations).sort((a, b) => (isLater(a, b) ? 1 : -1));

/** The earliest registration. */
export const registeredAtOf = (file: CustomerFile): Instant | null => registrationsOf(file)[0]?.since ?? null;
/** The kind given at the latest registration. */
export const kindOf = (file: CustomerFile): CustomerKind | null => registrationsOf(file).at(-1)?.value ?? null;
/** The latest of registered, deactivated, reactivated. */
export function statusOf(file: CustomerFile): CustomerStatus | null {
  const opened = registrationsOf(file).at(-1);
  if (file.use === null) return opened === undefined ? null : 'active';
  return opened !== undefined && isLater(opened, file.use) ? 'active' : file.use.value;
}

function byDepartment(facts: Departmental<EverSaid>): Readonly<Record<string, DepartmentFacts>> {
  const departments = new Map<string, [string, DepartmentFacts[string]][]>();
  for (const attribute of ATTRIBUTE_NAMES)
    for (const [department, statements] of Object.entries(facts[attribute] ?? {})) {
      const { value, raw, standard, since } = lastSaid(statements);
      if (value === null) continue;
      const fact = { value, ...(raw !== undefined && { raw }), standard, since };
      departments.set(department, [...(departments.get(department) ?? []), [attribute, fact]]);
    }
  return Object.fromEntries(
    [...departments]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([department, all]) => [department, Object.fromEntries(all)]),
  );
}

export function fileView(file: CustomerFile, policies: Policies): CustomerFileView {
  const golden = goldenRecord(file.facts, policies(survivorship).document);
  return {
    id: file.id,
    name: golden['legalName']?.value ?? golden['shortName']?.value ?? null,
    kind: kindOf(file),
    status: statusOf(file),
    registeredAt: registeredAtOf(file),
    externalIds: file.externalIds,
    golden,
    byDepartment: byDepartment(file.facts),
  };
}

/** The fields of which a customer's name is one. */
export const NAME_FIELDS = personalNamesOf('legalName', 'shortName');
/** Where {@link fileView} shows what is personal. */
export const FILE_SHOWS: readonly ShowsPersonal[] = [
  { at: 'name', of: NAME_FIELDS },
  ...ATTRIBUTE_NAMES.flatMap((attribute) => {
    const of = personalNamesOf(attribute);
    const golden = ['value', 'raw', 'conflicts/*/value'].map((field) => `golden/${attribute}/${field}`);
    const departments = ['value', 'raw'].map((field) => `byDepartment/*/${attribute}/${field}`);
    return of.length === 0 ? [] : [...golden, ...departments].map((at) => ({ at, of }));
  }),
];

/** A golden value as a declared field; null where it is not known or erased. */
export const goldenField =
  (attribute: string) =>
  (file: CustomerFile, policies: Policies): string | null => {
    const value = goldenFact(file.facts[attribute] ?? {}, attribute, policies(survivorship).document)?.value;
    return typeof value === 'string' ? value.normalize('NFC') : null; // the log may hold other forms from earlier versions
  };
export const nameField = (file: CustomerFile, policies: Policies): string | null =>
  goldenField('legalName')(file, policies) ?? goldenField('shortName')(file, policies);
