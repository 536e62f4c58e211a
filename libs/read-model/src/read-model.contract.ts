import type { Condition, FieldValue, Grouping, GroupRow, Listing } from '@dossier/kernel';
import fc from 'fast-check';
import {
  DAMAGED,
  BadCursor,
  BadValue,
  type Document,
  emptyStep,
  type Found,
  type Model,
  MOST_CONDITIONS,
  Overtaken,
  PAGE,
  type Parked,
  type ReadModelReader,
  type ReadModelWriter,
  type Step,
  TOGETHER,
  UnknownField,
} from './read-model.port';

/** A store of its own, empty when made. */
export interface ReadModelUnderTest {
  readonly writer: ReadModelWriter;
  readonly reader: ReadModelReader;
  /** Closes both and opens them again over the same data; the writer writes again. */
  reopen(): Promise<void>;
  /** From now on only so many writes of the writer reach the store, as if its process died after them. */
  dieAfter(writes: number): void;
  destroy(): Promise<void>;
}

const orders: Model = {
  id: 'orders@1',
  fields: {
    stage: { type: 'text', indexed: true },
    total: { type: 'integer', indexed: true },
    placedAt: { type: 'instant', indexed: true },
    paid: { type: 'flag', indexed: true },
    lines: { type: 'integer', indexed: false },
    state: { type: 'text', indexed: false, change: { before: 'stage', at: 'placedAt', then: "it's late" } },
    due: { type: 'flag', indexed: false, change: { before: 'paid', at: 'placedAt', then: true } },
  },
};
/** `asOf` of all listings: equal to one generated instant, and a millisecond before another. */
const asOf = '2026-01-31T08:00:00.000Z';
const customers: Model = { id: 'customers@1', fields: { name: { type: 'text', indexed: true } } };
const { total, lines, ...others } = orders.fields as Required<Model['fields']>;
const [amounts, rest]: readonly [Model, Model] = [
  { id: `it's "amounts"@1`, fields: { total, lines }, partOf: 'whole' } as Model,
  { id: 'rest@7', fields: others, partOf: 'whole' },
];
/** Rows of two parts with the same fields as orders. */
const whole: Model = { id: 'whole@1-7', fields: orders.fields, parts: { "it's": amounts, rest } };
const nothing = { stage: null, total: null, placedAt: null, paid: null, lines: null };

const order = (key: string, given: Partial<Document> = {}): Document & { readonly model: string } => ({
  model: orders.id,
  key,
  subject: 'c-1',
  guard: 1,
  revision: 0,
  known: 0,
  latest: null,
  doc: { key },
  ...given,
  fields: given.doc === null ? {} : { ...nothing, ...given.fields },
});
const tombstone = (key: string, given: Partial<Document> = {}): Document & { readonly model: string } =>
  order(key, { ...given, doc: null });
const step = (given: Partial<Step>): Step => ({ ...emptyStep, ...given });
/** Saves documents over those that are there, as one who has just loaded them. */
export async function saveOver(writer: ReadModelWriter, given: Step): Promise<void> {
  const there = new Map<string, ReadonlyMap<string, Document>>();
  for (const model of new Set(given.documents.map((document) => document.model))) {
    const own = given.documents.filter((document) => document.model === model);
    there.set(
      model,
      await writer.load(
        model,
        own.map(({ key }) => key),
      ),
    );
  }
  const documents = given.documents.map((document) => ({
    ...document,
    revision: there.get(document.model)?.get(document.key)?.revision ?? 0,
  }));
  await writer.save({ ...given, documents });
}
const at = (position: number | typeof TOGETHER, model: Pick<Model, 'id'> = orders): Step['progress'][number] => ({
  model: model.id,
  lane: '*',
  position,
});

/** The order of values: null, then by size; texts by code point. */
function compare(a: FieldValue, b: FieldValue): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return Number(a) - Number(b);
}
function valueIn(document: Document, field: string): FieldValue {
  if (field === 'key') return document.key;
  const change = orders.fields[field]?.change;
  if (!change) return document.fields[field] ?? null;
  const at = valueIn(document, change.at);
  return at !== null && at <= asOf ? change.then : valueIn(document, change.before);
}
function holds(document: Document, { field, op, value }: Condition): boolean {
  const found = valueIn(document, field);
  if (op === 'contains') return found !== null && String(found).toLowerCase().includes(String(value).toLowerCase());
  const by = compare(found, value);
  if ((found === null || value === null) && op !== 'eq' && op !== 'ne') return false;
  return { eq: by === 0, ne: by !== 0, gt: by > 0, gte: by >= 0, lt: by < 0, lte: by <= 0 }[op];
}
/** The expected listing, by the text of the promises. */
function expected(
  documents: readonly Document[],
  { where = [], keys: only, sort = 'key' }: Listing,
): readonly Document[] {
  const parts = sort.split(',');
  const by = [...parts, (parts.at(-1) ?? '').startsWith('-') ? '-key' : 'key'];
  const compared = (a: Document, b: Document, part: string): number => {
    const field = part.replace(/^-/, '');
    return compare(valueIn(a, field), valueIn(b, field)) * (part.startsWith('-') ? -1 : 1);
  };
  return documents
    .filter((document) => document.doc !== null && where.every((condition) => holds(document, condition)))
    .filter(({ key }) => only?.includes(key) !== false)
    .sort((a, b) => by.reduce((so, part) => so || compared(a, b, part), 0));
}
function grouped(documents: readonly Document[], { where = [], by, compute }: Grouping): readonly GroupRow[] {
  const groups = new Map<string, Document[]>(by.length === 0 ? [['[]', []]] : []);
  for (const document of expected(documents, { where })) {
    const name = JSON.stringify(by.map((field) => valueIn(document, field)));
    groups.set(name, [...(groups.get(name) ?? []), document]);
  }
  const rows = [...groups].map(([name, members]): readonly [readonly FieldValue[], GroupRow] => {
    const values = JSON.parse(name) as readonly FieldValue[];
    const computed = Object.entries(compute).map(([column, what]) => {
      if (what.fn === 'count') return [column, members.length];
      const given = members.map((member) => valueIn(member, what.field)).filter((value) => value !== null);
      const sorted = [...given].sort(compare);
      const sum = given.reduce<number>((total, value) => total + Number(value), 0);
      return [column, given.length === 0 ? null : { sum, min: sorted[0], max: sorted.at(-1) }[what.fn]];
    });
    return [values, Object.fromEntries([...by.map((field, i) => [field, values[i]]), ...computed]) as GroupRow];
  });
  const byValues = (a: readonly FieldValue[], b: readonly FieldValue[]): number =>
    a.reduce<number>((so, value, i) => so || compare(value, b[i] ?? null), 0);
  return rows.sort(([a], [b]) => byValues(a, b)).map(([, row]) => row);
}

// few values, so that ties, nulls and hits are common
const values = {
  stage: fc.constantFrom(
    null,
    '',
    'open',
    'Open',
    '100%',
    'a_b',
    'a\\b',
    "it's",
    '上海',
    '上海张',
    'ÖZ',
    'öz',
    '\uffee',
    '😀',
  ),
  total: fc.constantFrom(null, -5, 0, 1, 2, 99_999, Number.MAX_SAFE_INTEGER),
  placedAt: fc.constantFrom(null, '1900-01-01T00:00:00.000Z', '2026-01-31T08:00:00.000Z', '2026-01-31T08:00:00.001Z'),
  paid: fc.constantFrom(null, true, false),
  lines: fc.constantFrom(null, 1, 2, 3),
};
const changing = { state: fc.oneof(values.stage, fc.constant("it's late")), due: values.paid };
const anyValue = { ...values, ...changing };
type Name = keyof typeof anyValue;
const names = Object.keys(anyValue) as Name[];
const document = fc
  .record({ subject: fc.constantFrom('c-1', 'c-2'), alive: fc.integer({ min: 0, max: 4 }), fields: fc.record(values) })
  .map(
    ({ subject, alive, fields }) =>
      (key: string) =>
        order(key, { subject, fields, doc: alive > 0 ? { key } : null }),
  );
const anyKey = fc.oneof(fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }), fc.stringMatching(/^[a-c]{1,2}$/));
const portfolio = fc
  .dictionary(anyKey, document, { maxKeys: 30, noNullPrototype: true })
  .map((made) => Object.entries(made).map(([name, make]) => make(name)));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...names).chain((field) =>
    fc.record({
      field: fc.constant(field),
      op: fc.constantFrom('eq' as const, 'ne' as const, 'gt' as const, 'gte' as const, 'lt' as const, 'lte' as const),
      value: anyValue[field] as fc.Arbitrary<FieldValue>,
    }),
  ),
  fc.record({
    field: fc.constant('key'),
    op: fc.constantFrom('eq' as const, 'gt' as const, 'lte' as const),
    value: anyKey,
  }),
  fc.record({
    field: fc.constantFrom('stage', 'state', 'key'),
    op: fc.constant('contains' as const),
    value: fc.constantFrom('', 'OPEN', '%', '_', '\\', "'", '海', '张', 'x', 'Ö', 'öZ'),
  }),
);
const where = fc.array(condition, { maxLength: 2 });
const sort = fc
  .uniqueArray(fc.constantFrom(...['key', ...names]), { minLength: 1, maxLength: 3 })
  .chain((fields) => fc.tuple(...fields.map((field) => fc.constantFrom(field, `-${field}`))))
  .map((parts) => parts.join());
const grouping: fc.Arbitrary<Grouping> = fc.record({
  asOf: fc.constant(asOf),
  where,
  by: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
  compute: fc.constant({
    n: { fn: 'count' },
    lines_sum: { fn: 'sum', field: 'lines' },
    total_max: { fn: 'max', field: 'total' },
    stage_min: { fn: 'min', field: 'stage' },
    state_max: { fn: 'max', field: 'state' },
    paid_max: { fn: 'max', field: 'paid' },
    'first "placed"': { fn: 'min', field: 'placedAt' },
  } as const),
});

async function pages(
  reader: ReadModelReader,
  listing: Listing,
  between?: () => Promise<void>,
  model = orders,
): Promise<Found[]> {
  const all: Found[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await reader.list(model, { ...listing, ...(cursor !== undefined && { cursor }) });
    all.push(...items);
    if (next === null) return all;
    cursor = next;
    await between?.();
  }
}
async function scanned(reader: ReadModelReader, listing: Omit<Listing, 'cursor'>, model = orders): Promise<Found[]> {
  const all: Found[] = [];
  for await (const chunk of reader.scan(model, listing)) all.push(...chunk);
  return all;
}
const asRow = (document: Document): GroupRow =>
  Object.fromEntries(['key', ...names].map((name) => [name, valueIn(document, name)]));
const asFound = ({ key, subject, doc }: Document): Found => ({ key, subject, doc: doc ?? {} });
const keys = (found: readonly { readonly key: unknown }[]): readonly unknown[] => found.map((each) => each.key);
const never = new AbortController().signal;

const inParts = (document: Step['documents'][number]): Step['documents'] =>
  [amounts, rest].map((part) => ({
    ...document,
    model: part.id,
    subject: document.key,
    doc: document.doc && { ...document.doc, part: part.id },
    fields: document.doc
      ? Object.fromEntries(
          Object.entries(part.fields)
            .filter(([, { change }]) => !change)
            .map(([name]) => [name, document.fields[name] ?? null]),
        )
      : {},
  }));
/** A step of each kind of writing. */
const full = (guard: number, given: Partial<Step>): Step => ({
  ...emptyStep,
  progress: [at(guard, { id: TOGETHER }), at(TOGETHER), at(guard, amounts), at(guard, rest)],
  seen: { position: guard, hash: null },
  ...given,
});

/** Every adapter keeps the promises of `ReadModelWriter` (W) and `ReadModelReader` (R). */
export function readModelContract(factory: () => Promise<ReadModelUnderTest>): void {
  let store: ReadModelUnderTest;
  beforeEach(async () => {
    store = await factory();
    await store.writer.prepare([orders]);
  });
  afterEach(() => store.destroy());
  const saveStep = (given: Step): Promise<void> => saveOver(store.writer, given);
  const save = (...documents: Step['documents']): Promise<void> => saveStep(step({ documents }));
  /** The same model, with these documents and no others. */
  const only = async (documents: Step['documents']): Promise<void> => {
    await store.writer.drop(orders.id);
    await store.writer.prepare([orders]);
    await save(...documents);
  };

  const models = [orders, amounts, rest];
  const more = { type: 'text', indexed: true } as const;
  /** Without the store that was there. */
  const anew = async (first: Step): Promise<void> => {
    await store.destroy();
    store = await factory();
    await store.writer.prepare(models);
    await store.writer.save(first);
  };
  const revived = async (): Promise<void> => {
    await store.reopen();
    await store.writer.prepare(models);
  };
  const done = (work: Promise<void>): Promise<boolean> =>
    work.then(
      () => true,
      () => false,
    );
  /** All that is kept. */
  const kept = async () => ({
    documents: await Promise.all(
      models.map(async ({ id }) => {
        const stamps = await store.writer.stampsOf(id, ['c-1', 'c-2', 'c-3']);
        const all = [...(await store.writer.load(id, [...stamps.keys()])).values()];
        return all.map(asGiven).sort((a, b) => (a.key < b.key ? -1 : 1));
      }),
    ),
    progress: await Promise.all([...models, { id: TOGETHER }].map(({ id }) => store.writer.progress(id))),
    links: await store.writer.links(),
    parked: await store.writer.parked(),
    seen: await store.writer.seen(),
  });
  /** The same with what lists find. */
  const everything = async () => ({
    ...(await kept()),
    lists: await Promise.all([orders, whole].map((model) => store.reader.list(model, { sort: '-total' }))),
    rows: await store.reader.rows(whole, ['stage', 'total'], {}),
  });

  describe('ReadModelWriter', () => {
    it('W1 never shows progress before the documents of its step, nor less of a document than was there', async () => {
      const look = async (): Promise<void> => {
        const before = (await store.reader.progress(orders.id)).get('*') ?? 0;
        const totals = (await store.reader.rows(orders, ['total'], {})).map(({ total }) => Number(total));
        if (before > 0) expect(totals).toHaveLength(40);
        expect(Math.min(...totals, Infinity)).toBeGreaterThanOrEqual(before);
      };
      for (let position = 1; position <= 25; position++) {
        const document = { guard: position, fields: { total: position } };
        const documents = Array.from({ length: 40 }, (_, i) => order(`o-${i}`, document));
        const looking = [look(), look(), look()]; // started before the step is saved, ended after it
        await saveStep(step({ documents, progress: [at(position)] }));
        await Promise.all(looking);
      }
    });
    it('W1 ends the same where a step is cut off after any of its writes and saved again', async () => {
      await anew(before);
      await saveStep(after);
      const wanted = await everything();
      let writes = 0;
      for (let isWhole = false; !isWhole; writes++) {
        await anew(before);
        store.dieAfter(writes);
        isWhole = await done(saveStep(after));
        await revived();
        const found = await kept();
        for (const [i, { id }] of models.entries())
          if ((found.progress[i]?.get('*') ?? 0) > 1)
            expect([id, found.documents[i]]).toEqual([id, wanted.documents[i]]);
        await saveStep(after);
        expect(await everything()).toEqual(wanted);
      }
      expect(writes).toBeGreaterThan(3);
    });
    it('W1 keeps nothing of a step that fails', async () => {
      await store.writer.save(step({ documents: [order('o-1')], progress: [at(1)] }));
      const failing = step({
        documents: [
          order('o-1', { guard: 2, revision: 1, doc: { changed: true } }),
          order('o-2', { fields: { total: 'many' } }),
        ],
        links: [{ member: 'a', into: 'b', position: 7 }],
        progress: [at(2)],
      });
      await expect(store.writer.save(failing)).rejects.toThrow(BadValue);
      expect(await store.writer.load(orders.id, ['o-1', 'o-2'])).toEqual(new Map([['o-1', asSaved(order('o-1'))]]));
      expect(await store.reader.progress(orders.id)).toEqual(new Map([['*', 1]]));
      expect(await store.writer.links()).toEqual(new Map());
    });
    it('W2 saves a document only over the one that it was computed from, and else nothing of the step is progress', async () => {
      const said = (text: string, revision: number): Step =>
        step({
          documents: [order('o-1', { revision, subject: text, doc: { said: text }, fields: { stage: text } })],
          progress: [at(revision + 1)],
        });
      const stands = async (): Promise<unknown> => [
        await store.reader.get(orders.id, 'o-1'),
        await store.reader.rows(orders, ['stage'], {}),
        await store.reader.progress(orders.id),
      ];
      const saved = (text: string, position: number): unknown => [
        { key: 'o-1', subject: text, doc: { said: text }, guard: 1 },
        [{ key: 'o-1', stage: text }],
        new Map([['*', position]]),
      ];
      await store.writer.save(said('first', 0));
      expect(await stands()).toEqual(saved('first', 1));
      await store.writer.save(said('second', 1));
      expect(await stands()).toEqual(saved('second', 2));
      for (const revision of [0, 1, 3]) {
        await expect(store.writer.save(said('late', revision))).rejects.toThrow(Overtaken);
        expect(await stands()).toEqual(saved('second', 2));
      }
    });
    it('W1 takes documents as large as it says, and of a larger one nothing of its step', async () => {
      const { largest } = store.writer;
      const frame = JSON.stringify({ pad: '' }).length;
      const sized = (key: string, bytes: number): Step['documents'][number] =>
        order(key, { doc: { pad: 'x'.repeat(bytes - frame) } });
      await store.writer.save(step({ documents: [sized('a', largest)], progress: [at(1)] }));
      const late = step({ documents: [order('b'), sized('c', largest + 1)], progress: [at(2)] });
      const refused = { name: 'DocumentTooLarge', model: orders.id, key: 'c', bytes: largest + 1, limit: largest };
      await expect(store.writer.save(late)).rejects.toMatchObject(refused);
      expect(keys((await store.reader.list(orders, {})).items)).toEqual(['a']);
      expect(await store.reader.progress(orders.id)).toEqual(new Map([['*', 1]]));
    });
    it('W4 gives back a document with long lists as it was saved, however they change', async () => {
      const change = fc.constantFrom(
        'append',
        'insert',
        'replace',
        'remove',
        'halve',
        'double',
        'nest',
        'bury',
        'open',
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(change, fc.nat()), { maxLength: 12 }), async (changes) => {
          await store.writer.empty([orders]);
          const neighbours = ['o-0', 'o-2'].map((key) =>
            order(key, { doc: { list: Array.from({ length: 400 }, () => key) } }),
          );
          await store.writer.save(step({ documents: neighbours }));
          let list: readonly object[] = Array.from({ length: 250 }, (_, number) => ({ number, text: '数'.repeat(9) }));
          let isNested = false;
          for (const [what, at] of changes) {
            const place = at % (list.length + 1);
            if (what === 'append') list = [...list, { at }, { at }, { at }];
            else if (what === 'insert') list = list.toSpliced(place, 0, { at });
            else if (what === 'replace' || what === 'remove')
              list = list.toSpliced(place, 1, ...(what === 'replace' ? [{ at }] : []));
            else if (what === 'halve') list = list.slice(0, Math.ceil(list.length / 2));
            else if (what === 'double') list = [...list, ...list].slice(0, 2_000);
            else if (what === 'nest') isNested = !isNested;
            else if (what === 'open') await revived();
            const facts = { list, count: list.length };
            const doc = what === 'bury' ? null : { list: [], ...(isNested ? { facts } : facts), before: at, empty: {} };
            await saveOver(store.writer, step({ documents: [order('o-1', { doc })] }));
            const loaded = (await store.writer.load(orders.id, ['o-1'])).get('o-1');
            const shown = await store.reader.get(orders.id, 'o-1');
            const [listed] = (await store.reader.list(orders, { keys: ['o-1'] })).items;
            expect([loaded?.doc, shown?.doc ?? null, listed?.doc ?? null]).toEqual([doc, doc, doc]);
          }
          for (const { key, doc } of neighbours) expect((await store.reader.get(orders.id, key))?.doc).toEqual(doc);
        }),
        { numRuns: 10 },
      );
    });
    it('W1 counts all bytes of a document with long lists', async () => {
      const { largest } = store.writer;
      const pad = 'x'.repeat(largest / 512);
      const sized = (items: number): Step => step({ documents: [order('a', { doc: { list: Array.from({ length: items }, () => pad) } })] }); // prettier-ignore
      await expect(store.writer.save(sized(512))).rejects.toMatchObject({ name: 'DocumentTooLarge', key: 'a' });
      expect(await store.reader.get(orders.id, 'a')).toBeNull();
      await store.writer.save(sized(500));
    });
    it('W1 takes no lane back, save where its model is emptied', async () => {
      const other = { model: orders.id, lane: '1/2', position: 3 };
      await store.writer.save(step({ progress: [at(5), at(5, { id: TOGETHER }), other] }));
      await store.writer.save(step({ progress: [at(4), at(4, { id: TOGETHER }), { ...other, position: 7 }] }));
      const lanes = new Map([
        ['*', 5],
        ['1/2', 7],
      ]);
      expect([await store.reader.progress(orders.id), await store.reader.progress(TOGETHER)]).toEqual([
        lanes,
        new Map([['*', 5]]),
      ]);
      await store.writer.empty([orders]);
      await store.writer.save(step({ progress: [at(1)] }));
      expect(await store.reader.progress(orders.id)).toEqual(new Map([['*', 1]]));
    });
    it('W2 lets one of two win that save a document at the same time', async () => {
      const contested = (n: number): Step => step({ documents: [order('o-1', { fields: { total: n } })] });
      const isSaved = await Promise.all([1, 2, 3].map((n) => done(store.writer.save(contested(n)))));
      const winner = isSaved.indexOf(true) + 1;
      expect(isSaved.filter(Boolean)).toHaveLength(1);
      expect(await store.reader.rows(orders, ['total'], {})).toEqual([{ key: 'o-1', total: winner }]);
    });
    it('W2 leaves a document out that stands beside others, where there is one already', async () => {
      const besides = ['o-1', 'o-2'].map((key) => order(key, { beside: true, fields: { total: 7 } }));
      await save(order('o-1', { fields: { total: 1 } }));
      await store.writer.save(step({ documents: besides, progress: [at(2)] }));
      await store.writer.save(step({ documents: besides }));
      const totals = { 'o-1': 1, 'o-2': 7 };
      expect(await store.reader.rows(orders, ['total'], {})).toEqual(
        Object.entries(totals).map(([key, total]) => ({ key, total })),
      );
      expect(await store.reader.progress(orders.id)).toEqual(new Map([['*', 2]]));
    });
    it('W2 keeps the guard of a removed document, and lets it come back', async () => {
      await save(order('o-1', { guard: 5, fields: { total: 7 } }));
      await save(tombstone('o-1', { guard: 8, known: 3 }));
      expect((await store.writer.load(orders.id, ['o-1'])).get('o-1')).toEqual(
        withoutModel(tombstone('o-1', { guard: 8, known: 3, revision: 2 })),
      );
      await save(order('o-1', { guard: 9, fields: { total: 7 } }));
      expect(await store.reader.rows(orders, ['total'], {})).toEqual([{ key: 'o-1', total: 7 }]);
    });
    it('W3 prepares a model without touching others or what it holds already', async () => {
      await store.writer.save(step({ documents: [order('o-1')], progress: [at(3)] }));
      await store.writer.prepare([customers]);
      await store.writer.prepare([customers, orders]);
      expect([...(await store.writer.models())].sort()).toEqual(['customers@1', 'orders@1']);
      expect(await store.reader.count(orders)).toBe(1);
      expect(await store.reader.progress(orders.id)).toEqual(new Map([['*', 3]]));
    });
    it('W3 drops a model with its documents, progress and parked events, and no other', async () => {
      await store.writer.prepare([customers]);
      const customer = { ...order('c-1'), model: customers.id, fields: { name: '上海' } };
      const progress = [at(3), at(4, customers)];
      await store.writer.save(step({ documents: [order('o-1'), customer], progress, parked: [parked('p-1', 1)] }));
      await store.writer.drop(orders.id);
      expect(await store.writer.models()).toEqual(['customers@1']);
      expect([await store.writer.parked(), await store.reader.progress(orders.id)]).toEqual([[], new Map()]);
      expect(await store.reader.get(orders.id, 'o-1')).toBeNull();
      await store.writer.prepare([orders]);
      expect(await store.reader.count(orders)).toBe(0);
      expect(keys((await store.reader.list(customers, {})).items)).toEqual(['c-1']);
      expect(await store.reader.progress(customers.id)).toEqual(new Map([['*', 4]]));
    });
    it('W3 empties a model in one step: documents, progress and parked events are gone, and no reader misses it', async () => {
      await store.writer.prepare([customers]);
      const customer = { ...order('c-1'), model: customers.id, fields: { name: '上海' } };
      const progress = [at(3), at(4, customers)];
      const full = step({ documents: [order('o-1'), customer], progress, parked: [parked('p-1', 1)] });
      const look = (): Promise<unknown> => Promise.all([store.reader.list(orders, {}), store.reader.count(orders)]);
      for (let round = 0; round < 60; round++) {
        await saveStep(full);
        const looking = [look(), look()]; // started before the model is emptied, ended after it
        await store.writer.empty([orders]);
        await Promise.all(looking);
        expect(await store.reader.count(orders)).toBe(0);
      }
      expect([...(await store.writer.models())].sort()).toEqual(['customers@1', 'orders@1']);
      expect([await store.writer.parked(), await store.reader.progress(orders.id)]).toEqual([[], new Map()]);
      expect(keys((await store.reader.list(customers, {})).items)).toEqual(['c-1']);
      expect(await store.reader.progress(customers.id)).toEqual(new Map([['*', 4]]));
      await save(order('o-2'));
      expect(await store.reader.count(orders)).toBe(1);
    });
    it('W3 empties several models in one step: no reader finds one empty and another full', async () => {
      await store.writer.prepare([customers]);
      const customer = { ...order('c-1'), model: customers.id, fields: { name: '上海' } };
      await store.writer.save(step({ documents: [order('o-1'), customer], progress: [at(3), at(4, customers)] }));
      const emptied = store.writer.empty([orders, customers]);
      for (let isEmpty = false; !isEmpty;) {
        const changed = store.reader.changed(never);
        isEmpty = (await store.reader.count(orders)) === 0;
        if (!isEmpty) await changed;
      }
      expect(await store.reader.count(customers)).toBe(0);
      await emptied;
      expect([await store.reader.progress(orders.id), await store.reader.progress(customers.id)]).toEqual([
        new Map(),
        new Map(),
      ]);
    });
    it.each<[string, (writer: ReadModelWriter) => Promise<void>]>([
      ['empties models', (writer) => writer.empty(models)],
      [
        'drops models',
        async (writer) => {
          for (const { id } of models) await writer.drop(id);
        },
      ],
      [
        'prepares models with other fields',
        (writer) => writer.prepare(models.map((model) => ({ ...model, fields: { ...model.fields, more } }))),
      ],
    ])('W3 %s so that, cut off after any write, no progress is left without its documents', async (_, change) => {
      await anew(before);
      const full = await kept();
      let writes = 0;
      for (let isWhole = false; !isWhole; writes++) {
        store.dieAfter(writes);
        isWhole = await done(change(store.writer));
        await revived();
        const found = await kept();
        for (const [i, { id }] of models.entries()) {
          const isFull = (found.progress[i]?.size ?? 0) > 0;
          expect([id, found.documents[i]]).toEqual([id, isFull ? full.documents[i] : []]);
        }
        await store.writer.empty(models);
        await store.writer.save(before);
        expect(await kept()).toEqual(full);
      }
      expect(writes).toBeGreaterThan(2);
    });
    it('W3 empties a model that is not there yet by making it', async () => {
      await store.writer.empty([customers]);
      expect([...(await store.writer.models())].sort()).toEqual(['customers@1', 'orders@1']);
    });
    it('W4 gives back what was saved, also after it was opened again', async () => {
      const guards = fc.record({
        guard: fc.integer({ min: 1, max: 2 ** 45 }),
        known: fc.nat(2 ** 45),
        latest: fc.option(values.placedAt),
        doc: fc.jsonValue(),
      });
      await fc.assert(
        fc.asyncProperty(portfolio, fc.array(guards, { minLength: 1 }), async (documents, given) => {
          const saved = documents.map((each, i) => {
            const { doc, ...stamps } = given[i % given.length] ?? { guard: 1, known: 0, latest: null, doc: {} };
            const json = JSON.parse(JSON.stringify({ doc })) as object; // JSON has no −0
            return { ...each, ...stamps, doc: each.doc && json };
          });
          await only(saved);
          const loaded = await store.writer.load(orders.id, [...keys(saved).map(String), 'none']);
          expect(loaded).toEqual(new Map(saved.map((each) => [each.key, asSaved(each)])));
        }),
        { numRuns: 40 },
      );
      const before = await store.writer.page(orders.id, '', 100);
      await store.reopen();
      await store.writer.prepare([orders]);
      expect(await store.writer.page(orders.id, '', 100)).toEqual(before);
    });
    it('W4 gives back documents byte by byte, whatever their keys and texts are', async () => {
      const doc = JSON.parse(
        String.raw`{"z":1,"$set":{"a.b":"$x"},"":null,"a\u0000b":"\u0000","__proto__":[],"_id":"o-1","\ud800":"\udfff","b":1e-7,"a":-5}`,
      ) as object;
      await save(order('o-1', { doc }));
      const loaded = (await store.writer.load(orders.id, ['o-1'])).get('o-1')?.doc;
      const found = (await store.reader.list(orders, {})).items.map((item) => item.doc);
      expect([loaded, ...found].map((each) => JSON.stringify(each))).toEqual(Array(2).fill(JSON.stringify(doc)));
    });
    it('W4 gives of what is parked one by its id, those of a model for some subjects, and the first of each', async () => {
      await store.writer.prepare([customers]);
      const other = { ...parked('p-4', 3), model: customers.id };
      const later = [9, 5, 7].map((position) => parked(`p-${position}`, position));
      const aside = { ...parked('p-6', 6), subject: 'c-2' };
      await store.writer.save(step({ parked: [...later, aside, other] }));
      const { writer } = store;
      const ids = (found: readonly Parked[]): readonly string[] => found.map(({ id }) => id);
      const first = async (...asked: Parameters<typeof writer.firstParked>) =>
        ids(await writer.firstParked(...asked)).toSorted();
      expect(await writer.parked({ id: 'p-6' })).toEqual([aside]);
      expect(await writer.parked({ id: 'p-1' })).toEqual([]);
      expect(ids(await writer.parked({ model: orders.id, subjects: ['c-1', 'c-3'] }))).toEqual(['p-5', 'p-7', 'p-9']);
      expect(await first([orders.id, customers.id], ['c-1', 'c-2', 'c-3'])).toEqual(['p-4', 'p-5', 'p-6']);
      expect(await first([orders.id], ['c-1'])).toEqual(['p-5']);
      expect([await first([orders.id], ['c-3']), await first([orders.id], []), await first([], ['c-1'])]).toEqual([
        [],
        [],
        [],
      ]);
    });
    it('W4 keeps links, parked events and progress by lane, also after it was opened again', async () => {
      const links = [
        { member: 'a', into: 'b', position: 7 },
        { member: 'c', into: 'b', position: 8 },
      ];
      const progress = [at(9), { model: orders.id, lane: '7', position: 2 ** 45 }];
      await store.writer.save(step({ links, progress, parked: [parked('p-2', 8), parked('p-1', 7)] }));
      await store.writer.save(step({ links: [{ member: 'a', into: 'd', position: 2 ** 45 }], unparked: ['p-1'] }));
      await store.reopen();
      const linked = new Map([
        ['a', 'd'],
        ['c', 'b'],
      ]);
      const lanes = new Map([
        ['*', 9],
        ['7', 2 ** 45],
      ]);
      for (const side of [store.writer, store.reader]) {
        expect(await side.parked()).toEqual([parked('p-2', 8)]);
        expect(await side.progress(orders.id)).toEqual(lanes);
      }
      const more = [parked('p-4', 8), parked('p-3', 9), parked('p-5', 1)];
      await store.writer.save(step({ parked: more }));
      const ids = async (after?: Parked, limit?: number): Promise<readonly string[]> =>
        (await store.reader.parked(after, limit)).map(({ id }) => id);
      expect([
        await ids(),
        await ids(undefined, 1),
        await ids(parked('p-2', 8), 1),
        await ids(parked('p-x', 8)),
      ]).toEqual([['p-5', 'p-2', 'p-4', 'p-3'], ['p-5'], ['p-4'], ['p-3']]);
      expect([await store.reader.isParked('p-4'), await store.reader.isParked('p-1')]).toEqual([true, false]);
      expect(await store.writer.links()).toEqual(linked);
      expect([await store.reader.into('a'), await store.reader.into('b')]).toEqual(['d', undefined]);
      expect(await store.reader.lastLink()).toBe(2 ** 45);
      await store.writer.save(step({ links: [{ member: 'b', into: 'z', position: 9 }] }));
      const all = await store.reader.members('z');
      expect(all.toSorted((one, other) => (one.member < other.member ? -1 : 1))).toEqual([
        { member: 'b', position: 9 },
        { member: 'c', position: 9 },
      ]);
      expect([await store.reader.members('b'), await store.reader.members('d')]).toEqual([
        [{ member: 'c', position: 8 }],
        [{ member: 'a', position: 2 ** 45 }],
      ]);
    });
    it('W4 keeps one progress for all models that go on together, and its own for one that does not', async () => {
      const common = { id: TOGETHER };
      const progress = async (): Promise<unknown> => [
        (await store.reader.progress(orders.id)).get('*'),
        (await store.writer.progress(customers.id)).get('*'),
      ];
      await store.writer.prepare([customers]);
      await store.writer.save(step({ progress: [at(3), at(5, common)] }));
      expect(await progress()).toEqual([3, undefined]);
      await store.writer.save(step({ progress: [at(TOGETHER), at(TOGETHER, customers)] }));
      await store.writer.save(step({ progress: [at(7, common)] }));
      await store.reopen();
      expect(await progress()).toEqual([7, 7]);
      await store.writer.save(step({ progress: [at(2)] }));
      await store.writer.empty([customers]);
      await store.writer.save(step({ progress: [at(9, common)] }));
      expect(await progress()).toEqual([2, undefined]);
    });
    it('W4 leaves models behind the progress of all that have stopped going on with it, though they go on with each other', async () => {
      await store.writer.prepare([customers]);
      const both = (position: number | typeof TOGETHER): Step['progress'] => [at(position), at(position, customers)];
      const progress = async (): Promise<unknown> => [
        (await store.reader.progress(orders.id)).get('*'),
        (await store.writer.progress(customers.id)).get('*'),
      ];
      await store.writer.save(step({ progress: [...both(TOGETHER), at(5, { id: TOGETHER })] }));
      await store.writer.save(step({ progress: [...both(6), at(7, { id: TOGETHER })] }));
      await store.writer.save(step({ progress: [at(9, { id: TOGETHER })] }));
      expect(await progress()).toEqual([6, 6]);
      await store.writer.save(step({ progress: [at(8)] }));
      expect(await progress()).toEqual([8, 6]);
      await store.writer.save(step({ progress: both(10) }));
      expect(await progress()).toEqual([10, 10]);
    });
    it('W4 keeps the last event that was seen, also after it was opened again and after steps that do not name it', async () => {
      expect(await store.writer.seen()).toBeUndefined();
      await store.writer.save(step({ seen: { position: 7, hash: 'ab'.repeat(32) } }));
      await store.writer.save(step({}));
      await store.reopen();
      expect(await store.writer.seen()).toEqual({ position: 7, hash: 'ab'.repeat(32) });
      await store.writer.save(step({ seen: { position: 9, hash: null } }));
      expect(await store.writer.seen()).toEqual({ position: 9, hash: null });
    });
    it('W4 finds the documents of subjects, tombstones included, and pages through what is not removed', async () => {
      await save(
        order('b'),
        order('a'),
        order('c', { subject: 'c-2' }),
        tombstone('d'),
        order('e', { subject: 'c-3' }),
      );
      await save(order('c', { subject: 'c-2', known: 7 }));
      const stamps = [...(await store.writer.stampsOf(orders.id, ['c-1', 'c-2', 'none']))];
      const first = { subject: 'c-1', revision: 1, known: 0 };
      expect(stamps.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
        ...[
          ['a', first],
          ['b', first],
        ],
        ...[
          ['c', { subject: 'c-2', revision: 2, known: 7 }],
          ['d', first],
        ],
      ]);
      expect(keys(await store.writer.page(orders.id, '', 2))).toEqual(['a', 'b']);
      expect(keys(await store.writer.page(orders.id, 'b', 9))).toEqual(['c', 'e']);
    });
  });

  describe('ReadModelReader', () => {
    it('R1 filters and sorts as the promise says, page by page and in one go', async () => {
      await fc.assert(
        fc.asyncProperty(
          portfolio,
          where,
          sort,
          fc.option(fc.array(anyKey, { maxLength: 4 }), { nil: undefined }),
          fc.integer({ min: 1, max: 12 }),
          async (documents, asked, by, named, limit) => {
            await only(documents);
            const some = [...(named ?? []), ...documents.slice(0, 2).map(({ key }) => key)];
            const listing = { where: asked, asOf, sort: by, ...(named && { keys: some }) };
            const wanted = expected(documents, listing);
            expect(await pages(store.reader, { ...listing, limit })).toEqual(wanted.map(asFound));
            expect(await scanned(store.reader, listing)).toEqual(wanted.map(asFound));
            expect(await store.reader.count(orders, listing)).toBe(wanted.length);
            expect(await store.reader.count(orders, listing, 3)).toBe(Math.min(wanted.length, 3));
            const rows = wanted.slice(0, limit).map(asRow);
            expect(await store.reader.rows(orders, names, { ...listing, limit })).toEqual(rows);
          },
        ),
        { numRuns: 120 },
      );
    });
    it('R1 finds by a comparison only what has a value, and by null only what is equal or not', async () => {
      const late = '2026-02-28T08:00:00.000Z';
      await save(order('none'), order('some', { fields: { total: 5, placedAt: late, stage: 'open' } }));
      const found = async (field: string, op: Condition['op'], value: FieldValue) =>
        keys(await scanned(store.reader, { where: [{ field, op, value }], asOf }));
      for (const [field, least, most] of [
        ['total', -9, 9],
        ['placedAt', asOf, '2026-12-31T08:00:00.000Z'],
        ['state', '', 'z'],
      ] as const) {
        for (const op of ['gt', 'gte'] as const) expect([op, await found(field, op, least)]).toEqual([op, ['some']]);
        for (const op of ['lt', 'lte'] as const) expect([op, await found(field, op, most)]).toEqual([op, ['some']]);
        for (const op of ['gt', 'gte', 'lt', 'lte'] as const) expect(await found(field, op, null)).toEqual([]);
        expect(await found(field, 'eq', null)).toEqual(['none']);
        expect(await found(field, 'ne', null)).toEqual(['some']);
        expect(await found(field, 'ne', most)).toEqual(['none', 'some']);
      }
    });
    it('R1 groups as the promise says', async () => {
      await fc.assert(
        fc.asyncProperty(portfolio, grouping, async (documents, asked) => {
          await only(documents);
          expect(await store.reader.group(orders, asked)).toEqual(grouped(documents, asked));
        }),
        { numRuns: 60 },
      );
    });
    it('R1 finds a part of a text whatever its case, in every alphabet', async () => {
      await save(order('o-1', { fields: { stage: 'Müller-ÖZ' } }), order('o-2', { fields: { stage: 'Жук' } }));
      const found = async (value: string): Promise<unknown> =>
        keys((await store.reader.list(orders, { where: [{ field: 'stage', op: 'contains', value }] })).items);
      for (const value of ['müller', 'MÜLLER', 'öz', 'Öz']) expect(await found(value)).toEqual(['o-1']);
      for (const value of ['жук', 'ЖУК']) expect(await found(value)).toEqual(['o-2']);
    });
    it('R1 never shows a tombstone', async () => {
      await save(order('o-1', { fields: { total: 1 } }), order('o-2', { fields: { total: 1 } }));
      await save(tombstone('o-2', { guard: 2 }), tombstone('o-3'));
      expect(await store.reader.get(orders.id, 'o-2')).toBeNull();
      for (const by of ['key', 'total', '-total', 'lines'])
        expect(keys((await store.reader.list(orders, { sort: by })).items)).toEqual(['o-1']);
      expect(keys(await scanned(store.reader, {}))).toEqual(['o-1']);
      expect(await store.reader.rows(orders, [], {})).toEqual([{ key: 'o-1' }]);
      expect(await store.reader.count(orders, { where: [{ field: 'total', op: 'ne', value: 5 }] })).toBe(1);
      const n = { n: { fn: 'count' } } as const;
      expect(await store.reader.group(orders, { by: ['total'], compute: n })).toEqual([{ total: 1, n: 1 }]);
    });
    it('R2 neither repeats nor skips an unchanged document while others are written', async () => {
      await fc.assert(
        fc.asyncProperty(
          portfolio,
          fc.array(fc.tuple(anyKey, document), { minLength: 1, maxLength: 20 }),
          sort,
          fc.integer({ min: 1, max: 5 }),
          async (documents, writes, by, limit) => {
            await only(documents);
            let guard = 1;
            const written = new Set<string>();
            const between = async (): Promise<void> => {
              const [name, make] = writes[guard++ % writes.length] ?? [];
              if (name === undefined || !make) return;
              written.add(name);
              await save({ ...make(name), guard });
            };
            const seen = await pages(store.reader, { sort: by, asOf, limit }, between);
            const unchanged = expected(documents, { sort: by }).filter((each) => !written.has(each.key));
            expect(seen.filter((each) => !written.has(each.key))).toEqual(unchanged.map(asFound));
          },
        ),
        { numRuns: 50 },
      );
    });
    it('R2 ends a page of large documents before its limit, and goes on behind it', async () => {
      const pad = 'x'.repeat(1_500_000);
      for (const key of ['a', 'b', 'c']) await save(order(key, { doc: { key, pad } }));
      const first = await store.reader.list(orders, { limit: 10 });
      const second = await store.reader.list(orders, { limit: 10, cursor: first.next ?? '' });
      expect([keys(first.items), keys(second.items), second.next]).toEqual([['a', 'b'], ['c'], null]);
    });
    it('R3 goes on by a cursor after it was opened again, to the last page and no further', async () => {
      await save(order('a'), order('b'), order('c'));
      const first = await store.reader.list(orders, { limit: 2 });
      await store.reopen();
      const second = await store.reader.list(orders, { limit: 2, cursor: first.next ?? '' });
      expect([keys(first.items), keys(second.items), second.next]).toEqual([['a', 'b'], ['c'], null]);
      expect((await store.reader.list(orders, { limit: 3 })).next).toBeNull();
    });
    it('R3 refuses a cursor that is forged, or of another model, sort or filter', async () => {
      const model = { ...orders, id: 'orders@2' };
      await store.writer.prepare([model]);
      await save(order('a'), order('b'), order('c'));
      const asked = [{ field: 'total', op: 'eq', value: null }] as const;
      const cursor = (await store.reader.list(orders, { limit: 1, sort: 'total', where: asked })).next ?? '';
      const refused = async (of: Model, listing: Listing): Promise<void> =>
        expect(store.reader.list(of, { sort: 'total', where: asked, cursor, ...listing })).rejects.toThrow(BadCursor);
      await refused(model, {});
      for (const listing of [{ sort: '-total' }, { sort: 'key' }, { where: [] }, { keys: ['o-1'] }])
        await refused(orders, listing);
      await refused(orders, { where: [{ field: 'total', op: 'ne', value: null }] });
      for (let i = 0; i < cursor.length; i++) {
        const other = cursor[i] === 'A' ? 'B' : 'A';
        await refused(orders, { cursor: cursor.slice(0, i) + other + cursor.slice(i + 1) });
      }
      for (const forged of ['', 'x', `${cursor}A`, cursor.slice(1), '{}', '游标', '\0'])
        await refused(orders, { cursor: forged });
      expect((await store.reader.list(orders, { sort: 'total', where: asked, cursor })).items).toHaveLength(2);
    });
    it('R3 gives pages of the usual size unless told otherwise, and none beyond the largest', async () => {
      await save(...Array.from({ length: PAGE.largest + 1 }, (_, i) => order(String(i).padStart(4, '0'))));
      expect((await store.reader.list(orders, {})).items).toHaveLength(PAGE.usual);
      const large = await store.reader.list(orders, { limit: PAGE.largest + 1 });
      expect([large.items.length, large.next === null]).toEqual([PAGE.largest, false]);
    });
    it('R4 scans the whole listing in chunks of at most 500, as far as its limit', async () => {
      await save(...Array.from({ length: 1201 }, (_, i) => order(`o-${i}`, { fields: { lines: i } })));
      const chunks: number[] = [];
      for await (const chunk of store.reader.scan(orders, { sort: '-lines' })) chunks.push(chunk.length);
      expect(chunks.reduce((a, b) => a + b, 0)).toBe(1201);
      expect(Math.max(...chunks)).toBeLessThanOrEqual(500);
      expect(keys(await scanned(store.reader, { sort: '-lines', limit: 2 }))).toEqual(['o-1200', 'o-1199']);
    });
    it('R4 lets the consumer of a scan stop early and go on with other reads', async () => {
      await save(...Array.from({ length: 1200 }, (_, i) => order(`o-${i}`)));
      for (let i = 0; i < 20; i++)
        for await (const chunk of store.reader.scan(orders, {})) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
      expect(await scanned(store.reader, {})).toHaveLength(1200);
    });
    it('R5 sums integers exactly up to 2^53, and over nothing gives null, count 0', async () => {
      const compute = {
        n: { fn: 'count' },
        sum: { fn: 'sum', field: 'total' },
        min: { fn: 'min', field: 'placedAt' },
        max: { fn: 'max', field: 'total' },
      } as const;
      const asked = { by: [], compute };
      expect(await store.reader.group(orders, asked)).toEqual([{ n: 0, sum: null, min: null, max: null }]);
      expect(await store.reader.group(orders, { ...asked, by: ['stage'] })).toEqual([]);
      const large = 2 ** 53 - 1 - 1000;
      await save(order('a', { fields: { total: large } }), order('b'), order('c', { fields: { total: 999 } }));
      expect(await store.reader.group(orders, asked)).toEqual([{ n: 3, sum: large + 999, min: null, max: large }]);
    });
    it('counts the parked events of each model', async () => {
      await store.writer.prepare([customers]);
      expect(await store.reader.parkedCounts()).toEqual(new Map());
      const other = { ...parked('p-3', 9), model: customers.id };
      await store.writer.save(step({ parked: [parked('p-1', 7), parked('p-2', 8), other] }));
      expect(await store.reader.parkedCounts()).toEqual(
        new Map([
          [orders.id, 2],
          [customers.id, 1],
        ]),
      );
    });
    it('R6 tells of every saved step, so that progress is waited for and not polled', async () => {
      for (let position = 1; position <= 20; position++) {
        const changed = store.reader.changed(never);
        await saveStep(step({ documents: [order('o-1', { guard: position })], progress: [at(position)] }));
        await changed;
        expect((await store.reader.progress(orders.id)).get('*')).toBe(position);
      }
    });
    it('R6 stops waiting when its signal aborts, at once where it has aborted before, and when it is closed', async () => {
      const stop = new AbortController();
      const waiting = store.reader.changed(stop.signal);
      stop.abort();
      await waiting;
      await store.reader.changed(stop.signal);
      const last = store.reader.changed(never);
      await store.reader.close();
      await last;
    });
    it('R7 orders texts by code point, null first, and the other way round exactly reversed', async () => {
      const stages = [null, '', 'A', 'a', 'ä', '上', '\uffee', '😀'];
      await save(
        ...stages.flatMap((stage, i) => [order(`${i}a`, { fields: { stage } }), order(`${i}b`, { fields: { stage } })]),
      );
      const up = keys(await pages(store.reader, { sort: 'stage', limit: 3 }));
      expect(up).toEqual(stages.flatMap((_, i) => [`${i}a`, `${i}b`]));
      expect(keys(await pages(store.reader, { sort: '-stage', limit: 3 }))).toEqual([...up].reverse());
    });
    it('R8 names the known fields where one is asked for that is not declared', async () => {
      const eq = { op: 'eq', value: 1 } as const;
      const n = { n: { fn: 'count' } } as const;
      for (const field of [
        'colour',
        'TOTAL',
        'f_total',
        'doc',
        'subject',
        '',
        '-',
        '__proto__',
        'constructor',
        '"; --',
      ]) {
        const asked: readonly (() => Promise<unknown>)[] = [
          () => store.reader.list(orders, { where: [{ field, ...eq }] }),
          () => store.reader.list(orders, { sort: field }),
          () => scanned(store.reader, { sort: `-${field}` }),
          () => store.reader.count(orders, { where: [{ field, ...eq }] }),
          () => store.reader.rows(orders, [field], {}),
          () => store.reader.group(orders, { by: [field], compute: n }),
          () => store.reader.group(orders, { by: [], compute: { x: { fn: 'max', field } } }),
        ];
        for (const ask of asked) await expect(ask()).rejects.toThrow(UnknownField);
      }
      const error: unknown = await store.reader.rows(orders, ['colour'], {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ field: 'colour', known: ['key', ...names.toSorted()] });
    });
    it('R8 refuses values that do not fit their field', async () => {
      const misfits: Readonly<Record<string, readonly unknown[]>> = {
        stage: [1, true, {}, undefined],
        total: ['1', true, 1.5, NaN, Infinity, 2 ** 53],
        placedAt: ['2026-01-31', '2026-01-31T08:00:00Z', 'yesterday', 1],
        paid: [0, 1, 'true'],
        key: [1, {}],
      };
      for (const [field, wrong] of Object.entries(misfits))
        for (const value of wrong)
          for (const op of ['eq', 'gte'] as const)
            await expect(
              store.reader.list(orders, { where: [{ field, op, value: value as FieldValue }] }),
            ).rejects.toThrow(BadValue);
      const contains = (field: string, value: FieldValue): Promise<number> =>
        store.reader.count(orders, { where: [{ field, op: 'contains', value }] });
      for (const [field, value] of [['total', 1] as const, ['placedAt', '2026'] as const, ['stage', null] as const])
        await expect(contains(field, value)).rejects.toThrow(BadValue);
      for (const limit of [0, -1, 1.5, NaN, Infinity])
        for (const ask of [() => store.reader.list(orders, { limit }), () => store.reader.rows(orders, [], { limit })])
          await expect(ask()).rejects.toThrow(BadValue);
      const sum = { by: [], compute: { x: { fn: 'sum', field: 'stage' } } } as const;
      await expect(store.reader.group(orders, sum)).rejects.toThrow(BadValue);
      const many = Array.from({ length: MOST_CONDITIONS + 1 }, () => ({ field: 'total', op: 'eq', value: 1 }) as const);
      await expect(store.reader.count(orders, { where: many })).rejects.toThrow(BadValue);
    });
    it('R11 reads rows of several parts like documents of one model', async () => {
      const inOne = ({ key }: Document): Found => ({
        key,
        subject: key,
        doc: { "it's": { key, part: amounts.id }, rest: { key, part: rest.id } },
      });
      expect(await store.reader.list(whole, {})).toEqual({ items: [], next: null });
      await fc.assert(
        fc.asyncProperty(portfolio, where, sort, grouping, async (documents, asked, by, grouped_) => {
          for (const { id } of [amounts, rest]) await store.writer.drop(id);
          await store.writer.prepare([amounts, rest]);
          await save(...documents.flatMap(inParts).sort((a, b) => (a.model + a.key < b.model + b.key ? 1 : -1)));
          await store.writer.empty([amounts]);
          await save(...documents.toReversed().flatMap(inParts));
          const listing = { where: asked, asOf, sort: by };
          const wanted = expected(documents, listing);
          expect(await pages(store.reader, { ...listing, limit: 7 }, undefined, whole)).toEqual(wanted.map(inOne));
          expect(await scanned(store.reader, listing, whole)).toEqual(wanted.map(inOne));
          expect(await store.reader.count(whole, listing)).toBe(wanted.length);
          const rows = wanted.map(asRow);
          expect(await store.reader.rows(whole, names, listing)).toEqual(rows);
          expect(await store.reader.group(whole, grouped_)).toEqual(grouped(documents, grouped_));
        }),
        { numRuns: 60 },
      );
    });
    it('R12 tells of each model what was parked first of several subjects, and of no other model or subject', async () => {
      await store.writer.prepare([customers]);
      const later = { ...parked('p-2', 9), subject: 'c-2' };
      const other = { ...parked('p-4', 1), model: customers.id };
      await store.writer.save(step({ parked: [later, parked('p-3', 8), other] }));
      const first = async (models: readonly string[], ...subjects: string[]): Promise<readonly unknown[]> =>
        [...(await store.reader.firstParked(models, subjects))].sort(([a], [b]) => (a < b ? -1 : 1));
      const both = [orders.id, customers.id];
      expect(await first(both, 'c-1', 'c-2')).toEqual([
        [customers.id, other],
        [orders.id, parked('p-3', 8)],
      ]);
      expect(await first([orders.id], 'c-1')).toEqual([[orders.id, parked('p-3', 8)]]);
      expect(await first(both, 'c-2')).toEqual([[orders.id, later]]);
      expect([await first(both, 'c-3'), await first(both), await first([], 'c-1')]).toEqual([[], [], []]);
    });
    it('R14 gives a row with the progress of its parts and what is parked of all that is linked to it', async () => {
      const part = ({ id }: Model, key: string, given: Partial<Document> = {}): Step['documents'][number] => ({
        ...order(key, { ...given, fields: {} }),
        model: id,
      });
      expect(await store.reader.row(whole, 'c-1')).toBeNull();
      await store.writer.prepare([amounts, rest]);
      await save(
        part(amounts, 'c-1'),
        part(rest, 'c-1'),
        part(rest, 'c-2'),
        part(rest, 'c-3', { doc: null }),
        part(rest, 'c-5'),
      );
      const late = { ...parked('p-2', 9), model: rest.id, subject: 'c-9' };
      const links = [
        { member: 'c-8', into: 'c-1', position: 7 },
        { member: 'c-9', into: 'c-8', position: 7 },
      ];
      const progress = [at(TOGETHER, amounts), at(9, { id: TOGETHER }), at(3, rest)];
      await store.writer.save(step({ links, progress, parked: [late, { ...late, id: 'p-3', subject: 'c-2' }] }));
      const row = await store.reader.row(whole, 'c-1');
      expect(row).toMatchObject({ key: 'c-1', doc: { "it's": { key: 'c-1' }, rest: { key: 'c-1' } } });
      expect([...(row?.progress ?? [])].sort()).toEqual([
        [TOGETHER, 9],
        [amounts.id, 9],
        [rest.id, 3],
      ]);
      expect([...(row?.parked ?? [])]).toEqual([[rest.id, late]]);
      expect((await store.reader.row(whole, 'c-2'))?.doc).toEqual({ "it's": null, rest: { key: 'c-2' } });
      expect([await store.reader.row(whole, 'c-3'), await store.reader.row(whole, 'c-4')]).toEqual([null, null]);
      expect((await store.reader.row(whole, 'c-5'))?.doc["it's"]).toBe(DAMAGED);
      expect([...store.reader.damaged]).toEqual([`${amounts.id}/c-5`]);
    });
    it('R14 gives a part that is as it was as the same object, and all that was saved meanwhile', async () => {
      const part = ({ id }: Model, doc: object, revision = 0): Step['documents'][number] => ({
        ...order('c-1', { revision, fields: {}, doc }),
        model: id,
      });
      await store.writer.prepare([amounts, rest]);
      await save(part(amounts, { n: 1 }), part(rest, { n: 1 }));
      const first = (await store.reader.row(whole, 'c-1'))?.doc;
      await store.writer.save(step({ documents: [part(rest, { n: 2 }, 1)] }));
      const then = (await store.reader.row(whole, 'c-1'))?.doc;
      expect(then).toEqual({ "it's": { n: 1 }, rest: { n: 2 } });
      expect(then?.["it's"]).toBe(first?.["it's"]);
      // no document is written, and the row is another one
      const waits = { ...parked('p-2', 9), model: rest.id };
      await store.writer.save(step({ parked: [waits], progress: [at(9, rest)] }));
      const last = await store.reader.row(whole, 'c-1');
      expect([last?.progress.get(rest.id), [...(last?.parked ?? [])]]).toEqual([9, [[rest.id, waits]]]);
    });
    it('R13 changes a field at the very instant of the asking, and asks for that instant', async () => {
      await save(order('o-1', { fields: { stage: 'open', placedAt: asOf } }));
      const late = { where: [{ field: 'state', op: 'eq', value: "it's late" } as const] };
      const found = async (at: string): Promise<readonly unknown[]> =>
        keys((await store.reader.list(orders, { ...late, asOf: at })).items);
      expect([await found('2026-01-31T07:59:59.999Z'), await found(asOf)]).toEqual([[], ['o-1']]);
      for (const wrong of [{}, { asOf: '2026-01-31' }])
        for (const ask of [
          () => store.reader.list(orders, { ...late, ...wrong }),
          () => store.reader.count(orders, { ...late, ...wrong }),
          () => store.reader.rows(orders, ['state'], wrong),
          () => store.reader.group(orders, { by: ['state'], compute: {}, ...wrong }),
          () => scanned(store.reader, { sort: '-state', ...wrong }),
        ])
          await expect(ask()).rejects.toThrow(BadValue);
    });
    it('R13 goes on as of a later instant by the cursor of an earlier one', async () => {
      await save(...['o-1', 'o-2'].map((key) => order(key, { fields: { stage: 'open', placedAt: asOf } })));
      const all = { where: [{ field: 'state', op: 'ne', value: 'lost' } as const], limit: 1 };
      const { next } = await store.reader.list(orders, { ...all, asOf: '2026-01-31T07:59:59.999Z' });
      expect(keys((await store.reader.list(orders, { ...all, asOf, cursor: next ?? '' })).items)).toEqual(['o-2']);
    });
    it('R13 takes a field that changes into a model that is prepared already, whose documents stay', async () => {
      const { state, ...before } = orders.fields;
      await store.writer.prepare([{ ...customers, id: 'young@1', fields: before }]);
      await save({ ...order('o-1', { fields: { stage: 'open' } }), model: 'young@1' });
      const after = { id: 'young@1', fields: { ...before, ...(state && { state }) } };
      await store.writer.prepare([after]);
      expect(await store.reader.rows(after, ['state'], { asOf })).toEqual([{ key: 'o-1', state: 'open' }]);
    });
    it('R9 finds nothing in a model that is not prepared', async () => {
      const { reader } = store;
      const asked = { by: [], compute: { n: { fn: 'count' }, m: { fn: 'max', field: 'name' } } } as const;
      expect(await reader.get(customers.id, 'c-1')).toBeNull();
      expect(await reader.list(customers, {})).toEqual({ items: [], next: null });
      expect(await reader.rows(customers, ['name'], {})).toEqual([]);
      expect(await reader.count(customers)).toBe(0);
      expect(await reader.group(customers, asked)).toEqual([{ n: 0, m: null }]);
      expect(await reader.group(customers, { ...asked, by: ['name'] })).toEqual([]);
      expect(await reader.progress(customers.id)).toEqual(new Map());
      for await (const chunk of reader.scan(customers, {})) expect(chunk).toBe('nothing');
    });
  });
}

const withoutModel = ({ key, subject, guard, revision, known, latest, doc, fields }: Document): Document => {
  return { key, subject, guard, revision, known, latest, doc, fields };
};
/** As it is read back. */
const asSaved = (document: Document): Document => withoutModel({ ...document, revision: document.revision + 1 });
/** Whatever was saved before. */
const asGiven = (document: Document): Document => ({ ...document, revision: 0 });
const parked = (id: string, position: number): Parked => ({
  id,
  model: orders.id,
  subject: 'c-1',
  position,
  eventId: `e-${position}`,
  eventType: 'sales.OrderPlaced',
  error: 'cannot read properties of undefined',
  parkedAt: '2026-01-31T08:00:00.000Z',
});
/** Two steps that follow each other. */
const before = full(1, {
  documents: [
    ...[order('c-1', { fields: { total: 1, stage: 'Open' } }), order('c-2')].flatMap(inParts),
    order('a'),
    order('gone'),
  ],
  links: [{ member: 'c-2', into: 'c-1', position: 7 }],
  parked: [parked('p-1', 1)],
});
const after = full(2, {
  documents: [
    order('a', { guard: 2, subject: 'c-2', doc: { is: 'new' }, fields: { total: 2 } }),
    tombstone('gone', { guard: 2 }),
    order('new', { guard: 2 }),
    ...inParts(order('c-1', { guard: 2, fields: { total: 2, stage: 'Late' } })),
    ...inParts(order('c-3', { beside: true })),
  ],
  links: [{ member: 'c-4', into: 'c-3', position: 7 }],
  parked: [parked('p-2', 2)],
  unparked: ['p-1'],
});
