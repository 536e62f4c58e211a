import { IsOptional } from 'class-validator';
import { holdsPersonal, IsInstant, IsText, standardCountry, Titled } from '@dossier/fields';
import { enumerated, type Decision, type Instant, isNews } from '@dossier/kernel';
import { ATTRIBUTES, attributes, isAttribute, meaningOfValue } from './attributes';
import { everSaid, saidAfter, saidAt, saidByEach, saidOf, type Statement, stated, type Statements } from './customer';
import { FactAsserted, PersonalFactAsserted } from './customer.events';
import { customersRefusal } from './customers.refusals';
import { UNNAMED } from './department';

/** Longest value, in characters. */
export const LONGEST_VALUE = 500;

/** A department's value for one attribute, at the command's own time. */
export class NotedFact {
  @Titled(
    { zh: '属性', en: 'Attribute' },
    { help: { zh: '属性名称，如 phone。', en: 'Name of the attribute, such as phone.' } },
  )
  @IsText(64)
  readonly attribute!: string;
  @Titled(
    { zh: '值', en: 'Value' },
    {
      help: {
        zh: '按原样填写；会转为标准形式，原文一并保留。',
        en: 'As it was said; it is brought into its standard form, and kept as it was said too.',
      },
    },
  )
  @IsText(LONGEST_VALUE)
  readonly value!: string;
}
/** A department's value for one attribute. */
export class Fact extends NotedFact {
  @Titled(
    { zh: '生效时间', en: 'Valid from' },
    { help: { zh: '省略则为命令所述事情发生之时。', en: 'Left out: when the command says that it happened.' } },
  )
  @IsOptional()
  @IsInstant()
  readonly validFrom?: Instant;
}

/** Known countries, with those given by the facts themselves. */
const countriesWith = (
  facts: readonly Fact[],
  known: Statements,
  department: string,
  occurredAt: Instant,
): Statements =>
  facts
    .filter(({ attribute }) => attribute === 'country')
    .reduce(
      (statements, { attribute, value, validFrom: since = occurredAt }) =>
        stated(statements, attribute, department, { since, value: standardCountry(value).value }),
      known,
    );

/** The customer's country at an instant: as this department says, else any other, else the first known later. */
function countryAt(statements: Statements, department: string, at: Instant): string | undefined {
  const own = everSaid(statements, 'country', department);
  for (const valueIn of [saidAt, saidAfter]) {
    const value = valueIn(own, at);
    if (typeof value === 'string') return value;
    for (const said of saidByEach(statements, 'country')) {
      const other = valueIn(said, at);
      if (typeof other === 'string') return other;
    }
  }
  return undefined;
}

/** @throws Refusal `customers/unknown-attribute` */
export function mustBeAttribute(attribute: string): asserts attribute is keyof typeof ATTRIBUTES {
  if (!isAttribute(attribute))
    throw customersRefusal('unknown-attribute', { attribute, known: enumerated(attributes.codes) });
}

/** @throws Refusal `customers/fact-in-future` for an instant later than both now and the command's own time */
export function mustHaveBegun(
  attribute: string,
  validFrom: Instant,
  { now, occurredAt }: Pick<Decision, 'now' | 'occurredAt'>,
): void {
  if (validFrom > now && validFrom > occurredAt)
    throw customersRefusal('fact-in-future', { attribute, validFrom, now });
}

/** @throws Refusal `customers/personal-fact` for personal data in an attribute that is not sealed */
function standardFact(attribute: keyof typeof ATTRIBUTES, raw: string, country: string | undefined) {
  const { personal, standardise } = ATTRIBUTES[attribute];
  if (!personal && holdsPersonal(raw)) throw customersRefusal('personal-fact', { attribute });
  const { value, standard } = standardise(raw, country);
  const fact = { attribute, value, ...(raw !== value && { raw }), standard };
  const event = (at?: { readonly occurredAt: Instant }): Asserted =>
    personal ? PersonalFactAsserted(fact, at) : FactAsserted(fact, at);
  return { fact, event };
}

/** In imported history phone numbers use only the country sent with them: other known countries depend on the order of import. */
const KNOWN_OF_HISTORY: Statements = {};

type Asserted = ReturnType<typeof FactAsserted> | ReturnType<typeof PersonalFactAsserted>;

/**
 * One event for each new fact ({@link isNews}).
 * @throws Refusal `customers/unknown-attribute`, `customers/personal-fact`, `customers/fact-in-future`
 */
export function asserted(
  facts: readonly Fact[],
  known: Statements,
  context: Pick<Decision, 'now' | 'occurredAt' | 'department' | 'backfill'>,
): readonly Asserted[] {
  const { occurredAt, backfill } = context;
  const department = context.department ?? UNNAMED;
  const countries = countriesWith(facts, backfill ? KNOWN_OF_HISTORY : known, department, occurredAt);
  let statements = known;
  return facts.flatMap(({ attribute, value: raw, validFrom: since = occurredAt }): readonly Asserted[] => {
    mustBeAttribute(attribute);
    mustHaveBegun(attribute, since, context);
    const { fact, event } = standardFact(attribute, raw, countryAt(countries, department, since));
    const said = everSaid(statements, attribute, department);
    const before = saidAt(said, since);
    const isSaid =
      typeof before === 'string' && meaningOfValue(attribute, before) === meaningOfValue(attribute, fact.value);
    if (!isNews({ since, isSaid, isOfIt: saidOf(said, since) !== undefined }, context)) return [];
    statements = stated(statements, attribute, department, { since, value: fact.value });
    return [since === occurredAt ? event() : event({ occurredAt: since })];
  });
}

/** Orders values of one instant: the greater one counts, in whatever order they came. */
const rank = ({ value, raw }: Pick<Statement, 'value' | 'raw'>): string =>
  typeof value === 'string' ? `${value}\0${typeof raw === 'string' ? raw : value}` : '';

/**
 * One event for each fact, also where it only confirms the value: an earlier change may be learnt later, and the
 * confirmation must win over it. Each instant has one statement, the same in whatever order they come.
 * @throws Refusal `customers/unknown-attribute`, `customers/personal-fact`
 */
export function noted(
  facts: readonly NotedFact[],
  known: Statements,
  { occurredAt: since, department: named }: Pick<Decision, 'occurredAt' | 'department'>,
): readonly Asserted[] {
  const department = named ?? UNNAMED;
  const country = countryAt(countriesWith(facts, KNOWN_OF_HISTORY, department, since), department, since);
  return facts.flatMap(({ attribute, value: raw }): readonly Asserted[] => {
    mustBeAttribute(attribute);
    const { fact, event } = standardFact(attribute, raw, country);
    const before = saidOf(everSaid(known, attribute, department), since);
    if (before !== undefined && before.value !== null && rank(before) >= rank(fact)) return [];
    return [event()];
  });
}

/** A fact for each field with a value. */
export const factsOf = (fields: Readonly<Record<string, string | undefined>>): readonly Fact[] =>
  Object.entries(fields).flatMap(([attribute, value]) => (value === undefined ? [] : [{ attribute, value }]));
