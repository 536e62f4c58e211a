import {
  type AnyProjectionDef,
  type Condition,
  type FieldType,
  type FieldValue,
  isDay,
  type Listing,
  type Operator,
  enumerated,
} from '@dossier/kernel';
import { searchTerm } from '@dossier/fields';
import type { Problem } from '../edge/problem';
import type { DayMeans } from '../instants';
import { momentOf, parameterFault, type Parameters } from './parameters';

export const DEFAULT_LIMIT = 50;
export const LARGEST_LIMIT = 200;
/** A search field is one of this name: `q=` looks into it. */
export const SEARCH = 'search';

type Declared = Readonly<Record<string, { readonly type: FieldType; readonly currencyIn?: string }>>;

const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'],
  integer: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'],
  instant: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'],
  flag: ['eq', 'ne'],
};

/** Fields of a projection by which lists are filtered and sorted. */
export const listed = (projection: AnyProjectionDef): readonly string[] => Object.keys(projection.fields as Declared);

/**
 * What a list is asked for.
 * @param beside names of parameters that are not about the listing
 * @throws Problem that names what is known, for an unknown field, operator or parameter
 */
export function listingOf(
  projection: AnyProjectionDef,
  parameters: Parameters,
  zone: string,
  beside: readonly string[] = [],
): Listing {
  const fields = projection.fields as Declared;
  const where: Condition[] = [];
  const plain = new Set(['sort', 'limit', 'cursor', ...(SEARCH in fields ? ['q'] : []), ...beside]);
  for (const name of parameters.names) {
    if (plain.has(name)) continue;
    const [, field, op = 'eq'] = /^filter\[([^[\]]+)\](?:\[([^[\]]+)\])?$/.exec(name) ?? [];
    if (field === undefined) throw unknownParameter(name, plain);
    where.push(...conditions(projection, name, field, op, parameters.one(name) ?? '', zone));
  }
  for (const word of searchTerm(parameters.one('q') ?? '')
    .split(/\s+/u)
    .filter(Boolean)
    .slice(0, 8))
    where.push({ field: SEARCH, op: 'contains', value: word });
  const sort = parameters.one('sort');
  if (sort !== undefined) known(projection, 'sort', sort.replace(/^-/, ''));
  mustBeOfOneCurrency(projection, where, sort);
  const cursor = parameters.one('cursor');
  const limit = parameters.whole('limit', 1, LARGEST_LIMIT) ?? DEFAULT_LIMIT;
  return { where, limit, ...(sort !== undefined && { sort }), ...(cursor !== undefined && { cursor }) };
}

/** 100 JPY is not less than 101 CNY: amounts are compared and ordered within one currency. */
function mustBeOfOneCurrency(projection: AnyProjectionDef, where: readonly Condition[], sort?: string): void {
  const fields = projection.fields as Declared;
  const used = [
    ...where.map(({ field, op }) => ({ field, by: `filter[${field}]${op === 'eq' ? '' : `[${op}]`}` })),
    ...(sort === undefined ? [] : [{ field: sort.replace(/^-/, ''), by: 'sort' }]),
  ];
  for (const { field, by } of used) {
    const currency = fields[field]?.currencyIn;
    if (currency === undefined || where.some((each) => each.field === currency && each.op === 'eq')) continue;
    throw parameterFault(
      by,
      'currency-needed',
      `${field} 是金额，不同货币之间不能比较或排序；请同时给出 filter[${currency}]，如 filter[${currency}]=CNY。`,
      `${field} is money, and amounts of several currencies are not compared: give filter[${currency}] as well, such as filter[${currency}]=CNY.`,
    );
  }
}

/** What is asked of one field; a day that an instant shall be within is two bounds. */
function conditions(
  projection: AnyProjectionDef,
  name: string,
  field: string,
  op: string,
  text: string,
  zone: string,
): readonly Condition[] {
  const { type } = known(projection, name, field);
  const allowed = OPERATORS[type];
  if (!allowed.includes(op as Operator))
    throw parameterFault(
      name,
      'unknown-operator',
      `${field} 可用的比较方式：${enumerated(allowed).zh}。`,
      `${field} can be compared by ${enumerated(allowed).en}.`,
    );
  const operator = op as Operator;
  if (type === 'instant') return instantConditions(name, field, operator, text, zone);
  const value = valueOf(type, text);
  if (value === undefined) throw wrongValue(name, type);
  return [{ field, op: operator, value }];
}

function known(projection: AnyProjectionDef, name: string, field: string): Declared[string] {
  const declared = Object.hasOwn(projection.fields as Declared, field)
    ? (projection.fields as Declared)[field]
    : undefined;
  if (declared) return declared;
  const list = enumerated(listed(projection));
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
  if (op === 'eq' && isDay(text)) return [bound('gte', 'start'), bound('lte', 'end')];
  if (isDay(text))
    throw parameterFault(
      name,
      'not-a-time',
      `应为带时区的时间；要排除整日，请用 filter[${field}][lt] 或 filter[${field}][gt]。`,
      `must be a time with offset; to leave out a whole day give filter[${field}][lt] or filter[${field}][gt].`,
    );
  return [bound(op, 'start')];
}

function valueOf(type: Exclude<FieldType, 'instant'>, text: string): FieldValue | undefined {
  switch (type) {
    case 'text':
      return text;
    case 'integer':
      return /^-?\d{1,15}$/.test(text) && text !== '-0' ? Number(text) : undefined;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
  }
}

const wrongValue = (name: string, type: FieldType): Problem =>
  type === 'integer'
    ? parameterFault(name, 'wrong-type', '应为整数。', 'must be a whole number.')
    : parameterFault(name, 'wrong-type', '应为 true 或 false。', 'must be true or false.');

function unknownParameter(name: string, plain: ReadonlySet<string>): Problem {
  const list = enumerated([...plain, 'filter[field]', 'filter[field][op]']);
  return parameterFault(
    name,
    'unknown-parameter',
    `未知参数；可用：${list.zh}。`,
    `is not known here; known: ${list.en}.`,
  );
}
