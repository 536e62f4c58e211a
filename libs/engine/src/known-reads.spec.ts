import { type AnyReadModelDef, byCustomer, defineProjection } from '@dossier/kernel';
import { CustomerRegistered } from '@dossier/contexts/customers';
import { customers } from '../../contexts/customers/src/customers.module';
import { Rig } from '../../testing/src/rig';
import { compileProjection } from './fold';
import { KnownReads } from './known-reads';

interface Seen {
  readonly kinds: readonly string[];
}
const parts = {
  title: { zh: '种类', en: 'Kinds' },
  version: 1,
  from: { CustomerRegistered },
  key: byCustomer,
  fields: {},
};
const seen = defineProjection<Seen>()({
  ...{ ...parts, name: 'seen', personal: false },
  evolve: {
    CustomerRegistered: (doc, { kind }) => {
      if (doc?.kinds.length === 2) throw new Error('that is enough');
      return { kinds: [...(doc?.kinds ?? []), kind] };
    },
  },
});
const ordered = defineProjection<Seen>()({
  ...{ ...parts, name: 'ordered', personal: false, order: 'occurrence' },
  evolve: { CustomerRegistered: () => ({ kinds: [] }) },
});
const hour = (n: number): string => `2026-06-30T${String(n).padStart(2, '0')}:00:00.000Z`;

let rig: Rig;
let known: KnownReads;
beforeEach(async () => {
  rig = await Rig.open([customers]);
  const fold = (def: AnyReadModelDef) => folds.get(def) ?? rig.registry.fold(def);
  const folds = new Map<AnyReadModelDef, ReturnType<typeof compileProjection>>(
    [seen, ordered].map((def) => [def, compileProjection(def, def.name)]),
  );
  known = new KnownReads({ fold, links: rig.registry.links }, rig.feed, rig.codec);
});
afterEach(() => rig.close());
const register = async (at: number, customerId: string, occurred: number): Promise<void> => {
  rig.clock.set(hour(at));
  const sent = { backfill: true, occurredAt: `2020-01-0${occurred}T00:00:00.000Z` };
  await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' }, sent);
};
const all = async (at: number, mayGoOn?: () => void): Promise<object> => {
  const reads = await known.by([seen], hour(at), mayGoOn ? { mayGoOn } : {});
  const found: Record<string, object> = {};
  for await (const chunk of reads.documents(seen)) for (const { key, doc } of chunk) found[key] = doc;
  return found;
};

it('has the documents that were known at an instant', async () => {
  await register(9, 'a', 5);
  await register(10, 'b', 5);
  await register(11, 'a', 4);
  expect(await all(8)).toEqual({});
  expect(await all(10)).toEqual({ a: { kinds: ['person'] }, b: { kinds: ['person'] } });
  expect(await all(12)).toEqual({ a: { kinds: ['person', 'person'] }, b: { kinds: ['person'] } });
  const reads = await known.by([seen], hour(9), {});
  expect([await reads.get(seen, 'a'), await reads.get(seen, 'b')]).toEqual([{ kinds: ['person'] }, null]);
});
it('keeps a document as it was where it cannot take what follows, and others go on', async () => {
  for (const day of [5, 4, 3, 2]) await register(9, 'a', day);
  await register(10, 'b', 5);
  expect(await all(12)).toEqual({ a: { kinds: ['person', 'person'] }, b: { kinds: ['person'] } });
});
it('gives whole documents alone, of what the question names, and of what is folded in any order', async () => {
  const reads = await known.by([seen], hour(9), {});
  const words = /only whole documents/;
  await expect(reads.rows(seen, [])).rejects.toThrow(words);
  await expect(reads.group(seen, { by: [], compute: {} })).rejects.toThrow(words);
  const first = (of: AnyReadModelDef, listing?: object): Promise<unknown> =>
    reads.documents(of, listing)[Symbol.asyncIterator]().next();
  await expect(first(seen, {})).rejects.toThrow(words);
  await expect(first(ordered)).rejects.toThrow(/not among the models/);
  await expect(known.by([ordered], hour(9), {})).rejects.toThrow(/order of occurrence/);
});
it('ends where its reader has gone', async () => {
  await register(9, 'a', 5);
  let now = 1e9;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  const gone = all(12, () => {
    throw new Error('gone');
  });
  await expect(gone).rejects.toThrow('gone');
  clock.mockRestore();
});
