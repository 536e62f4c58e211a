import { AreDepartments, comparable, IsOneOf, Titled } from '@dossier/fields';
import { definePolicy, departmentCode, type Erased, type Instant, isErased } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { attributes } from './attributes';
import { type Departmental, UNNAMED } from './department';
import { isLater, lastSaid, type Said, type EverSaid } from './said';

/** Which departments to trust for one attribute. */
export class AttributeTrust {
  @Titled({ zh: '属性', en: 'Attribute' })
  @IsOneOf(attributes)
  readonly attribute!: string;
  @Titled(
    { zh: '部门', en: 'Departments' },
    { help: { zh: '最可信的在前。', en: 'The most trusted first.' }, kind: 'department' },
  )
  @IsArray()
  @ArrayMaxSize(100)
  @AreDepartments()
  readonly departments!: readonly string[];
}
/** Which department's value counts where they disagree (取值优先规则). */
export class Survivorship {
  @Titled(
    { zh: '部门', en: 'Departments' },
    {
      help: {
        zh: '最可信的在前；未列出的部门排在其后，彼此同等。',
        en: 'The most trusted first; those not named come after them, all alike.',
      },
      kind: 'department',
    },
  )
  @IsArray()
  @ArrayMaxSize(100)
  @AreDepartments()
  readonly departments!: readonly string[];
  @Titled(
    { zh: '各属性', en: 'Attributes' },
    { help: { zh: '另有顺序的属性。', en: 'Attributes with an order of their own.' } },
  )
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => AttributeTrust)
  readonly attributes!: readonly AttributeTrust[];
}

const FINANCE_FIRST = ['finance', 'sales', 'purchasing'];
export const survivorship = definePolicy<Survivorship>({
  name: 'survivorship',
  title: { zh: '取值优先规则', en: 'Survivorship' },
  document: Survivorship,
  initial: {
    departments: [
      'sales',
      'service',
      'technical-support',
      'marketing',
      'finance',
      'logistics',
      'purchasing',
      'project-development',
    ],
    attributes: [
      'legalName',
      'creditCode',
      'billingName',
      'billingAddress',
      'billingEmail',
      'taxNumber',
      'bankName',
      'bankAccount',
    ].map((attribute) => ({ attribute, departments: FINANCE_FIRST })),
  },
});

export interface Conflict {
  readonly department: string;
  readonly value: string | Erased;
  readonly since: Instant;
}
/** The value that counts, its department and instant, and the departments that disagree. */
export interface GoldenFact extends Conflict {
  readonly raw?: string | Erased;
  readonly standard: boolean;
  /** By department. */
  readonly conflicts: readonly Conflict[];
}

/** What a department says at last. */
interface Candidate {
  readonly department: string;
  readonly value: string | Erased;
  readonly last: Said;
}

/** Place in the order of trust, 0 the most trusted. */
function trust({ departments, attributes }: Survivorship, attribute: string): (department: string) => number {
  const named = attributes.find((each) => each.attribute === attribute)?.departments ?? departments;
  const order = named.map(departmentCode); // older versions of the policy have them as they were sent
  return (department) => {
    const place = order.indexOf(department);
    return place >= 0 ? place : order.length + (department === UNNAMED ? 1 : 0);
  };
}

/** Values that differ only in case and width agree. What is erased cannot be compared: it agrees with everything. */
const agree = (a: string | Erased, b: string | Erased): boolean =>
  typeof a !== 'string' || typeof b !== 'string' || comparable(a) === comparable(b);

/**
 * The golden value of one attribute: from the most trusted department, among equals the latest. One that is erased counts
 * only where no other is left: where keys were lost, another department may have said it since.
 */
export function goldenFact(
  said: Readonly<Record<string, EverSaid>>,
  attribute: string,
  policy: Survivorship,
): GoldenFact | undefined {
  const candidates: Candidate[] = [];
  for (const [department, statements] of Object.entries(said)) {
    const last = lastSaid(statements);
    if (last.value !== null) candidates.push({ department, value: last.value, last });
  }
  if (candidates.length > 1) {
    const rank = trust(policy, attribute);
    candidates.sort(
      (a, b) =>
        Number(isErased(a.value)) - Number(isErased(b.value)) ||
        rank(a.department) - rank(b.department) ||
        (isLater(a.last, b.last) ? -1 : 1),
    );
  }
  const [best, ...others] = candidates;
  if (best === undefined) return undefined;
  const { department, value } = best;
  const { since, raw, standard } = best.last;
  const conflicts = others
    .filter((other) => !agree(other.value, value))
    .map((other) => ({ department: other.department, value: other.value, since: other.last.since }))
    .sort((a, b) => (a.department < b.department ? -1 : 1));
  return { value, ...(raw !== undefined && { raw }), standard, department, since, conflicts };
}

/** The golden record (主数据记录): a pure function of each department's latest values and the policy. */
export const goldenRecord = (
  facts: Departmental<EverSaid>,
  policy: Survivorship,
): Readonly<Record<string, GoldenFact>> =>
  Object.fromEntries(
    attributes.codes.flatMap((attribute) => {
      const said = facts[attribute]; // of few attributes anything is said
      const fact = said && goldenFact(said, attribute, policy);
      return fact === undefined ? [] : [[attribute, fact] as const];
    }),
  );
