import type { Collection, Db, Document as Expression } from 'mongodb';
import type { Condition, FieldValue, Grouping, GroupRow, Instant, TimedChange } from '@dossier/kernel';
import { askedAsOf, askedValue, computedOver, conditionsOf, type Order, orderOf, type Wanted } from '../../asked';
import type { Place } from '../../cursor';
import { lowered, typeOf } from '../../fields';
import { heldBy, type Model } from '../../read-model.port';
import { at, type Generation, type Generations, inPath, type Keyed, listedIn } from './layout';

type Filter = Expression;
type Stage = Expression;
/** What a stage gives, by place: `v0`, `v1`. */
export type Results = Readonly<Record<`v${number}`, unknown>>;

type Entry = readonly [name: string, value: Expression | string | number];
const objectOf = (entries: readonly Entry[]): Expression => Object.fromEntries(entries);

const NONE: Filter = { _id: { $in: [] } };
const both = (filters: readonly Filter[]): Filter => (filters.length === 0 ? {} : { $and: filters });

/** The rows of a model as one kind of documents: of a model with parts each has the fields of all of them. */
export class Source {
  private readonly order: Order;
  /** Of the parts whose fields are used: a row must be in all of them. */
  private readonly used = new Set<Generation>();

  /** @throws UnknownField */
  constructor(
    private readonly model: Model,
    private readonly generations: Generations,
    sort?: string,
    private readonly asOf?: Instant,
  ) {
    this.order = orderOf(model, sort);
    this.home(this.order.first);
  }

  /** The fields sorted by. */
  get sorted(): readonly string[] {
    return this.order.by.map(({ name }) => name);
  }

  /** Where its rows are. */
  in(db: Db): Collection<Keyed> {
    const [first] = this.used;
    if (!first) throw new Error('a source has a first part');
    return listedIn(db, first);
  }

  /** The first rows, in order: their key, the sizes of their documents, and these fields. @throws UnknownField, BadValue */
  rows(wanted: Wanted, names: readonly string[], after: Place | undefined, limit: number | undefined): Stage[] {
    const { by, descending } = this.order;
    const filters = [...this.filters(wanted), ...(after ? [this.behind(after)] : [])];
    const sorted = by.map((each, i) => ({ ...each, path: this.changeOf(each.name) ? `s${i}` : this.path(each.name) }));
    const computed = sorted.flatMap(({ name, path }): Entry[] =>
      this.changeOf(name) ? [[path, this.value(name)]] : [],
    );
    const columns = names.map((name, i): Entry => [`v${i}`, this.value(name)]);
    const order = [...sorted, { path: '_id', descending }].map((by): Entry => [by.path, by.descending ? -1 : 1]);
    return [
      this.match(filters),
      ...(computed.length > 0 ? [{ $set: objectOf(computed) }] : []),
      { $sort: objectOf(order) },
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      { $project: objectOf([...columns, ['size', { $add: this.sizes }]]) },
    ];
  }

  /** At most `most` are counted, as `n`. @throws UnknownField, BadValue */
  count(wanted: Wanted, most: number | undefined): Stage[] {
    const match = this.match(this.filters(wanted));
    return [match, ...(most === undefined ? [] : [{ $limit: most }]), { $count: 'n' }];
  }

  /** Values grouped by as `_id.v0`, results as `v0`; of a sum over nothing `m` is null. @throws UnknownField, BadValue */
  group(grouping: Grouping): Stage[] {
    const { by, compute } = grouping;
    const values = by.map((name, i): Entry => [`v${i}`, this.value(name)]);
    const results = Object.values(compute).flatMap((what, i): Entry[] => {
      const over = computedOver(this.model, what);
      if (over === undefined) return [[`v${i}`, { $sum: 1 }]];
      const value = this.value(over);
      const result: Entry = [`v${i}`, { [`$${what.fn}`]: value }];
      return what.fn === 'sum' ? [result, [`m${i}`, { $max: value }]] : [result];
    });
    const match = this.match(this.filters(grouping));
    if (by.length === 0) return [match, { $group: { _id: null, ...objectOf(results) } }];
    const order = values.map(([name]): Entry => [`_id.${name}`, 1]);
    return [match, { $group: { _id: objectOf(values), ...objectOf(results) } }, { $sort: objectOf(order) }];
  }

  private match(filters: readonly Filter[]): Stage {
    const live = [...this.used].map((used) => ({ [`${at(used)}live`]: true, [`${at(used)}number`]: used.number }));
    return { $match: both([...live, ...filters]) };
  }

  private filters(wanted: Wanted): readonly Filter[] {
    const { keys } = wanted;
    const filters = conditionsOf(wanted).map((asked) =>
      this.condition(asked.field, asked.op, askedValue(typeOf(this.model, asked.field), asked)),
    );
    return keys ? [...filters, { _id: { $in: [...keys] } }] : filters;
  }

  private behind({ values, key }: Place): Filter {
    const { by, descending } = this.order;
    const pieces: Filter[] = [];
    const same: Filter[] = [];
    for (const [i, { name, descending: down }] of by.entries()) {
      const value = values[i] ?? null;
      pieces.push(both([...same, this.beyond(name, down, value)]));
      same.push(this.condition(name, 'eq', value));
    }
    pieces.push(both([...same, { _id: { [descending ? '$lt' : '$gt']: key } }]));
    return { $or: pieces };
  }

  private condition(field: string, op: Condition['op'], value: FieldValue): Filter {
    if (op === 'contains')
      return { $expr: { $gte: [{ $indexOfBytes: [this.value(field, true), literal(lowered(value))] }, 0] } };
    const isEquality = op === 'eq' || op === 'ne';
    if (value === null && !isEquality) return NONE;
    if (!this.changeOf(field)) return { [this.path(field)]: { [`$${op}`]: value } };
    const found = this.value(field);
    const compared = { [`$${op}`]: [found, literal(value)] };
    // as expressions null is smaller than every value
    return { $expr: isEquality ? compared : { $and: [{ $ne: [found, null] }, compared] } };
  }

  /** What is sorted behind a value: null before every other. */
  private beyond(field: string, descending: boolean, value: FieldValue): Filter {
    if (this.changeOf(field)) return { $expr: { [descending ? '$lt' : '$gt']: [this.value(field), literal(value)] } };
    const path = this.path(field);
    if (value === null) return descending ? NONE : { [path]: { $ne: null } };
    return descending ? { $or: [{ [path]: { $lt: value } }, { [path]: null }] } : { [path]: { $gt: value } };
  }

  /** @param low texts in lower case */
  private value(name: string, low = false): Expression | string {
    const change = this.changeOf(name);
    if (!change) return `$${this.path(name, low)}`;
    const at = this.value(change.at);
    const isOver = { $and: [{ $ne: [at, null] }, { $lte: [at, literal(askedAsOf(this.asOf))] }] };
    const then = literal(low ? lowered(change.then) : change.then);
    return { $cond: { if: isOver, then, else: this.value(change.before, low) } };
  }

  private path(name: string, low = false): string {
    const generation = this.home(name);
    if (name === 'key' && !low) return '_id';
    return `${at(generation)}${low ? 'l' : 'f'}.${inPath(name)}`;
  }

  /** @throws UnknownField */
  private changeOf(name: string): TimedChange | undefined {
    typeOf(this.model, name);
    return name === 'key' ? undefined : this.model.fields[name]?.change;
  }

  private home(name: string): Generation {
    const [any] = this.used;
    if (name === 'key' && any) return any; // each part has it
    const [first = this.model, ...others] = heldBy(this.model);
    const { id } = [first, ...others].find(({ fields }) => Object.hasOwn(fields, name)) ?? first;
    const generation = this.generations.get(id);
    if (!generation) throw new Error(`${id} is not prepared`);
    this.used.add(generation);
    return generation;
  }

  private get sizes(): readonly object[] {
    return [...this.generations.values()].map((generation) => ({ $ifNull: [`$${at(generation)}size`, 0] }));
  }
}

const literal = (value: FieldValue): Expression => ({ $literal: value });

/** A row of the fields with these names, whose values begin at a place. */
export const named = (names: readonly string[], results: Results, from = 0): GroupRow =>
  Object.fromEntries(names.map((name, i) => [name, plain(results[`v${from + i}`])]));
/** A result as a field's value: where none is null, beyond 2^53 an object. */
export const plain = (result: unknown): FieldValue =>
  typeof result === 'object' && result !== null ? Number(result) : ((result ?? null) as FieldValue);
