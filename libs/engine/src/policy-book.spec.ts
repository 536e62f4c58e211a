import { contexts } from '../../server/src/contexts';
import { PolicyBook } from './policy-book';
import { Registry } from './registry';

it('reads again what another process may have published before a position, once', async () => {
  const registry = new Registry(contexts);
  let reads = 0;
  const book = new PolicyBook(registry, () => {
    reads += 1;
    return Promise.resolve([]);
  });
  const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = reads;
    await work();
    return (reads - before) / registry.policies.size;
  };
  expect(await readsOf(() => book.read())).toBe(1);
  expect(await readsOf(() => book.current(7))).toBe(0); // no other process publishes any
  book.isKnown(5);
  expect(await readsOf(() => book.current(5))).toBe(0);
  expect(await readsOf(() => Promise.all([book.current(7), book.current(7), book.current()]))).toBe(1);
  expect(await readsOf(() => book.current(7))).toBe(0);
  book.isKnown(6); // followed more slowly
  expect(await readsOf(() => book.current(7))).toBe(0);
});
