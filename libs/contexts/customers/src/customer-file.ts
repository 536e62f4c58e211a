import type { Erased, Evolve, Instant, Policies, Recorded } from '@dossier/kernel';
import { ATTRIBUTE_NAMES } from './attributes';
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
import { type GoldenFact, goldenFact, goldenRecord, isLater, type Said, survivorship } from './survivorship';

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
  readonly kind: Dated<CustomerKind> | null;
  readonly status: Dated<CustomerStatus> | null;
  readonly registeredAt: Instant | null;
  /** By source and value. */
  readonly externalIds: readonly OtherId[];
  /** What each department says of each attribute at last. */
  readonly facts: Departmental<Said>;
}
export const NO_FILE: CustomerFile = {
  id: null,
  kind: null,
  status: null,
  registeredAt: null,
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
  const known = under(under(next.facts, attribute), department);
  if (known !== undefined && !isLater(statement, known)) return next;
  return { ...next, facts: { ...next.facts, [attribute]: { ...next.facts[attribute], [department]: statement } } };
}

const inOrder = (a: OtherId, b: OtherId): number =>
  a.source === b.source ? (a.value < b.value ? -1 : 1) : a.source < b.source ? -1 : 1;

export const fileEvolve: Evolve<CustomerFile | null, typeof FILE_EVENTS, CustomerFile> = {
  CustomerRegistered: (file, { kind }, at) => {
    const next = opened(file, at);
    const { occurredAt } = at;
    return {
      ...next,
      kind: later(next.kind, kind, at),
      status: later(next.status, 'active', at),
      registeredAt: next.registeredAt !== null && next.registeredAt < occurredAt ? next.registeredAt : occurredAt,
    };
  },
  FactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  PersonalFactAsserted: (file, data, at) => said(file, data.attribute, data, at),
  FactWithdrawn: (file, { attribute }, at) => said(file, attribute, { value: null, standard: true }, at),
  CustomerDeactivated: (file, _, at) => {
    const next = opened(file, at);
    return { ...next, status: later(next.status, 'deactivated', at) };
  },
  CustomerReactivated: (file, _, at) => {
    const next = opened(file, at);
    return { ...next, status: later(next.status, 'active', at) };
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

function byDepartment(facts: Departmental<Said>): Readonly<Record<string, DepartmentFacts>> {
  const departments = new Map<string, [string, DepartmentFacts[string]][]>();
  for (const attribute of ATTRIBUTE_NAMES)
    for (const [department, { value, raw, standard, since }] of Object.entries(facts[attribute] ?? {})) {
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
    kind: file.kind?.value ?? null,
    status: file.status?.value ?? null,
    registeredAt: file.registeredAt,
    externalIds: file.externalIds,
    golden,
    byDepartment: byDepartment(file.facts),
  };
}

/** A golden value as a declared field; null where it is not known or erased. */
export const goldenField =
  (attribute: string) =>
  (file: CustomerFile, policies: Policies): string | null => {
    const value = goldenFact(file.facts[attribute] ?? {}, attribute, policies(survivorship).document)?.value;
    return typeof value === 'string' ? value : null;
  };
export const nameField = (file: CustomerFile, policies: Policies): string | null =>
  goldenField('legalName')(file, policies) ?? goldenField('shortName')(file, policies);
