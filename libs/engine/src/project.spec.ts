import type { Decoded } from '@dossier/event-store';
import { byStream, defineEvent, defineProjection, initialPolicies, type Recorded } from '@dossier/kernel';
import { compileProjection } from './fold';
import { Identity } from './identity';
import { project, type Projecting } from './project';

class Sold {
  item!: string;
}
const ItemSold = defineEvent('test.ItemSold', { title: { zh: '已售', en: 'Sold' } }, Sold);
const sales = defineProjection<Sold>()({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  version: 1,
  from: { ItemSold },
  key: byStream,
  personal: false,
  fields: {},
  evolve: { ItemSold: (_, { item }) => ({ item }) },
});

it('folds all documents of a subject again, however many there are', async () => {
  const fold = compileProjection(sales, 'sales@1');
  const journal = Array.from({ length: 130_000 }, (_, n): Decoded => {
    const at = { id: `e-${n}`, type: ItemSold.type, stream: `sale-${n}`, position: n + 1, subject: 'c-1' };
    return { def: ItemSold, data: { item: 'tea' }, at: at as Recorded };
  });
  const nothing = (): Promise<ReadonlyMap<string, never>> => Promise.resolve(new Map<string, never>());
  const projecting = {
    writer: { load: nothing, stampsOf: nothing },
    identity: new Identity(),
    policies: initialPolicies,
    ...{ known: 0, followed: 0, now: '2026-01-01T00:00:00.000Z', upTo: journal.length, tooLarge: new Map() },
    isInOneLane: () => true,
    gather: () => Promise.resolve(),
    journal: () => Promise.resolve({ events: journal, upTo: journal.length }),
  } as object as Projecting;
  const folding = { fold, waiting: new Map<string, string>(), relinked: new Set(['c-1']) };
  const found = (await project([folding], [], projecting)).get(fold);
  expect([found?.documents.length, found?.parked.length]).toEqual([journal.length, 0]);
});
