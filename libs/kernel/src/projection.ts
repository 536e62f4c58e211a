import type { EventDef, Events, Recorded } from './event';
import { begun, type BegunOrNot, type Evolve } from './evolve';
import type { Instant } from './instant';
import type { Erased } from './personal';
import type { Policies } from './policy';
import type { PathOver, ReadRoute } from './route';
import type { AnyShape, Kind, Part, Shape } from './shape';
import type { ShowsPersonal } from './shown-personal';
import { isCustomer } from './state';
import type { Terms } from './terms';
import type { Text } from './text';

export type FieldType = 'text' | 'integer' | 'instant' | 'flag';
export type FieldValue = string | number | boolean | null;

/** A field by which lists filter, sort and group. */
export interface DeclaredField {
  readonly type: FieldType;
  /** Its own, or that of the view's part of the same name; a list is served only if each field has one. */
  readonly title?: Text;
  readonly help?: Text;
  /** How to read its values: as the view's part of the same name, where types fit. */
  readonly kind?: Kind;
  /** For a code: its enumeration. */
  readonly codes?: Terms;
  /** For a text that is mostly a code: the enumeration of the codes. Other texts are valid too. */
  readonly mostly?: Terms;
  /** False: filtered, sorted, grouped and summed like any other, but without an index. */
  readonly indexed: boolean;
  /**
   * For an amount in minor units: the declared field that holds its currency. Lists compare and order amounts of one
   * currency only.
   */
  readonly currencyIn?: string;
  /** The form in which texts are compared: the field holds it already, and a condition's value is converted to it. */
  readonly fold?: (text: string) => string;
  /** Names of the personal fields whose values it holds: only those who may see them all can filter or sort by it. */
  readonly personal?: readonly string[];
}
/** A typed, indexed field of a document. */
export interface Field<D> extends DeclaredField {
  readonly of: (doc: D, policies: Policies) => FieldValue;
}
/** A field that changes because time passes. It is not stored but computed from two stored fields, as of any instant. */
export interface ChangingField extends DeclaredField {
  readonly change: TimedChange;
}
export interface TimedChange {
  /** The field whose value it has before the change. */
  readonly before: string;
  /** The field that holds the instant of the change; null: it never changes. */
  readonly at: string;
  readonly then: FieldValue;
}
export type Fields<D> = Readonly<Record<string, Field<D> | ChangingField>>;
const field =
  (type: FieldType, indexed = true) =>
  /** @param title needed where the view has no part of the same name */
  <D>(of: (doc: D, policies: Policies) => FieldValue, title?: Text): Field<D> => ({
    ...{ type, of, indexed },
    ...(title && { title }),
  });
export const text = field('text');
export const integer = field('integer');
export const instantField = field('instant');
export const flag = field('flag');
/** Without an index: for values that many documents share or few queries use. */
export const unindexed = <D>(plain: Field<D>): Field<D> => ({ ...plain, indexed: false });
/** A code of an enumeration: a condition on any other text is refused. */
export const code = <D, C extends string>(
  codes: Terms<C>,
  of: (doc: D, policies: Policies) => C | null,
  title?: Text,
): Field<D> => ({ ...text(of, title), codes });
/** `stage: changing('text', { before: 'stageReached', at: 'churnsAt', then: 'churned' }, stages)` */
export const changing = (type: FieldType, change: TimedChange, codes?: Terms): ChangingField => ({
  type,
  change,
  indexed: false,
  ...(codes && { codes }),
});
/** A number that is summed or shown and rarely searched: without an index. */
export const measure = field('integer', false);

/** An amount, a {@link Minor}, whose currency is in another declared field. */
export const inMinor = <D>(plain: Field<D>, currencyIn = 'currency'): Field<D> => ({ ...plain, currencyIn });

/** A text that is compared and sorted in the form that `fold` makes of it. */
export const comparedAs = <D>(fold: (text: string) => string, plain: Field<D>): Field<D> => ({
  ...plain,
  fold,
  of: (doc, policies) => {
    const value = plain.of(doc, policies);
    return typeof value === 'string' ? fold(value) : value;
  },
});

/** A field that holds values of personal fields, by their names (`customers.legalName`). */
export const holding = <D>(personal: readonly string[], plain: Field<D>): Field<D> => ({ ...plain, personal });

/** Kinds that a type may have: the first unless a part of the view says another. */
const KINDS: Readonly<Record<FieldType, readonly [Kind, ...Kind[]]>> = {
  text: ['text', 'customer', 'person', 'department', 'day', 'link'],
  integer: ['count', 'number', 'days', 'percent'],
  instant: ['instant'],
  flag: ['flag'],
};
/** Gives fields the words of the view's parts of the same names. */
const inWords = <F extends Fields<never>>(fields: F, shape: AnyShape | undefined): F =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, told(field, shape?.parts[name])])) as never;
function told(field: DeclaredField, part: Part | undefined): DeclaredField {
  const { title, help } = part ?? {};
  return { ...(title && { title }), ...(help && { help }), kind: kindOf(field, part), ...field };
}
function kindOf({ type, codes, currencyIn }: DeclaredField, part: Part | undefined): Kind {
  if (codes) return 'code';
  if (currencyIn !== undefined) return 'money';
  return KINDS[type].find((each) => each === part?.kind) ?? KINDS[type][0];
}

/** Names the document that an event belongs to; undefined: none. The document must belong to the event's subject. */
export type Key = (at: Recorded, data: unknown) => string | undefined;
export const byStream: Key = (at) => at.stream;
/** One document per customer; without a known customer none. */
export const byCustomer: Key = (at) => (isCustomer(at.subject) ? at.subject : undefined);

/** The context of a view or an evaluation. */
export interface Viewing {
  readonly asOf: Instant;
  readonly policies: Policies;
  /** The company's time zone, an IANA name. */
  readonly zone: string;
}

/** A view of another type than its shape does not compile. */
export interface ShapedAs<V> {
  readonly shape?: Shape<V>;
}

interface Shared {
  readonly title: Text;
  /** Raise it whenever handlers or fields change their result: the documents are then rebuilt. */
  readonly version: number;
  /**
   * `occurrence`: the result depends on the order in which things happened, so a late fact folds the document again.
   * Left out: order does not matter, and documents advance in commit order.
   */
  readonly order?: 'occurrence';
  /** Where the view shows values of personal fields: sealed there for readers who may not see them. */
  readonly shows?: readonly ShowsPersonal[];
  /** Names of the policies that fields or view use: when one is published, the fields are recomputed. */
  readonly policies?: readonly string[];
}

/** One document per key, folded from the named events. `null` is no document. */
interface ProjectionParts<D extends object, V, Path extends string = string> extends Shared {
  readonly name: string;
  readonly key: Key;
  readonly fields: Fields<D>;
  /** Left out: it is read by queries alone. */
  readonly routes?: readonly ReadRoute<Path>[];
  /** The parts of the view: needed where it is served. */
  readonly shape?: AnyShape;
  /**
   * For documents of customers: the customer's name, and the personal fields it may come from. Report rows show it
   * beside the id; only one read model declares it.
   */
  readonly customerName?: {
    readonly of: (doc: D, policies: Policies) => string | Erased | null;
    readonly personal: readonly string[];
  };
  /** What is shown of a document; left out: the document itself. */
  readonly view?: (doc: D, viewing: Viewing) => V;
  /** True when documents hold personal data or show what a customer, perhaps a person, did: reading them is audited. */
  readonly personal: boolean;
}
export interface ProjectionDef<D extends object, E extends Events, V = D> extends ProjectionParts<D, V> {
  readonly kind: 'projection';
  readonly from: E;
  readonly evolve: Evolve<D | null, E>;
}
/** Without a view the shape is that of the document. */
type Viewed<D, V> =
  ({ readonly view: (doc: D, viewing: Viewing) => V } & ShapedAs<V>) | ({ readonly view?: never } & ShapedAs<D>);
/** A read model. A parameter of its paths that is no declared field does not compile. */
export const defineProjection =
  <D extends object>() =>
  <
    E extends Events,
    V = D,
    Name extends string = string,
    const Path extends string = string,
    B extends keyof E = never,
    I extends D = never,
  >(
    def: ProjectionParts<D, V, Path & PathOver<Path, Name>> &
      BegunOrNot<D, E, B, I> & { readonly fields: Readonly<Record<Name, Field<D> | ChangingField>> } & Viewed<D, V>,
  ): ProjectionDef<D, E, V> =>
    ({ ...begun(def), fields: inWords(def.fields, def.shape), kind: 'projection' }) as object as ProjectionDef<D, E, V>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyProjectionDef = ProjectionDef<any, any, any>;

/** How `/360/why` explains a figure. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- most figures follow from what moved them alone
export interface Figure<S = any> {
  readonly formula: Text;
  /** `each`: all events that moved it explain it; `last`: only the last one. */
  readonly behind: 'each' | 'last';
  /**
   * Ids of events that explain the figure although they did not move it: the last purchase before a silence does not
   * change the stage. It is asked as of what is shown, and as of each change that time alone made. Left out: none.
   * @param inside path inside the figure to the value that is asked for; empty: the whole figure
   */
  readonly evidence?: (state: S, viewing: Viewing, inside: readonly string[]) => readonly string[];
}

/** A change that happens because time passes. */
export interface Lapse {
  readonly at: Instant;
  /** What a person reads about it, with its day: `180 days of silence reached on 2012-06-05`. */
  readonly title: Text;
}

/** One context's part of the 360° view. */
interface SectionParts<S extends object, V extends object, E extends Events> extends Shared {
  readonly name: string;
  readonly from: E;
  readonly initial: S;
  readonly evolve: Evolve<S, E>;
  /** The parts of the view: needed where it is served. */
  readonly shape?: AnyShape;
  readonly view: (state: S, viewing: Viewing) => V;
  /** The next change of the view by time alone: until then that of the same state is shown again. Left out: it does not depend on time. */
  readonly lapse?: (view: V, viewing: Viewing) => Lapse | null;
  /** One per top-level field of the view: a missing explanation does not compile. */
  readonly figures: { readonly [K in keyof V]-?: Figure<S> };
  readonly fields: Fields<S>;
}
export interface SectionDef<S extends object, V extends object, E extends Events> extends SectionParts<S, V, E> {
  readonly kind: 'section';
  readonly personal: true;
}
export const defineSection =
  <S extends object, V extends object>() =>
  <E extends Events>(def: SectionParts<S, V, E> & ShapedAs<V>): SectionDef<S, V, E> => ({
    ...def,
    fields: inWords(def.fields, def.shape),
    kind: 'section',
    personal: true,
  });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySectionDef = SectionDef<any, any, any>;

/** What is folded into documents that queries read: a section has one for each customer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ReadModelDef<D extends object> = ProjectionDef<D, any, any> | SectionDef<D, any, any>;
export type AnyReadModelDef = AnyProjectionDef | AnySectionDef;

/** A link between two subjects: `member` is the same customer as `into`, also for the time before. */
export interface Link {
  readonly member: string;
  readonly into: string;
}
/** The events that link subjects. */
interface LinksParts<Data> {
  readonly event: EventDef<string, Data>;
  readonly link: (data: Data) => Link;
}
export interface LinksDef<Data = never> extends LinksParts<Data> {
  readonly kind: 'links';
}
export const defineLinks = <Data>(def: LinksParts<Data>): LinksDef<Data> => ({ ...def, kind: 'links' });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyLinksDef = LinksDef<any>;
