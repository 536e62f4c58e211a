import { Collection, MongoNetworkError } from 'mongodb';
import { MongoReadModelReader, MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { ferretDb } from '../../../../../infra/servers/ferretdb';
import { databaseOf, onDatabase } from '../../../../../infra/servers/mongodb-database';
import { onServer, type Subject } from '../../../../../infra/servers/on-server';
import { secantusDb } from '../../../../../infra/servers/secantusdb';
import type { Server } from '../../../../../infra/servers/server';
import { StandingStill } from '../../../../../infra/servers/still';
import { persistently, until } from '../../../../testing/src/until';
import { readModelContract, saveOver } from '../../read-model.contract';
import { emptyStep, type Model, Overtaken, ReadModelsUnreachable, type Step } from '../../read-model.port';
import { writeRows, written } from './documents';
import { generationOf } from './generations';
import { type Generation, rowsIn } from './layout';
import type { Limits } from './limits';

const secret = Buffer.alloc(32, 7);

for (const recipe of [ferretDb, secantusDb])
  onServer<Server>(recipe, (subject) => {
    readModelContract(async () => {
      const url = databaseOf(subject.address());
      let writer = await MongoReadModelWriter.open(url);
      let reader = await MongoReadModelReader.open(url, secret);
      const close = (): Promise<unknown> => Promise.all([reader.close(), writer.close()]);
      return {
        get writer() {
          return writer;
        },
        get reader() {
          return reader;
        },
        dieAfter,
        reopen: async () => {
          jest.restoreAllMocks();
          await close();
          writer = await MongoReadModelWriter.open(url);
          reader = await MongoReadModelReader.open(url, secret);
        },
        destroy: async () => {
          await close();
          await onDatabase(url, (db) => db.dropDatabase());
        },
      };
    });
    describe('read models of several processes', () => keepsItsOwnPromises(subject));
  });

const WRITES = ['bulkWrite', 'updateOne', 'updateMany', 'deleteMany', 'createIndexes', 'dropIndex', 'drop'] as const;
type Write = (this: Collection, ...args: unknown[]) => Promise<unknown>;

/** Instead of each write of this process what `instead` makes of it. */
function replaceWrites(
  instead: (name: string, write: (...args: unknown[]) => Promise<unknown>, args: unknown[]) => Promise<unknown>,
): void {
  for (const name of WRITES) {
    const { [name]: write } = Collection.prototype as unknown as Readonly<Record<typeof name, Write>>;
    const replaced = function (this: Collection, ...args: unknown[]): Promise<unknown> {
      return instead(name, write.bind(this), args);
    };
    jest.spyOn(Collection.prototype, name).mockImplementation(replaced as never);
  }
}
/** Of several documents in one write the first half gets there: the server keeps each for itself. */
function dieAfter(writes: number): void {
  let left = writes;
  replaceWrites(async (name, write, args) => {
    if (left-- > 0) return write(...args);
    const [operations] = args;
    const half = left === -1 && Array.isArray(operations) ? operations.slice(0, operations.length / 2) : [];
    if (name === 'bulkWrite' && half.length > 0) await write(half);
    throw new MongoNetworkError('the process died');
  });
}
/** Of a third of the writes, in no rhythm: they would hit the same write of each attempt. */
function loseAnswers(): void {
  let random = 7;
  replaceWrites(async (_, write, args) => {
    const answer = await write(...args);
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    if (random < 2 ** 32 / 3) throw new MongoNetworkError('the answer was lost');
    return answer;
  });
}

const orders: Model = { id: 'orders@1', fields: { total: { type: 'integer', indexed: true } } };
const part = (name: string, version = 1): Model => ({
  id: `whole.${name}@${version}`,
  fields: { [name]: { type: 'integer', indexed: true } },
  partOf: 'whole',
});
const [paid, owed] = [part('paid'), part('owed')];
const whole: Model = { id: 'whole@1', fields: { ...paid.fields, ...owed.fields }, parts: { paid, owed } };

const order = (key: string, guard = 1, doc: object = { key }): Step['documents'][number] => ({
  ...{ model: orders.id, key, subject: key, guard, revision: 0, known: 0, latest: null, doc },
  fields: { total: guard },
});
const customer = (key: string, guard: number): Step['documents'] =>
  [paid, owed].map(({ id, fields }) => ({
    ...{ model: id, key, subject: key, guard, revision: 0, known: 0, latest: null, doc: { guard } },
    fields: Object.fromEntries(Object.keys(fields).map((name) => [name, guard])),
  }));
const step = (position: number, ...documents: Step['documents']): Step => ({
  ...emptyStep,
  documents,
  progress: [orders, paid, owed].map(({ id }) => ({ model: id, lane: '*', position })),
});

function keepsItsOwnPromises({ address, ours, itOurs }: Subject<Server>): void {
  let url: string;
  let opened: { close(): Promise<void> }[];
  const writing = async (limits: Partial<Limits> = {}): Promise<MongoReadModelWriter> => {
    const writer = await MongoReadModelWriter.open(url, limits);
    opened.push(writer);
    await writer.prepare([orders, paid, owed]);
    return writer;
  };
  const reading = async (limits: Partial<Limits> = {}): Promise<MongoReadModelReader> => {
    const reader = await MongoReadModelReader.open(url, secret, limits);
    opened.push(reader);
    return reader;
  };
  const collections = (): Promise<readonly string[]> =>
    onDatabase(url, async (db) => (await db.listCollections().toArray()).map(({ name }) => name).sort());
  beforeEach(() => {
    url = databaseOf(address());
    opened = [];
  });
  afterEach(async () => {
    for (const each of opened) await each.close();
    await onDatabase(url, (db) => db.dropDatabase());
  });

  it('are one, whoever prepares them at the same moment', async () => {
    const [one, other] = await Promise.all([writing(), writing()]);
    await one.save(step(1, order('a')));
    await other.save(step(2, order('b')));
    expect((await one.page(orders.id, '', 9)).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('take no step that was computed from documents that another emptied meanwhile', async () => {
    const [one, other, reader] = [await writing(), await writing(), await reading()];
    await one.save(step(5, order('a', 5), ...customer('c-1', 5)));
    expect(await one.isCurrent()).toBe(true);
    await other.empty([orders, paid]);
    expect([await one.isCurrent(), await other.isCurrent()]).toEqual([false, true]);
    const late = step(6, order('a', 6), ...customer('c-1', 6));
    const refused: unknown = await one.save(late).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ReadModelsUnreachable);
    expect(refused).toMatchObject({ words: { zh: expect.stringContaining('另一进程') as string } });
    expect(await reader.progress(orders.id)).toEqual(new Map());
    expect([await reader.count(orders), (await reader.row(whole, 'c-1'))?.doc]).toEqual([
      0,
      { paid: null, owed: { guard: 5 } },
    ]);
    await one.prepare([orders, paid, owed]);
    expect(await one.progress(orders.id)).toEqual(new Map());
    await one.save(step(1, order('a')));
    expect(await reader.get(orders.id, 'a')).toMatchObject({ guard: 1 });
  });

  it('are removed where nobody serves them, and no step of other models takes notice', async () => {
    const [one, other, reader] = [await writing(), await writing(), await reading()];
    await one.serves([orders.id]);
    await one.save(step(5, order('a', 5), ...customer('c-1', 5)));
    const first = await other.served();
    expect([...first.at.keys()].sort()).toEqual([orders.id, owed.id, paid.id].sort());
    await other.serves([paid.id, owed.id]);
    const second = await other.served();
    expect(second.at.get(orders.id)).toBe(first.at.get(orders.id));
    expect(second.at.get(paid.id)).toBeGreaterThanOrEqual(first.at.get(paid.id) ?? NaN);
    expect(second.now).toBeGreaterThanOrEqual(first.now);
    await other.empty([paid]);
    await one.forget(orders.id);
    // computed from documents that another emptied: it is not taken, though the catalogue was read meanwhile
    await expect(one.save({ ...emptyStep, documents: customer('c-1', 6) })).rejects.toBeInstanceOf(
      ReadModelsUnreachable,
    );
    expect([await reader.count(orders), await reader.progress(orders.id)]).toEqual([0, new Map()]);
    expect([await one.isCurrent(), [...(await other.served()).at.keys()].sort()]).toEqual([
      false,
      [owed.id, paid.id].sort(),
    ]);
  });

  it('keep rows of a part that was emptied from a write that comes late from before', async () => {
    const [writer, reader] = [await writing(), await reading()];
    const rows = (): Promise<unknown> => reader.rows(whole, ['paid', 'owed'], {});
    await writer.save(step(5, ...customer('c-1', 5)));
    const before = await onDatabase(url, (db) => db.collection('whole@rows').findOne());
    const { number } = Object.values(before ?? {}).find(
      (each: { f?: object }) => each.f && 'paid' in each.f,
    ) as Generation;
    await writer.empty([paid]);
    expect([await rows(), await reader.count(paid)]).toEqual([[], 0]);
    await writer.save(step(2, ...customer('c-1', 2).slice(0, 1)));
    const after = [{ key: 'c-1', paid: 2, owed: 5 }];
    expect(await rows()).toEqual(after);
    const late = customer('c-1', 6)
      .slice(0, 1)
      .map((document) => written(paid, generationOf(paid, number), document));
    await onDatabase(url, (db) => writeRows(rowsIn(db, 'whole'), late));
    expect(await rows()).toEqual(after);
    expect(await reader.progress(paid.id)).toEqual(new Map([['*', 2]]));
  });

  it('of the past are removed after their grace, with all that hung on them', async () => {
    const writer = await writing({ grace: 0 });
    const first = await collections();
    const parked = {
      id: 'p-1',
      model: paid.id,
      subject: 'c-1',
      position: 1,
      eventId: 'e-1',
      eventType: 'x',
      error: 'y',
    };
    await writer.save({
      ...step(5, order('a'), ...customer('c-1', 5)),
      parked: [{ ...parked, parkedAt: '2026-01-31T08:00:00.000Z' }],
    });
    await writer.empty([orders]);
    await writer.drop(paid.id);
    await writer.drop(owed.id);
    await writer.prepare([orders]);
    const left = await collections();
    expect(left.filter((name) => name.startsWith('whole.'))).toEqual([]);
    expect(left.filter((name) => name.startsWith('orders'))).toHaveLength(1);
    expect(first.filter((name) => name.startsWith('orders'))).not.toEqual(
      left.filter((name) => name.startsWith('orders')),
    );
    const [rows, indexes, events, progress] = await onDatabase(url, (db) =>
      Promise.all([
        db.collection('whole@rows').countDocuments(),
        db.collection('whole@rows').indexes(),
        db.collection('parked').countDocuments(),
        db.collection('progress').countDocuments({ lane: '*' }),
      ]),
    );
    expect([rows, indexes.map(({ name }) => name), events, progress]).toEqual([0, ['_id_'], 0, 0]);
  });

  it('that go on together have one row of progress in a lane, and lose none of it when one of them is made anew', async () => {
    const rows = (): Promise<number> =>
      onDatabase(url, (db) => db.collection('progress').countDocuments({ lane: '*' }));
    const writer = await writing({ grace: 0 });
    const progress = async (): Promise<unknown> =>
      Promise.all([orders, paid, owed].map(async ({ id }) => (await writer.progress(id)).get('*')));
    await writer.save(step(5));
    expect([await rows(), await progress()]).toEqual([1, [5, 5, 5]]);
    await writer.empty([orders]);
    await writer.prepare([orders, paid, owed]);
    expect([await rows(), await progress()]).toEqual([1, [undefined, 5, 5]]);
    await writer.save(step(7));
    expect([await rows(), await progress()]).toEqual([2, [7, 7, 7]]);
    await writer.empty([orders]);
    await writer.prepare([orders, paid, owed]);
    expect([await rows(), await progress()]).toEqual([1, [undefined, 7, 7]]);
  });

  it('that other code folds are not shown to be as far as those that it does not know', async () => {
    const [old, late] = [await writing(), await writing()];
    await old.save(step(5));
    await late.save({ ...emptyStep, progress: step(9).progress.slice(0, 2) });
    await old.save(step(6));
    const reader = await reading();
    const reached = await Promise.all([orders, paid, owed].map(async ({ id }) => (await reader.progress(id)).get('*')));
    expect(reached).toEqual([9, 9, 6]);
  });

  it('are rebuilt any number of times within the grace, though a collection has few indexes', async () => {
    const writer = await writing();
    for (let round = 0; round < 40; round++) await writer.empty([paid, owed]);
    await writer.save(step(1, ...customer('c-1', 1)));
    expect(await (await reading()).list(whole, { sort: '-paid' })).toMatchObject({ items: [{ key: 'c-1' }] });
  });

  it('are scanned by a consumer who rests, behind what it was given', async () => {
    const writer = await writing();
    const many = Array.from({ length: 1_100 }, (_, i) => order(`o-${i}`, 1 + (i % 7)));
    await writer.save(step(1, ...many));
    const reader = await reading({ held: 0 });
    for (const listing of [{}, { sort: '-total' }, { sort: 'total', limit: 700 }]) {
      const found: string[] = [];
      for await (const rows of reader.scan(orders, listing)) found.push(...rows.map(({ key }) => key));
      expect(found).toEqual((await reader.rows(orders, [], listing)).map(({ key }) => key));
      expect(new Set(found).size).toBe(listing.limit ?? 1_100);
    }
  });

  it('fail a scan of a model that was emptied meanwhile', async () => {
    const writer = await writing();
    await writer.save(step(1, ...Array.from({ length: 600 }, (_, i) => order(`o-${i}`))));
    const scan = (await reading()).scan(orders, {});
    await scan.next();
    await writer.empty([orders]);
    const rest = async (): Promise<void> => {
      while (!(await scan.next()).done);
    };
    await expect(rest()).rejects.toThrow('emptied while it was read');
  });

  it('have any names of models and fields', async () => {
    const writer = await writing();
    const reader = await reading();
    for (const name of ['a.b', '$set', '%24', '__proto__', '上海 "it\'s"']) {
      const fields = Object.fromEntries([[name, { type: 'text', indexed: true } as const]]);
      for (const partOf of [undefined, name]) {
        const model: Model = {
          id: `${name}${partOf ? '.part' : ''}@1`,
          fields,
          ...(partOf !== undefined && { partOf }),
        };
        await writer.prepare([model]);
        const saved = { ...order('a'), model: model.id, fields: Object.fromEntries([[name, `It is $${name}`]]) };
        await writer.save({ ...emptyStep, documents: [saved] });
        const where = [{ field: name, op: 'contains', value: `is $${name}` }] as const;
        expect((await reader.list(model, { where, sort: `-${name}` })).items).toHaveLength(1);
        expect(await reader.rows(model, [name], {})).toEqual([
          Object.fromEntries([
            ['key', 'a'],
            [name, `It is $${name}`],
          ]),
        ]);
        expect((await writer.load(model.id, ['a'])).get('a')?.fields).toEqual(saved.fields);
      }
    }
  });

  it('end the same where a third of the answers is lost, and what was asked is asked again', async () => {
    const models = [orders, paid, owed];
    const works: readonly ((writer: MongoReadModelWriter) => Promise<void>)[] = [
      (writer) => saveOver(writer, step(1, order('a'), ...customer('c-1', 1))),
      (writer) => saveOver(writer, step(2, order('a', 2), order('b', 2), ...customer('c-2', 2))),
      (writer) => writer.empty([orders, paid]),
      (writer) => saveOver(writer, step(1, order('b'), ...customer('c-1', 3))),
      (writer) => writer.drop(owed.id),
      (writer) => writer.prepare(models),
      (writer) => saveOver(writer, step(4, order('c', 4), ...customer('c-3', 4))),
    ];
    const kept = async (lose: () => void): Promise<unknown> => {
      url = databaseOf(address());
      const writer = await writing();
      lose();
      const again = (): Promise<void> => persistently(() => writer.prepare(models));
      const worked = (work: Promise<void>): Promise<boolean> =>
        work.then(
          () => true,
          () => again().then(() => false),
        );
      for (const work of works) await until(() => worked(work(writer)));
      jest.restoreAllMocks();
      const found = models.map(async ({ id }) => [
        (await writer.page(id, '', 9)).map((document) => ({ ...document, revision: 0 })),
        await writer.progress(id),
      ]);
      return [await Promise.all(found), await (await reading()).rows(whole, ['paid', 'owed'], {})];
    };
    const wanted = await kept(() => undefined);
    expect(await kept(loseAnswers)).toEqual(wanted);
  });

  it('never wait for each other, though they write the same new keys in opposite orders', async () => {
    const writers = [await writing(), await writing()];
    const documents = Array.from({ length: 300 }, (_, i) => [order(`o-${i}`), ...customer(`c-${i}`, 1)]).flat();
    const isSaved = (writer: MongoReadModelWriter, one: Step): Promise<boolean> =>
      saveOver(writer, one).then(
        () => true,
        (error: unknown) => {
          expect([Overtaken, ReadModelsUnreachable]).toContain((error as Error).constructor); // both inserted a key at the same moment
          return false;
        },
      );
    const steps = [documents, documents.toReversed()].map((each) => step(1, ...each));
    const saving = writers.map((writer, i) => isSaved(writer, steps[i] as Step));
    await Promise.all(saving); // each ends, saved or refused
    for (const [i, writer] of writers.entries()) await until(() => isSaved(writer, steps[i] as Step));
    const reader = await reading();
    expect([await reader.count(orders), await reader.count(whole)]).toEqual([300, 300]);
  });

  it('wait no longer for a server that stands still once their process is stopping, nor to be closed', async () => {
    await writing();
    const between = new StandingStill(new URL(url));
    const through = await between.listen();
    const writer = await MongoReadModelWriter.open(through, { farewell: 0 });
    const reader = await MongoReadModelReader.open(through, secret, { farewell: 0 });
    await writer.prepare([orders]);
    between.still();
    const asked = [writer.save(step(1, order('a'))), reader.count(orders)].map((each) =>
      each.catch((error: unknown) => error),
    );
    for (const each of [writer, reader]) each.stopWaiting();
    for (const each of asked) expect(await each).toBeInstanceOf(ReadModelsUnreachable);
    await expect(writer.parked()).rejects.toThrow('the process is stopping');
    await Promise.all([writer.close(), reader.close()]);
    between.stop();
  });

  itOurs('are whole after the server was killed while steps were saved', async () => {
    const [writer, reader] = [await writing(), await reading()];
    const saved = (position: number): Promise<void> =>
      persistently(() => saveOver(writer, step(position, order('a', position), ...customer('c-1', position))));
    await saved(1);
    const changed = reader.changed(new AbortController().signal);
    const saving = saved(2).then(() => saved(3));
    await ours().kill();
    await ours().start();
    await saving;
    await changed;
    expect(await persistently(() => reader.row(whole, 'c-1'))).toMatchObject({
      doc: { paid: { guard: 3 }, owed: { guard: 3 } },
    });
    expect(await reader.progress(orders.id)).toEqual(new Map([['*', 3]]));
  });
}
