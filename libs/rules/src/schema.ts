import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage } from 'class-validator';
import type { Class } from '@dossier/kernel';
import 'reflect-metadata';

/** JSON Schema 2020-12; keys that begin with `x-` are ours. */
export type Schema = Readonly<Record<string, unknown>>;

/** A class as JSON Schema, with all that it refers to. */
export interface ClassSchema {
  /** Name of the class among `all`. */
  readonly name: string;
  readonly all: ReadonlyMap<string, Schema>;
}

interface Rule {
  readonly target: unknown;
  readonly propertyName: string;
  readonly type: string;
  readonly name?: string;
  readonly constraints?: readonly unknown[];
  readonly each: boolean;
  /** What `IsForm` says of its form, `IsOneOf` of its codes, and `Titled` of the field. */
  readonly context?: unknown;
}
type Fragment = Record<string, unknown>;

/** The rules of class-validator that the door enforces, and what each says in JSON Schema. */
const CONVERTERS: Readonly<Record<string, (constraints: readonly unknown[], context: unknown) => Fragment>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: ([options]) => {
    const { maxDecimalPlaces } = (options ?? {}) as { readonly maxDecimalPlaces?: number };
    return { type: 'number', ...(maxDecimalPlaces !== undefined && { 'x-max-decimal-places': maxDecimalPlaces }) };
  },
  min: ([minimum]) => ({ type: 'number', minimum }),
  max: ([maximum]) => ({ type: 'number', maximum }),
  isLength: ([minLength, maxLength]) => ({
    type: 'string',
    minLength,
    ...(maxLength !== undefined && { maxLength }),
  }),
  minLength: ([minLength]) => ({ type: 'string', minLength }),
  maxLength: ([maxLength]) => ({ type: 'string', maxLength }),
  matches: ([pattern], words) => ({
    type: 'string',
    pattern: sourceOf(pattern as RegExp),
    ...(words !== undefined && { 'x-words': words }),
  }),
  isIn: ([values], terms) => ({ enum: values, ...(terms !== undefined && { 'x-terms': terms }) }),
  isIso8601: () => ({ type: 'string', format: 'date-time', 'x-instant': true }),
  isArray: () => ({ type: 'array' }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  arrayMinSize: ([minItems]) => ({ type: 'array', minItems }),
  arrayMaxSize: ([maxItems]) => ({ type: 'array', maxItems }),
  isDefined: () => ({}),
  impersonal: ([of]) => ({ type: 'string', 'x-impersonal': of }),
  department: () => ({ type: 'string', 'x-department': true }),
  currency: () => ({ type: 'string', 'x-currency': true }),
  titled: (_, told) => ({ 'x-title': told }),
  // of payloads, by libs/fields
  inTheClear: (_, terms) => ({ type: 'string', 'x-clear': true, ...(terms !== undefined && { 'x-mostly': terms }) }),
  orNull: () => ({ 'x-or-null': true }),
};

function sourceOf(pattern: RegExp): string {
  // a schema carries no flags: `i` would be lost, and every pattern is read with `u`
  if (pattern.flags.replace('u', '') !== '') throw new Error(`/${pattern.source}/${pattern.flags} has flags`);
  return pattern.source;
}

const names = new Map<string, Class<object>>();
/** The name of a class; another class of the same name gets a number behind it. */
export function nameOf(type: Class<object>): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? type.name : `${type.name}${i}`;
    const taken = names.get(name);
    if (taken === undefined) names.set(name, type);
    if (taken === undefined || taken === type) return name;
  }
}

/**
 * Reads the rules of a class and of the classes nested in it. A rule that JSON Schema cannot say stops the start: what
 * is not enforced must not look as if it were.
 * @param prefix of references, `#/$defs/` or `#/components/schemas/`
 */
export function schemaOf(type: Class<object>, prefix: string): ClassSchema {
  const all = new Map<string, Schema>();
  const visit = (visited: Class<object>): string => {
    const name = nameOf(visited);
    if (all.has(name)) return name;
    all.set(name, {}); // before its fields: a class may hold itself
    all.set(
      name,
      objectSchema(visited, (nested) => ({ $ref: prefix + visit(nested) })),
    );
    return name;
  };
  return { name: visit(type), all };
}

/** The same with nested classes in their places: equal for equal rules, whatever the classes are called. */
export const inlineSchema = (type: Class<object>): Schema => objectSchema(type, inlineSchema);

function objectSchema(type: Class<object>, refer: (nested: Class<object>) => Fragment): Schema {
  const byField = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', true, false) as readonly Rule[])
    byField.set(rule.propertyName, [...(byField.get(rule.propertyName) ?? []), rule]);
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [field, rules] of byField) {
    const where = `${type.name}.${field}`;
    properties[field] = fieldSchema(where, rules, (rule) => refer(nestedType(where, rule)));
    if (!rules.some(isOptional)) required.push(field);
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    'x-null-is-absent': true,
  };
}

const isOptional = (rule: Rule): boolean => rule.type === 'conditionalValidation' && rule.name === 'isOptional';

function fieldSchema(where: string, rules: readonly Rule[], nested: (rule: Rule) => Fragment): Schema {
  const own: Fragment[] = [];
  const items: Fragment[] = [];
  for (const rule of rules) {
    if (isOptional(rule) || rule.type === 'whitelistValidation') continue;
    const isNested = rule.type === 'nestedValidation';
    const convert = isNested ? undefined : CONVERTERS[rule.name ?? ''];
    if (!isNested && !convert)
      throw new Error(
        `${where}: the door cannot enforce ${rule.name ?? rule.type}; use Matches, Length, IsIn, Min, Max …`,
      );
    (rule.each ? items : own).push(convert ? convert(rule.constraints ?? [], rule.context) : nested(rule));
  }
  return combine(where, items.length > 0 ? [...own, { type: 'array', items: combine(where, items) }] : own);
}

function nestedType(where: string, rule: Rule): Class<object> {
  // findTypeMetadata says that it always finds one
  const given = defaultMetadataStorage.findTypeMetadata(rule.target as never, rule.propertyName) as
    ReturnType<typeof defaultMetadataStorage.findTypeMetadata> | undefined;
  const known =
    (given?.typeFunction() as Class<object> | undefined) ??
    (Reflect.getMetadata('design:type', (rule.target as Class<object>).prototype as object, rule.propertyName) as
      Class<object> | undefined);
  if (known === undefined || (known as unknown) === Array || (known as unknown) === Object)
    throw new Error(`${where}: say with @Type what is nested`);
  return known;
}

/** All of them at once, whatever their order; where two say different things of one keyword, both count. */
function combine(where: string, fragments: readonly Fragment[]): Schema {
  const schema: Fragment = {};
  const beside: Fragment[] = [];
  for (const { type, ...rest } of fragments) {
    if (type !== undefined) schema['type'] = commonType(where, schema['type'] as string | undefined, type as string);
    const said = Object.entries(rest);
    // whole: its words belong to its pattern
    if (said.some(([keyword, value]) => schema[keyword] !== undefined && schema[keyword] !== value))
      beside.push({ type, ...rest });
    else Object.assign(schema, rest);
  }
  const whole = beside.length > 0 ? { ...schema, allOf: beside } : schema;
  const { 'x-or-null': orNull, ...other } = whole;
  return orNull === true ? { anyOf: [other, { type: 'null' }] } : whole;
}

function commonType(where: string, a: string | undefined, b: string): string {
  if (a === undefined || a === b) return b;
  if ([a, b].every((type) => type === 'integer' || type === 'number')) return 'integer';
  throw new Error(`${where} cannot be ${a} and ${b}`);
}

const UNPUBLISHED = [
  'x-instant',
  'x-null-is-absent',
  'x-words',
  'x-terms',
  'x-title',
  'x-clear',
  'x-mostly',
  'x-impersonal',
  'x-currency',
  'x-department',
];
/** As published: without the keywords that only the door understands. */
export function published(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(published);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !UNPUBLISHED.includes(keyword))
      .map(([keyword, value]) => [keyword, published(value)]),
  );
}
