import {
  type AnyReadModelDef,
  type Condition,
  type Fields,
  type FieldValue,
  type GroupRow,
  initialPolicies,
  type Reads,
} from '@dossier/kernel';

/** Documents of read models, by key: what a query is asked over. */
export type Documents = ReadonlyMap<AnyReadModelDef, Readonly<Record<string, object>>>;

/** A tiny fake of what a query may ask. Cursors and fields that change with time are not in it. */
export function readsOf(documents: Documents): Reads {
  const all = (model: AnyReadModelDef): Readonly<Record<string, object>> => documents.get(model) ?? {};
  const rows = (model: AnyReadModelDef, where: readonly Condition[] = []): GroupRow[] =>
    Object.entries(all(model))
      .map(([key, doc]): GroupRow => ({ key, ...fieldsOf(model, doc) }))
      .filter((row) => where.every((condition) => holds(row, condition)));
  return {
    get: <D extends object>(model: AnyReadModelDef, key: string) =>
      Promise.resolve((all(model)[key] ?? null) as D | null),
    rows: (model, fields, listing = {}) => {
      const [, minus = '', field = 'key'] = /^(-?)(.*)$/.exec(listing.sort ?? 'key') ?? [];
      const sorted = rows(model, listing.where).sort((a, b) => compare(a[field] ?? null, b[field] ?? null));
      if (minus) sorted.reverse();
      return Promise.resolve(
        sorted
          .slice(0, listing.limit)
          .map((row) => Object.fromEntries(['key', ...fields].map((name) => [name, row[name] ?? null]))),
      );
    },
    group: (model, { where, by, compute }) => {
      const groups = new Map<string, GroupRow[]>();
      for (const row of rows(model, where)) {
        const group = JSON.stringify(by.map((name) => row[name]));
        groups.set(group, [...(groups.get(group) ?? []), row]);
      }
      return Promise.resolve(
        [...groups.values()].map((members) => ({
          ...Object.fromEntries(by.map((name) => [name, members[0]?.[name] ?? null])),
          ...Object.fromEntries(
            Object.entries(compute).map(([name, what]) => [
              name,
              what.fn === 'count'
                ? members.length
                : reduce(
                    what.fn,
                    members.map((row) => row[what.field] ?? null),
                  ),
            ]),
          ),
        })),
      );
    },
    documents: async function* (model: AnyReadModelDef, listing: { where?: readonly Condition[]; sort?: string } = {}) {
      const { where, sort } = listing;
      const wanted = rows(model, where);
      if (sort !== undefined) wanted.sort((a, b) => compare(a[sort] ?? null, b[sort] ?? null));
      const found = wanted.map(({ key }) => key as string);
      yield await Promise.resolve(found.map((key) => ({ key, doc: all(model)[key] as never })));
    },
  };
}

const fieldsOf = (model: AnyReadModelDef, doc: object): GroupRow =>
  Object.fromEntries(
    Object.entries(model.fields as Fields<object>).flatMap(([name, field]) =>
      'change' in field ? [] : [[name, field.of(doc, initialPolicies)]],
    ),
  );

/** null is sorted before every value. */
function compare(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function holds(row: GroupRow, { field, op, value }: Condition): boolean {
  if (!(field in row)) throw new Error(`${field} is not a declared field`);
  const found = row[field] ?? null;
  const order = compare(found, value);
  const given = found !== null && value !== null;
  switch (op) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return given && order > 0;
    case 'gte':
      return given && order >= 0;
    case 'lt':
      return given && order < 0;
    case 'lte':
      return given && order <= 0;
    case 'contains':
      return String(found).toLowerCase().includes(String(value).toLowerCase());
  }
}

function reduce(fn: 'sum' | 'min' | 'max', values: readonly FieldValue[]): FieldValue {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return null;
  if (fn === 'sum') return given.reduce<number>((sum, value) => sum + Number(value), 0);
  const sorted = [...given].sort(compare);
  return (fn === 'min' ? sorted[0] : sorted.at(-1)) ?? null;
}
