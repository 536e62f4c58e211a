import type { Class } from './event';
import type { Instant } from './instant';
import type { AnyReadModelDef, FieldValue, ReadModelDef, ShapedAs, Viewing } from './projection';
import type { RefusalKinds } from './refusal';
import type { Role } from './role';
import type { PathOver, QueryRoute } from './route';
import type { AnyShape } from './shape';
import type { ShowsPersonal } from './shown-personal';
import type { Text } from './text';

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains';
export interface Condition {
  readonly field: string;
  readonly op: Operator;
  readonly value: FieldValue;
}
/** Which documents are wanted. */
export interface Wanted {
  readonly where?: readonly Condition[];
  /** The instant for fields that change with time; needed where one is named. */
  readonly asOf?: Instant;
}
export interface Listing extends Wanted {
  /** Only documents with these keys. */
  readonly keys?: readonly string[];
  /**
   * `field` ascending or `-field` descending, several separated by commas; ties by key, in the direction of the last.
   * Default: by key.
   */
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string;
}
export interface Page<V> {
  readonly items: readonly V[];
  /** Cursor of the next page; null at the end. */
  readonly next: string | null;
}
export interface Grouping extends Wanted {
  readonly by: readonly string[];
  /** Result column → what is computed over a declared field (`count` needs none). */
  readonly compute: Readonly<
    Record<string, { readonly fn: 'count' } | { readonly fn: 'sum' | 'min' | 'max'; readonly field: string }>
  >;
}
export type GroupRow = Readonly<Record<string, FieldValue>>;

/** What a query may read: documents by declared fields, nothing else. */
export interface Reads {
  /** The document, not its view. */
  get<D extends object>(model: ReadModelDef<D>, key: string): Promise<D | null>;
  /** Rows of declared fields (and `key`), in the order of `sort`: a cheap scan for reports. */
  rows(
    model: AnyReadModelDef,
    fields: readonly string[],
    listing?: Omit<Listing, 'cursor'>,
  ): Promise<readonly GroupRow[]>;
  group(model: AnyReadModelDef, grouping: Grouping): Promise<readonly GroupRow[]>;
  /** Whole documents in chunks, in bounded memory: for evaluations that declared fields cannot give. */
  documents<D extends object>(
    model: ReadModelDef<D>,
    listing?: Omit<Listing, 'cursor'>,
  ): AsyncIterable<readonly { readonly key: string; readonly doc: D }[]>;
}

export interface Asking extends Viewing {
  readonly reads: Reads;
}

/** For a query without parameters. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- it has no fields
export class NoParams {}

/** A query with parameters. Reports are queries whose answer has rows. */
interface QueryParts<P extends object, R, Path extends string = string> {
  /** `<context>.<question>`; a report: `report.<name>`. */
  readonly name: string;
  readonly title: Text;
  readonly params: Class<P>;
  readonly by: readonly Role[];
  /** Its read models know only the present: an `asOf` is refused, not ignored. */
  readonly ofNow?: true;
  /**
   * It can be asked by what was known at an instant (`knownAt`) too. Then its documents are folded from the log: it asks whole
   * ones, without conditions, of models in whose folds the order of occurrence does not matter.
   */
  readonly asKnown?: true;
  /** Read models that must include the reader's own write before the answer. */
  readonly over: readonly AnyReadModelDef[];
  /** Where the answer shows values of personal fields: sealed there for readers who may not see them. */
  readonly shows?: readonly ShowsPersonal[];
  /** All refusals it may give. */
  readonly refuses?: readonly RefusalKinds[];
  /** The name of a report, of another context too: these are rows of it, and are served in it alone. */
  readonly addsTo?: string;
  /** Left out: a report, which `/reports/<name>` serves. */
  readonly route?: QueryRoute<Path>;
  /** The parts of the answer: needed where it is served. */
  readonly shape?: AnyShape;
  readonly run: (params: P, asking: Asking) => Promise<R>;
}
export interface QueryDef<P extends object, R> extends QueryParts<P, R> {
  readonly kind: 'query';
}
/** A query. A path parameter that is no parameter of the query does not compile. */
export const defineQuery = <P extends object, R, const Path extends string = string>(
  def: QueryParts<P, R, Path & PathOver<Path, keyof P>> & ShapedAs<R>,
): QueryDef<P, R> => ({ ...def, kind: 'query' });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyQueryDef = QueryDef<any, any>;
