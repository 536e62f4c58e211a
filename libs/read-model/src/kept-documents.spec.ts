import { KeptDocuments } from './kept-documents';
import { DAMAGED } from './read-model.port';
import { Readable } from './readable';

const opened: KeptDocuments[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  jest.useRealTimers();
});
function kept(): { readonly read: (key: string, text: string) => object; readonly documents: Readable } {
  const documents = new Readable();
  const all = new KeptDocuments(documents);
  opened.push(all);
  return { read: (key, text) => all.read('m@1', key, text), documents };
}

it('gives the same object for the same text of a key, and another one for another text or key', () => {
  const { read } = kept();
  const first = read('c-1', '{"a":1}');
  expect(read('c-1', '{"a":1}')).toBe(first);
  expect(read('c-2', '{"a":1}')).not.toBe(first);
  expect(read('c-1', '{"a":2}')).toEqual({ a: 2 });
  expect(read('c-1', '{"a":1}')).not.toBe(first);
});

it('says that a document is damaged until its text can be read again, also where that is the text of before', () => {
  const { read, documents } = kept();
  const first = read('c-1', '{"a":1}');
  expect(read('c-1', '{"a":')).toBe(DAMAGED);
  expect([...documents.damaged]).toEqual(['m@1/c-1']);
  expect(read('c-1', '{"a":1}')).toBe(first);
  expect([...documents.damaged]).toEqual([]);
});

it('keeps nothing for longer than a minute, for a document may have been erased since', () => {
  jest.useFakeTimers();
  const { read } = kept();
  const first = read('c-1', '{"a":1}');
  jest.advanceTimersByTime(60_000);
  expect(read('c-1', '{"a":1}')).not.toBe(first);
});
