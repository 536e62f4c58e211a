import { IsIn, IsOptional } from 'class-validator';
import { IsInstant, IsText, standardCountry } from '@dossier/fields';
import { enumerated, type Decision, type Instant } from '@dossier/kernel';
import { ATTRIBUTE_NAMES, ATTRIBUTES, isAttribute, meaningOfValue } from './attributes';
import { saidAt, type Statement, stated, type Statements } from './customer';
import { FactAsserted, PersonalFactAsserted } from './customer.events';
import { customersRefusal } from './customers.refusals';
import { under, UNNAMED } from './department';

export const factsRefuse = customersRefusal.some('unknown-attribute', 'empty-fact', 'fact-in-future');

/** Longest value, in characters. */
export const LONGEST_VALUE = 500;

/** What a department says of one attribute when the command says that it happened. */
export class NotedFact {
  @IsText(64)
  readonly attribute!: string;
  @IsText(LONGEST_VALUE)
  readonly value!: string;
}
/** What a department says of one attribute. */
export class Fact extends NotedFact {
  /** From when on; default: when the command says that it happened. */
  @IsOptional()
  @IsInstant()
  readonly validFrom?: Instant;
}
export const IsKind = (): PropertyDecorator => IsIn(['organisation', 'person']);

/** The customer's country as far as it is known: said just now, by the department, by anybody. */
function countryOf(facts: readonly NotedFact[], statements: Statements, department: string): string | undefined {
  const said = facts.find(({ attribute }) => attribute === 'country');
  if (said !== undefined) return standardCountry(said.value).value;
  const known = statements['country'] ?? {};
  const latest = [under(known, department), ...Object.values(known)].map((each) => each?.at(-1)?.value);
  return latest.find((value) => typeof value === 'string');
}

/** @throws Refusal `customers/unknown-attribute` */
export function mustBeAttribute(attribute: string): asserts attribute is keyof typeof ATTRIBUTES {
  if (!isAttribute(attribute))
    throw customersRefusal('unknown-attribute', { attribute, known: enumerated(ATTRIBUTE_NAMES) });
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

/** @throws Refusal `customers/empty-fact` */
function standardFact(attribute: keyof typeof ATTRIBUTES, raw: string, country: string | undefined) {
  const { value, standard } = ATTRIBUTES[attribute].standardise(raw, country);
  if (value === '') throw customersRefusal('empty-fact', { attribute });
  return {
    fact: { attribute, value, ...(raw !== value && { raw }), standard },
    event: ATTRIBUTES[attribute].personal ? PersonalFactAsserted : FactAsserted,
  };
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
    const { fact, event } = standardFact(attribute, raw, country);
    const before = saidAt(statements, attribute, department, since);
    const isSaid =
      typeof before === 'string' && meaningOfValue(attribute, before) === meaningOfValue(attribute, fact.value);
    if (isSaid) return [];
    statements = stated(statements, attribute, department, { since, value: fact.value });
    return [since === occurredAt ? event(fact) : event(fact, { occurredAt: since })];
  });
}

/** Compares what is said of one instant: the greater one counts, whichever came first. */
const rank = ({ value, raw }: Pick<Statement, 'value' | 'raw'>): string =>
  typeof value === 'string' ? `${value}\0${typeof raw === 'string' ? raw : value}` : '';

/**
 * One event for each fact, also where it only confirms what was said before: an earlier change may be learnt later, and
 * what is confirmed after it must then hold. Of one instant there is one statement, the same in whatever order
 * they come.
 * @throws Refusal `customers/unknown-attribute`, `customers/empty-fact`
 */
export function noted(
  facts: readonly NotedFact[],
  known: Statements,
  { occurredAt: since, department: named }: Pick<Decision, 'occurredAt' | 'department'>,
): readonly Asserted[] {
  const department = named ?? UNNAMED;
  const country = countryOf(facts, {}, department); // what is known besides depends on what came first
  return facts.flatMap(({ attribute, value: raw }): readonly Asserted[] => {
    mustBeAttribute(attribute);
    const { fact, event } = standardFact(attribute, raw, country);
    const before = under(under(known, attribute), department)?.findLast((each) => each.since === since);
    if (before !== undefined && before.value !== null && rank(before) >= rank(fact)) return [];
    return [event(fact)];
  });
}

/** A fact of each named field that is there. */
export const factsOf = (fields: Readonly<Record<string, string | undefined>>): readonly Fact[] =>
  Object.entries(fields).flatMap(([attribute, value]) => (value === undefined ? [] : [{ attribute, value }]));
