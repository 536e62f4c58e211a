import { KeptRows } from './kept-rows';
import { DAMAGED, type Model } from './read-model.port';
import { Readable } from './readable';

const part = (id: string): Model => ({ id, fields: {} });
const model: Model = { id: 'm@1', fields: {}, parts: { a: part('a@1'), b: part('b@1') } };
const opened: KeptRows[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  jest.useRealTimers();
});
type Texts = readonly [string | null, string | null];
function kept(): { readonly read: (key: string, texts: Texts) => object; readonly damaged: ReadonlySet<string> } {
  const readable = new Readable();
  const all = new KeptRows(readable);
  opened.push(all);
  return { read: (key, texts) => all.read(model, key, texts).doc, damaged: readable.damaged };
}
const [one, two] = ['{"n":1}', '{"n":2}'];

it('gives the same object for the same text of a part, and another one for another text or key', () => {
  const { read } = kept();
  const first = read('c-1', [one, one]) as { a: object; b: object };
  expect(read('c-1', [one, two])).toEqual({ a: { n: 1 }, b: { n: 2 } });
  const then = read('c-1', [one, null]) as { a: object; b: object };
  expect(then).toEqual({ a: { n: 1 }, b: null });
  expect(then.a).toBe(first.a);
  expect((read('c-2', [one, one]) as { a: object }).a).not.toBe(first.a);
  expect(read('c-1', [one, one])).toEqual({ a: { n: 1 }, b: { n: 1 } });
});

it('says that a document is damaged until its text can be read again, also where that is the text of before', () => {
  const { read, damaged } = kept();
  read('c-1', [one, one]);
  expect(read('c-1', [one, '{"n":'])).toEqual({ a: { n: 1 }, b: DAMAGED });
  expect([...damaged]).toEqual(['b@1/c-1']);
  expect(read('c-1', [one, one])).toEqual({ a: { n: 1 }, b: { n: 1 } });
  expect([...damaged]).toEqual([]);
});

it('keeps nothing for longer than a minute, for a document may have been erased since', () => {
  jest.useFakeTimers();
  const { read } = kept();
  const first = read('c-1', [one, one]) as { a: object };
  jest.advanceTimersByTime(60_000);
  expect((read('c-1', [one, one]) as { a: object }).a).not.toBe(first.a);
});
