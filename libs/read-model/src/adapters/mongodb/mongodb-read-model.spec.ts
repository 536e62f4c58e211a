import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { MongoReadModelReader, MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { DocumentTooLarge, type Model } from '../../read-model.port';
import { Changes } from './changes';
import { LARGEST_DOCUMENT, writeBeside, writeDocuments, writeRows, type Written, written } from './documents';
import { stored } from '../../fields';
import { fits, generationOf } from './generations';
import { inPath, outOfPath } from './layout';

const orders: Model = { id: 'orders@1', fields: { total: { type: 'integer', indexed: true } } };
const never = new AbortController().signal;

describe('changes of read models', () => {
  /** Answers looks by hand. */
  const watched = () => {
    const asked: ((token: string) => void)[] = [];
    const changes = new Changes('a', () => new Promise((answer) => asked.push(answer)), 0);
    const answer = async (token: string): Promise<void> => {
      while (asked.length === 0) await new Promise(setImmediate);
      asked.shift()?.(token);
    };
    return { asked, changes, answer };
  };

  it('are looked for once for all who wait, and not when nobody does', async () => {
    const { asked, changes, answer } = watched();
    const waiting = [changes.next(never), changes.next(never), changes.next(never)];
    await answer('a');
    await answer('b');
    await Promise.all(waiting);
    for (let i = 0; i < 9; i++) await new Promise(setImmediate);
    expect(asked).toEqual([]);
  });

  it('are told to one who begins to wait after they were saved, rather than missed', async () => {
    const { changes, answer } = watched();
    const waiting = changes.next(never);
    await answer('b');
    await waiting;
    const next = changes.next(never);
    await answer('b');
    await answer('c');
    await next;
  });

  it('are waited for while the server does not answer', async () => {
    let looks = 0;
    const look = (): Promise<string> => (++looks < 5 ? Promise.reject(new Error('away')) : Promise.resolve('b'));
    await new Changes('a', look, 0).next(never);
    expect(looks).toBe(5);
  });
});

it('leaves the documents of a model to all releases that declare its stored fields alike: what else differs is in its id', () => {
  const today = generationOf(orders, 1);
  const fields = createHash('sha256').update(stored(orders)).digest('base64url').slice(0, 22);
  expect(fits({ ...today, fields }, orders)).toBe(true);
  expect(fits(today, { ...orders, fields: { total: { type: 'integer', indexed: false } } })).toBe(false);
});

it('says that no server can be reached, to writer and reader', async () => {
  const url = 'mongodb://127.0.0.1:1/';
  const quick = { serverSelectionTimeoutMS: 50 };
  for (const opened of [MongoReadModelWriter.open(url, quick), MongoReadModelReader.open(url, Buffer.alloc(32), quick)])
    await expect(opened).rejects.toMatchObject({
      name: 'ReadModelsUnreachable',
      words: { en: expect.stringContaining('no server can be reached') as string },
    });
});

it('takes any name of a field into a path and back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
      expect(inPath(name)).not.toMatch(/[.$\0]/);
      expect(outOfPath(inPath(name))).toBe(name);
    }),
  );
});

it('refuses a document of more than 8 MiB of JSON, by its bytes', () => {
  const document = { key: 'o-1', subject: 'c-1', guard: 1, revision: 0, known: 0, latest: null, fields: { total: 1 } };
  const of = (text: string): unknown => written(orders, generationOf(orders, 1), { ...document, doc: { text } });
  const frame = JSON.stringify({ text: '' }).length;
  expect(of('x'.repeat(LARGEST_DOCUMENT - frame))).toMatchObject({ kept: { size: LARGEST_DOCUMENT } });
  expect(() => of('x'.repeat(LARGEST_DOCUMENT - frame + 1))).toThrow(DocumentTooLarge);
  expect(() => of('上'.repeat(LARGEST_DOCUMENT / 3))).toThrow('document o-1 of orders@1 has');
});

it('writes by key whatever the order of a step: two writers in opposite orders would wait for each other on some servers', async () => {
  const asked: string[] = [];
  const keyIn = ({ document, filter }: { document?: { _id: string }; filter?: { _id: string } }): string =>
    document?._id ?? filter?._id ?? '';
  const into = {
    bulkWrite: (writes: readonly Readonly<Record<string, Parameters<typeof keyIn>[0]>>[]) => {
      asked.push(writes.flatMap((write) => Object.values(write).map(keyIn)).join());
      return Promise.resolve({ matchedCount: 0, insertedCount: writes.length });
    },
  } as never;
  const document = { subject: 'c-1', known: 0, latest: null, doc: {}, fields: { total: 1 } };
  const of = (guard: number, revision: number): readonly Written[] =>
    ['b', 'a', 'c'].map((key) => written(orders, generationOf(orders, 1), { ...document, key, guard, revision }));
  for (const all of [of(1, 0), of(2, 1)]) {
    await writeDocuments(into, all);
    await writeRows(into, all);
  }
  await writeBeside(into, of(0, 0));
  expect(asked).toEqual(Array(5).fill('a,b,c'));
});
