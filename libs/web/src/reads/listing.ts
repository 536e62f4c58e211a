import {
  codesInWords,
  type Condition,
  type DeclaredField,
  departmentCode,
  enumerated,
  type FieldType,
  type FieldValue,
  isCodeOf,
  isDay,
  isExact,
  type Listing,
  type Minor,
  minorDigits,
  money,
  type Operator,
  toMinor,
} from '@dossier/kernel';
import type { Listed } from '@dossier/engine';
import { searchTerm, standardCurrency } from '@dossier/fields';
import type { Problem } from '../edge/problem';
import type { DayMeans } from '../instants';
import { crossed, momentOf, parameterFault, type Parameters } from './parameters';

export const DEFAULT_LIMIT = 50;
export const LARGEST_LIMIT = 200;
/** `q=` searches only the fields of these names: the second for words with an @. */
export const SEARCH = 'search';
const SEARCH_MAIL = 'searchMail';

type Declared = Readonly<Record<string, DeclaredField>>;

/** How values of a type are compared. */
export const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'],
  integer: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'],
  instant: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'],
  flag: ['eq', 'ne'],
};

/** Fields of a projection or section by which lists are filtered and sorted. */
export const listed = (projection: { readonly fields: object }): Declared =>
  Object.fromEntries(
    Object.entries(projection.fields as Declared).filter(([name]) => name !== SEARCH && name !== SEARCH_MAIL),
  );

/** Most ids that a list can be limited to. */
export const MOST_IDS = LARGEST_LIMIT;
/** Characters of an id. */
const LONGEST_ID = 64;
/** A list is counted up to this. */
export const MOST_COUNTED = 1_000_000;

/** A listing, and the ids to which it is narrowed, as the caller names them. */
export interface Asked extends Omit<Listing, 'keys'> {
  readonly ids?: readonly string[];
}

/**
 * Reads the parameters of a list.
 * @param takesIds whether its documents are read one by one
 * @throws Problem that names what is known, for an unknown field, operator or parameter
 */
export function listingOf(projection: Listed, parameters: Parameters, zone: string, takesIds = false): Asked {
  const fields = projection.fields as Declared;
  const where: Condition[] = [];
  const names = new Map<Condition, string>();
  const plain = new Set([
    ...['fields', 'sort', 'limit', 'cursor', 'count'],
    ...(SEARCH in fields ? ['q'] : []),
    ...(takesIds ? ['ids'] : []),
  ]);
  for (const name of parameters.names) {
    if (plain.has(name)) continue;
    const [, field, op = 'eq'] = /^filter\[([^[\]]+)\](?:\[([^[\]]+)\])?$/.exec(name) ?? [];
    if (field === undefined) throw unknownParameter(name, plain);
    for (const condition of conditions({ projection, parameters, zone, name, field, op })) {
      where.push(condition);
      names.set(condition, name);
    }
  }
  mustMeet(names, fields);
  for (const word of searchTerm(parameters.one('q') ?? '')
    .split(/\s+/u)
    .filter(Boolean)
    .slice(0, 8))
    where.push({
      field: word.includes('@') && SEARCH_MAIL in fields ? SEARCH_MAIL : SEARCH,
      op: 'contains',
      value: word,
    });
  const sort = parameters.one('sort');
  for (const field of fieldsOf(sort)) currencyOf(known(projection, 'sort', field), field, 'sort', parameters);
  const ids = idsOf(parameters);
  const cursor = parameters.one('cursor');
  const limit = parameters.whole('limit', 1, LARGEST_LIMIT) ?? DEFAULT_LIMIT;
  return {
    where,
    limit,
    ...(ids && { ids }),
    ...(sort !== undefined && { sort }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** @param names their parameters. @throws Problem for bounds that were exchanged */
function mustMeet(names: ReadonlyMap<Condition, string>, fields: Declared): void {
  for (const [{ field, op, value: least }, lower] of names)
    // the order of texts is the store's own
    if ((op === 'gte' || op === 'gt') && fields[field]?.type !== 'text')
      for (const [one, upper] of names)
        if (one.field === field && (one.op === 'lte' || one.op === 'lt') && isLess(one.value, least))
          throw crossed(upper, lower);
}
const isLess = (a: FieldValue, b: FieldValue): boolean => a !== null && b !== null && a < b;

/** Fields that a list is sorted by. @throws Problem for one that is named twice */
export function fieldsOf(sort: string | undefined): readonly string[] {
  const fields = sort === undefined ? [] : sort.split(',').map((part) => part.replace(/^-/, ''));
  const twice = fields.find((field, i) => fields.indexOf(field) < i);
  if (twice === undefined) return fields;
  throw parameterFault('sort', 'twice', `${twice} 只能写一次。`, `may name ${twice} once.`);
}

function idsOf(parameters: Parameters): readonly string[] | undefined {
  parameters.one('ids', MOST_IDS * (LONGEST_ID + 1));
  const ids = parameters.list('ids');
  if (ids === undefined || ids.length <= MOST_IDS) return ids;
  throw parameterFault('ids', 'too-many', `至多 ${MOST_IDS} 个编号。`, `may name ${MOST_IDS} ids.`);
}

/** The currency of a condition: amounts are compared only within one, as 100 JPY and 101 CNY cannot be. Undefined where no money is asked for. */
function currencyOf(
  { currencyIn }: Declared[string],
  field: string,
  by: string,
  parameters: Parameters,
): string | undefined {
  if (currencyIn === undefined) return undefined;
  const chosen = `filter[${currencyIn}]`;
  const currency = parameters.one(chosen) ?? parameters.one(`${chosen}[eq]`);
  if (currency !== undefined) return currencyNamed(currency, chosen);
  throw parameterFault(
    by,
    'currency-needed',
    `${field} 是金额，不同货币之间不能比较或排序；请同时给出 ${chosen}，如 ${chosen}=CNY。`,
    `${field} is money, and amounts of several currencies are not compared: give ${chosen} as well, such as ${chosen}=CNY.`,
  );
}

/** Of `eur`, `RMB`, `人民币`. @throws Problem: for an unknown currency */
function currencyNamed(text: string, name: string): string {
  const { value, standard } = standardCurrency(text);
  if (standard) return value;
  throw parameterFault(
    name,
    'unknown-currency',
    '应为 ISO 4217 货币代码，如 CNY。',
    'must be a currency code of ISO 4217, such as CNY.',
  );
}

/** One condition as given. */
interface Given {
  readonly projection: Listed;
  readonly parameters: Parameters;
  readonly zone: string;
  /** Name of the parameter, `filter[field][op]`. */
  readonly name: string;
  readonly field: string;
  readonly op: string;
}

/** The conditions on one field; "within a day" gives two bounds. */
function conditions({ projection, parameters, zone, name, field, op }: Given): readonly Condition[] {
  const declared = known(projection, name, field);
  const allowed = OPERATORS[declared.type];
  if (!allowed.includes(op as Operator))
    throw parameterFault(
      name,
      'unknown-operator',
      `${field} 可用的比较方式：${enumerated(allowed).zh}。`,
      `${field} can be compared by ${enumerated(allowed).en}.`,
    );
  const operator = op as Operator;
  const given = parameters.one(name) ?? '';
  const isCurrency = Object.values(projection.fields as Declared).some(({ currencyIn }) => currencyIn === field);
  const named = isCurrency ? currencyNamed : declared.kind === 'department' ? departmentCode : undefined;
  const text = operator === 'contains' || named === undefined ? given : named(given, name);
  if (declared.type === 'instant') return instantConditions(name, field, operator, text, zone);
  const currency = currencyOf(declared, field, name, parameters);
  if (operator === 'eq' || operator === 'ne') mustBeCode(declared, field, name, text);
  const value = currency === undefined ? valueOf(declared, name, text) : minorOf(text, currency, name);
  return [{ field, op: operator, value }];
}

/** @throws Problem that lists the codes */
function mustBeCode({ codes }: DeclaredField, field: string, name: string, text: string): void {
  if (!codes || isCodeOf(codes, text)) return;
  const list = codesInWords(codes);
  throw parameterFault(
    name,
    'unknown-code',
    `不是 ${field} 的代码；可用：${list.zh}。`,
    `is no code of ${field}; known codes: ${list.en}.`,
  );
}

/** @throws Problem that shows what an amount looks like */
function minorOf(text: string, currency: string, name: string): Minor {
  if (/^-?\d{1,11}(\.\d{1,6})?$/.test(text) && isExact(text, currency)) return toMinor(text, currency);
  const example = money(160_000, currency).amount;
  throw parameterFault(
    name,
    'wrong-type',
    `应为 ${currency} 金额，至多 ${minorDigits(currency)} 位小数，如 ${example}。`,
    `must be an amount of ${currency} with at most ${minorDigits(currency)} decimals, such as ${example}.`,
  );
}

function known(projection: Listed, name: string, field: string): Declared[string] {
  const fields = listed(projection);
  const declared = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (declared) return declared;
  const list = enumerated(Object.keys(fields));
  throw parameterFault(
    name,
    'unknown-field',
    `未知字段 ${field}；可用：${list.zh}。`,
    `has no field ${field}; known fields: ${list.en}.`,
  );
}

function instantConditions(
  name: string,
  field: string,
  op: Operator,
  text: string,
  zone: string,
): readonly Condition[] {
  const bound = (as: Operator, day: DayMeans): Condition => ({
    field,
    op: as,
    value: momentOf(name, text, zone, day),
  });
  if (op === 'gte' || op === 'lt') return [bound(op, 'start')];
  if (op === 'gt' || op === 'lte') return [bound(op, 'end')];
  if (op === 'eq' && !isDay(text)) return [{ field, op, value: momentOf(name, text, zone, 'start', 'within') }];
  if (op === 'eq') return [bound('gte', 'start'), bound('lte', 'end')];
  if (isDay(text))
    throw parameterFault(
      name,
      'not-a-time',
      `应为带时区的时间；要排除整日，请用 filter[${field}][lt] 或 filter[${field}][gt]。`,
      `must be a time with offset; to leave out a whole day give filter[${field}][lt] or filter[${field}][gt].`,
    );
  return [bound(op, 'start')];
}

/** @throws Problem `wrong-type` */
function valueOf({ type, fold }: Declared[string], name: string, text: string): FieldValue {
  if (type === 'text') return fold?.(text) ?? text;
  if (type === 'integer') {
    if (/^-?\d{1,15}$/.test(text) && text !== '-0') return Number(text);
    throw parameterFault(name, 'wrong-type', '应为整数。', 'must be a whole number.');
  }
  if (text === 'true' || text === 'false') return text === 'true';
  throw parameterFault(name, 'wrong-type', '应为 true 或 false。', 'must be true or false.');
}

function unknownParameter(name: string, plain: ReadonlySet<string>): Problem {
  const list = enumerated([...plain, 'filter[field]', 'filter[field][op]']);
  return parameterFault(
    name,
    'unknown-parameter',
    `未知参数；可用：${list.zh}。`,
    `is not known here; known: ${list.en}.`,
  );
}
