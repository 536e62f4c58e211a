import type { Condition, FieldType, FieldValue, Grouping, GroupRow, Instant, Listing } from '@dossier/kernel';
import { fitting, typeOf } from './fields';
import { BadValue, type Model, MOST_CONDITIONS } from './read-model.port';

/** Which documents are asked for. */
export interface Wanted {
  readonly where?: Listing['where'];
  readonly keys?: Listing['keys'] | undefined;
  readonly asOf?: Instant | undefined;
}

/** One field of an order. */
export interface By {
  readonly name: string;
  readonly descending: boolean;
}
/** An order of documents: by fields, then by key. */
export interface Order {
  /** Without `key`, and without what stands behind it: keys are unique. */
  readonly by: readonly By[];
  /** Direction of the key: that of the last field. */
  readonly descending: boolean;
  /** The field named first. */
  readonly first: string;
}
/** @throws UnknownField */
export function orderOf(model: Model, sort = 'key'): Order {
  const parts = sort.split(',').map((part): By => {
    const descending = part.startsWith('-');
    return { name: descending ? part.slice(1) : part, descending };
  });
  for (const { name } of parts) typeOf(model, name);
  const key = parts.findIndex(({ name }) => name === 'key');
  return {
    by: key < 0 ? parts : parts.slice(0, key),
    descending: (parts[key] ?? parts.at(-1))?.descending === true,
    first: parts[0]?.name ?? 'key',
  };
}

/** @throws BadValue */
export function limitOf(limit: number | undefined): number | undefined {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0))
    throw new BadValue('limit', 'positive integer');
  return limit;
}

/** @throws BadValue */
export function conditionsOf({ where = [] }: Wanted): readonly Condition[] {
  if (where.length > MOST_CONDITIONS) throw new BadValue('where', 'fewer conditions');
  return where;
}

/** The value of a condition. @throws BadValue where it does not fit its field */
export function askedValue(type: FieldType, { field, op, value }: Condition): FieldValue {
  const given = fitting(field, type, value);
  if (op === 'contains' && (type !== 'text' || given === null)) throw new BadValue(field, 'text');
  if (given === null) return given;
  if (type === 'integer' ? !Number.isSafeInteger(given) : type === 'instant' && !INSTANT.test(String(given)))
    throw new BadValue(field, type);
  return given;
}
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** For fields that change. @throws BadValue */
export function askedAsOf(asOf: Instant | undefined): Instant {
  if (asOf === undefined || !INSTANT.test(asOf)) throw new BadValue('asOf', 'instant');
  return asOf;
}

/** The field whose value is computed; undefined: only counted. @throws UnknownField; BadValue for a sum over no integer */
export function computedOver(model: Model, what: Grouping['compute'][string]): string | undefined {
  if (what.fn === 'count') return undefined;
  if (what.fn === 'sum' && typeOf(model, what.field) !== 'integer') throw new BadValue(what.field, 'integer');
  return what.field;
}

/** The row of a grouping without `by` over no documents. */
export const ofNothing = ({ compute }: Grouping): GroupRow =>
  Object.fromEntries(Object.entries(compute).map(([name, { fn }]) => [name, fn === 'count' ? 0 : null]));

/** Characters of documents that end a page early: two hundred of the largest would not fit in memory. */
export const FULL_PAGE = 2_000_000;
/** Most rows of a piece of a scan, and about its most characters: all others wait while a piece is used. */
export const PIECE = { rows: 500, characters: 250_000 } as const;
/** A scan cannot go on in a model that was emptied: half an answer must not look complete. */
export const EMPTIED = 'the read model was emptied while it was read';
