import type { Instant } from './instant';
import type { Money } from './money';
import type { Erased } from './personal';
import type { Terms } from './terms';
import type { Label, Text } from './text';

/** JSON Schema 2020-12. */
type Schema = Readonly<Record<string, unknown>>;

/** How a value is shown. */
export type Kind =
  | 'text'
  | 'words'
  | 'code'
  | 'customer'
  | 'person'
  | 'department'
  | 'count'
  | 'number'
  | 'money'
  | 'moneyEach'
  | 'percent'
  | 'days'
  | 'instant'
  | 'day'
  | 'flag'
  | 'link'
  | 'list'
  | 'series'
  | 'group'
  | 'rows'
  | 'byKey'
  | 'fact';

/** One value of a view: its words for people, its schema for programs. */
export interface Part<T = unknown, Optional extends boolean = boolean> extends Label {
  readonly kind: Kind;
  readonly schema: Schema;
  /** True: it may be left out. */
  readonly optional: Optional;
  /** For a code, or a text that is mostly a code: its enumeration. */
  readonly terms?: Terms;
  /** For a link: name of the read model it leads to. */
  readonly model?: string;
  /** The parts of a group or of each row. */
  readonly parts?: Parts;
  /** Only a type: never set. */
  readonly as?: T;
}
export type Parts = Readonly<Record<string, Part>>;

type TypeOf<P> = P extends Part<infer T> ? T : never;
type NamesOf<P extends Parts, Optional extends boolean> = {
  [K in keyof P]: P[K] extends Part<unknown, Optional> ? K : never;
}[keyof P];
/** The type of an object of such parts. */
type ObjectOf<P extends Parts> = { readonly [K in NamesOf<P, false>]: TypeOf<P[K]> } & {
  readonly [K in NamesOf<P, true>]?: TypeOf<P[K]>;
} extends infer O
  ? { readonly [K in keyof O]: O[K] }
  : never;

/** All that a view shows: its type, its JSON Schema and its words at once. */
export interface Shape<V = unknown> {
  readonly parts: Parts;
  readonly schema: Schema;
  /** Only a type, never set: a function, so that a view of another type does not compile. */
  readonly as?: (view: V) => V;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyShape = Shape<any>;
/** The type of what a shape describes. */
export type Shown<S extends AnyShape> = S extends Shape<infer V> ? V : never;

/** An object of these properties and no others. */
export const closedObject = (
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
  additionalProperties: false,
});
const objectOf = (parts: Parts): Schema =>
  closedObject(
    Object.fromEntries(Object.entries(parts).map(([name, { schema }]) => [name, schema])),
    Object.keys(parts).filter((name) => parts[name]?.optional),
  );

/** A view: `shape({ net: kind.moneyEach({ zh: '净额', en: 'Net' }) })`. */
export const shape = <P extends Parts>(parts: P): Shape<ObjectOf<P>> => ({ parts, schema: objectOf(parts) });

const both = ({ zh, en }: Text): string => (zh === en ? en : `${en} · ${zh}`);
const described = ({ title, help, unit }: Label, schema: Schema): Schema => ({
  ...schema,
  description: [title, help, unit].flatMap((words) => (words ? [both(words)] : [])).join('\n\n'),
});
type More = Omit<Label, 'title'>;
type Needed<T> = Part<T, false>;

const partOf = <T>(
  of: Kind,
  title: Text,
  more: More,
  schema: Schema,
  beside: Pick<Part, 'terms' | 'model' | 'parts'> = {},
): Needed<T> => ({
  ...beside,
  ...more,
  kind: of,
  title,
  schema: described({ title, ...more }, schema),
  optional: false as const,
});
const plain =
  <T>(of: Kind, schema: Schema) =>
  (title: Text, more: More = {}): Needed<T> =>
    partOf<T>(of, title, more, schema);

const STRING: Schema = { type: 'string' };
/** A {@link Text}. What has a title is a type of that name to clients. */
export const TEXT_SCHEMA: Schema = { title: 'Text', ...closedObject({ zh: STRING, en: STRING }) };
const NUMBER: Schema = { type: 'number' };
const MONEY: Schema = {
  title: 'Money',
  ...closedObject({
    amount: { ...STRING, examples: ['1600.00'] },
    currency: { ...STRING, examples: ['CNY'] },
  }),
};

/** Kinds of values in a view. */
export const kind = {
  text: plain<string>('text', STRING),
  /** A text in both languages. */
  words: plain<Text>('words', TEXT_SCHEMA),
  code: <C extends string>(title: Text, terms: Terms<C>, more: More = {}): Needed<C> =>
    partOf<C>('code', title, more, { enum: terms.codes }, { terms }),
  /** A text that is mostly a code: other texts are valid too. */
  mostlyCode: (title: Text, terms: Terms, more: More = {}): Needed<string> =>
    partOf<string>('text', title, more, STRING, { terms }),
  /** Id of a customer. */
  customer: plain<string>('customer', STRING),
  /** Id of the key that acted. */
  person: plain<string>('person', STRING),
  department: plain<string>('department', STRING),
  count: plain<number>('count', { type: 'integer' }),
  number: plain<number>('number', NUMBER),
  money: plain<Money>('money', MONEY),
  /** One amount for each currency. */
  moneyEach: plain<readonly Money[]>('moneyEach', { type: 'array', items: MONEY }),
  /** 12.5 is 12.5 %. */
  percent: (title: Text, more: Omit<More, 'unit'> = {}): Needed<number> =>
    partOf<number>('percent', title, { ...more, unit: { zh: '%', en: '%' } }, NUMBER),
  days: plain<number>('days', NUMBER),
  instant: plain<Instant>('instant', { type: 'string', format: 'date-time' }),
  /** A day, or a month of one, as a text. */
  day: plain<string>('day', STRING),
  flag: plain<boolean>('flag', { type: 'boolean' }),
  /** Key of a document of a read model. */
  link: (title: Text, model: string, more: More = {}): Needed<string> =>
    partOf<string>('link', title, more, STRING, { model }),
  /** Numbers in the order of time. */
  series: plain<readonly number[]>('series', { type: 'array', items: NUMBER }),
  /** Several values of one kind. */
  list: <T>(of: Part<T>): Needed<readonly T[]> =>
    partOf<readonly T[]>('list', of.title, {}, { type: 'array', items: of.schema }, { parts: { each: of } }),
  group: <P extends Parts>(title: Text, parts: P, more: More = {}): Needed<ObjectOf<P>> =>
    partOf<ObjectOf<P>>('group', title, more, objectOf(parts), { parts }),
  rows: <P extends Parts>(title: Text, parts: P, more: More = {}): Needed<readonly ObjectOf<P>[]> =>
    partOf<readonly ObjectOf<P>[]>('rows', title, more, { type: 'array', items: objectOf(parts) }, { parts }),
  /** Values by names from the data, such as departments. */
  byKey: <T>(title: Text, of: Part<T>, more: More = {}): Needed<Readonly<Record<string, T>>> =>
    partOf<Readonly<Record<string, T>>>(
      'byKey',
      title,
      more,
      { type: 'object', additionalProperties: of.schema },
      { parts: { each: of } },
    ),
  /** The chosen value among several, with who says otherwise. */
  fact: <P extends Parts>(title: Text, parts: P, more: More = {}): Needed<ObjectOf<P>> =>
    partOf<ObjectOf<P>>('fact', title, more, objectOf(parts), { parts }),
} as const;

/** Either of two schemas; the description covers both. */
function either({ description, ...schema }: Schema, other: Schema): Schema {
  const { anyOf = [schema] } = schema as { readonly anyOf?: readonly Schema[] };
  return { ...(description !== undefined && { description }), anyOf: [...anyOf, other] };
}
const ERASED: Schema = { title: 'Erased', ...closedObject({ erased: { const: true } }) };
const SEALED_SCHEMA: Schema = { title: 'Sealed', ...closedObject({ sealed: { const: true } }) };

export const orNull = <T, O extends boolean>(of: Part<T, O>): Part<T | null, O> => ({
  ...of,
  schema: either(of.schema, { type: 'null' }),
});
/** Personal: may be erased. */
export const orErased = <T, O extends boolean>(of: Part<T, O>): Part<T | Erased, O> => ({
  ...of,
  schema: either(of.schema, ERASED),
});
/** May be left out. */
export const optional = <T>(of: Part<T>): Part<T, true> => ({ ...of, optional: true });

/** The schema with places that may be sealed for a reader. @param places keys separated by `/`, as in `shows` */
export const sealable = (schema: Schema, places: readonly string[]): Schema =>
  places.reduce((made, place) => sealedAt(made, place.split('/')), schema);

function sealedAt(schema: Schema, [key, ...rest]: readonly string[]): Schema {
  if (key === undefined) return isSealable(schema) ? schema : either(schema, SEALED_SCHEMA);
  const within = (inner: unknown): Schema => sealedAt(inner as Schema, rest);
  const { anyOf, items, properties, additionalProperties } = schema as {
    readonly anyOf?: readonly Schema[];
    readonly items?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema | boolean;
  };
  if (anyOf) return { ...schema, anyOf: anyOf.map((branch) => sealedAt(branch, [key, ...rest])) };
  if (items) return { ...schema, items: within(items) };
  if (properties)
    return {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, key === '*' || key === name ? within(inner) : inner]),
      ),
    };
  return typeof additionalProperties === 'object'
    ? { ...schema, additionalProperties: within(additionalProperties) }
    : schema;
}
const isSealable = ({ anyOf = [] }: Schema): boolean => (anyOf as readonly unknown[]).includes(SEALED_SCHEMA);

/** A part as the catalogue shows it. */
export interface Description extends Label {
  readonly kind: Kind;
  /** Name of the enumeration of a code, or of a text that is mostly one of its codes. */
  readonly list?: string;
  readonly model?: string;
  readonly parts?: Readonly<Record<string, Description>>;
}
/** The words and kinds of a shape, for people and their programs. */
export const describeShape = ({ parts }: Pick<AnyShape, 'parts'>): Readonly<Record<string, Description>> =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, descriptionOf(part)]));
const descriptionOf = ({ title, kind: of, help, unit, terms, model, parts }: Part): Description => ({
  title,
  kind: of,
  ...(help && { help }),
  ...(unit && { unit }),
  ...(terms && { list: terms.name }),
  ...(model !== undefined && { model }),
  ...(parts && { parts: describeShape({ parts }) }),
});

/** The enumerations of all codes that a shape shows. */
export const termsOf = ({ parts }: Pick<AnyShape, 'parts'>): readonly Terms[] =>
  Object.values(parts).flatMap(({ terms, parts: inner = {} }) => [
    ...(terms ? [terms] : []),
    ...termsOf({ parts: inner }),
  ]);
