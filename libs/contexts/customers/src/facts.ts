import { IsIn, IsOptional } from 'class-validator';
import { IsInstant, IsText, standardCountry } from '@dossier/fields';
import type { Decision, Instant } from '@dossier/kernel';
import { ATTRIBUTE_NAMES, ATTRIBUTES, isAttribute } from './attributes';
import { saidAt, stated, type Statements } from './customer';
import { FactAsserted, PersonalFactAsserted } from './customer.events';
import { customersRefusal } from './customers.refusals';
import { under, UNNAMED } from './department';

/** Longest value, in characters. */
export const LONGEST_VALUE = 500;

/** What a department says of one attribute. */
export class Fact {
  @IsText(64)
  readonly attribute!: string;
  @IsText(LONGEST_VALUE)
  readonly value!: string;
  /** From when on; default: when the command says that it happened. */
  @IsOptional()
  @IsInstant()
  readonly validFrom?: Instant;
}
export const IsKind = (): PropertyDecorator => IsIn(['organisation', 'person']);

/** The customer's country as far as it is known: said just now, by the department, by anybody. */
function countryOf(facts: readonly Fact[], statements: Statements, department: string): string | undefined {
  const said = facts.find(({ attribute }) => attribute === 'country');
  if (said !== undefined) return standardCountry(said.value).value;
  const known = statements['country'] ?? {};
  const latest = [under(known, department), ...Object.values(known)].map((each) => each?.at(-1)?.value);
  return latest.find((value) => typeof value === 'string');
}

/** @throws Refusal `customers/unknown-attribute` */
export function mustBeAttribute(attribute: string): asserts attribute is keyof typeof ATTRIBUTES {
  if (!isAttribute(attribute))
    throw customersRefusal('unknown-attribute', { attribute, known: ATTRIBUTE_NAMES.join(', ') });
}

/** @throws Refusal `customers/fact-in-future` for what is later than both now and what the door let pass */
export function mustHaveBegun(
  attribute: string,
  validFrom: Instant,
  { now, occurredAt }: Pick<Decision, 'now' | 'occurredAt'>,
): void {
  if (validFrom > now && validFrom > occurredAt)
    throw customersRefusal('fact-in-future', { attribute, validFrom, now });
}

type Asserted = ReturnType<typeof FactAsserted> | ReturnType<typeof PersonalFactAsserted>;

/**
 * One event for each fact that the department does not say already.
 * @throws Refusal `customers/unknown-attribute`, `customers/empty-fact`, `customers/fact-in-future`
 */
export function asserted(
  facts: readonly Fact[],
  known: Statements,
  { now, occurredAt, department: named }: Pick<Decision, 'now' | 'occurredAt' | 'department'>,
): readonly Asserted[] {
  const department = named ?? UNNAMED;
  const country = countryOf(facts, known, department);
  let statements = known;
  return facts.flatMap(({ attribute, value: raw, validFrom: since = occurredAt }): readonly Asserted[] => {
    mustBeAttribute(attribute);
    mustHaveBegun(attribute, since, { now, occurredAt });
    const { value, standard } = ATTRIBUTES[attribute].standardise(raw, country);
    if (value === '') throw customersRefusal('empty-fact', { attribute });
    if (saidAt(statements, attribute, department, since) === value) return [];
    statements = stated(statements, attribute, department, { since, value });
    const fact = { attribute, value, ...(raw !== value && { raw }), standard };
    const event = ATTRIBUTES[attribute].personal ? PersonalFactAsserted : FactAsserted;
    return [since === occurredAt ? event(fact) : event(fact, { occurredAt: since })];
  });
}

/** A fact of each named field that is there. */
export const factsOf = (fields: Readonly<Record<string, string | undefined>>): readonly Fact[] =>
  Object.entries(fields).flatMap(([attribute, value]) => (value === undefined ? [] : [{ attribute, value }]));
