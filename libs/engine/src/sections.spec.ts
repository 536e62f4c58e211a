import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnySectionDef, type ContextDef, defineContext, defineSection, integer } from '@dossier/kernel';
import { emptyStep, reached } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { cure, ItemBought, shop } from '../../testing/src/shop';
import { itEmbedded, reading, Rig } from '../../testing/src/rig';
import { sqlOn } from '../../testing/src/sql-on';

/** Counts what was bought; cannot take poison, unless the cure is known. */
const visits = (version = 1, each = 1): AnySectionDef =>
  defineSection<{ readonly count: number }, { readonly count: number }>()({
    name: 'visits',
    title: { zh: '到店', en: 'Visits' },
    version,
    from: { ItemBought },
    initial: { count: 0 },
    evolve: {
      ItemBought: ({ count }, { item }) => {
        if (item === 'poison' && !cure.known) throw new TypeError('nobody can take poison');
        return { count: count + each };
      },
    },
    view: (state) => state,
    figures: { count: { formula: { zh: '次数', en: 'how often' }, behind: 'each' } },
    fields: { visits: integer(({ count }) => count) },
  });

const shopWith = (...sections: readonly AnySectionDef[]): ContextDef =>
  defineContext({ ...shop, slices: [...shop.slices, ...sections] });

let folder: string;
let rig: Rig;
const open = async (section: AnySectionDef = visits()): Promise<void> => {
  rig = await Rig.open([customers, shopWith(section)], { folder });
};
beforeEach(async () => {
  cure.known = false;
  folder = mkdtempSync(join(tmpdir(), 'dossier-sections-'));
  await open();
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
  await rig.send('customers.RegisterCustomer', { customerId: 'h', kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

const buy = (item: string, price = 5): ReturnType<Rig['send']> => rig.send('shop.Buy', { tabId: 't', item, price });
const seen = async (moment: object = {}): Promise<object> => {
  const found = await rig.customers.view360('g', moment, reading);
  const { spending: spent, visits: visited, customer } = found?.view as Record<string, object>;
  return { spent, visited, status: (customer as { readonly status: unknown }).status, stale: found?.stale };
};
const listed = async (sort: string): Promise<unknown> => {
  const model = rig.registry.model(rig.registry.customer360);
  return rig.reader.rows(model, ['kind', 'spent', 'visits'], {
    sort,
    where: [{ field: 'kind', op: 'eq', value: 'person' }],
  });
};
const whole = { spent: { sum: 5, lastItem: 'tea' }, visited: { count: 1 }, status: 'active', stale: {} };
const at = async (model: string): Promise<number> => reached(await rig.reader.progress(model));

it('has a part of every section for a customer whose first step ended between its documents and those beside them', async () => {
  await rig.caughtUp();
  await rig.send('customers.RegisterCustomer', { customerId: 'i', kind: 'person' });
  const save = rig.writer.save.bind(rig.writer);
  const ended = jest.spyOn(rig.writer, 'save').mockImplementation(async (step) => {
    await save({ ...emptyStep, documents: step.documents.filter(({ guard }) => guard > 0) });
    if (step.documents.length > 0) throw new Error('the process was killed');
  });
  await expect(rig.caughtUp()).rejects.toThrow('killed');
  ended.mockRestore();
  await rig.caughtUp();
  const parts = rig.registry.sections.map((section) => rig.registry.fold(section).id);
  expect(Object.keys(await rig.documents()).filter((name) => name.endsWith('/i'))).toEqual(
    expect.arrayContaining(parts.map((id) => `${id}/i`)),
  );
});

describe('an event that one section cannot take', () => {
  let poison: { readonly reason: string; readonly eventType: string };
  beforeEach(async () => {
    await buy('tea');
    await buy('poison', 7);
    await rig.caughtUp();
    const [parked] = await rig.reader.parked();
    const position = `${rig.store.log}-0-${parked?.position}`;
    poison = Object.assign({ reason: 'parked', eventType: ItemBought.type }, { eventId: parked?.eventId, position });
  });
  const parted = { spent: { sum: 12, lastItem: 'poison' }, visited: { count: 1 }, status: 'active' };

  it('parks that section alone, which shows what was before it and says so', async () => {
    await buy('cake', 1);
    await rig.send('customers.DeactivateCustomer', { customerId: 'g', reason: 'moved' });
    await rig.caughtUp();
    const spent = { sum: 13, lastItem: 'cake' };
    expect(await seen()).toEqual({ ...parted, spent, status: 'deactivated', stale: { visits: poison } });
    const parkedIn = (await rig.operations.deadLetters(9)).map(({ projection }) => projection);
    expect(parkedIn.toSorted()).toEqual(['customer-360.visits', 'customer-360.visits', 'tabs', 'tabs']);
  });

  it('is told as of the past too', async () => {
    const asOf = rig.clock.now();
    expect(await seen({ asOf })).toEqual({ ...parted, stale: { visits: poison } });
  });

  it('leaves the customer one row in lists', async () => {
    const rows = [
      { key: 'g', kind: 'person', spent: 12, visits: 1 },
      { key: 'h', kind: 'person', spent: 0, visits: 0 },
    ];
    expect([await listed('-spent'), await listed('-visits')]).toEqual([rows, rows]);
  });

  itEmbedded()('leaves the customer one row in SQL', () => {
    const rows = [
      { key: 'g', kind: 'person', spent: 12, visits: 1 },
      { key: 'h', kind: 'person', spent: 0, visits: 0 },
    ];
    expect(sqlOn(join(folder, 'views.db'), 'SELECT key, kind, spent, visits FROM customer_360 ORDER BY key')).toEqual(
      rows,
    );
  });

  it('is taken once it is driven again', async () => {
    cure.known = true;
    const letter = (await rig.operations.deadLetters(9)).find(({ projection }) => projection === 'customer-360.visits');
    const again = await rig.done(rig.projections.retry(letter?.id ?? ''));
    expect([again, await seen()]).toEqual([true, { ...parted, visited: { count: 2 }, stale: {} }]);
  });
});

describe('a section of another version', () => {
  beforeEach(async () => {
    await buy('tea');
    await rig.caughtUp();
    expect(await seen()).toEqual(whole);
    await rig.close();
    await open(visits(2, 10));
  });

  itEmbedded()('takes the place of the older one, which no other process folds', async () => {
    expect(await rig.writer.models()).not.toContain('customer-360.visits@1');
  });

  it('is built anew alone, and says meanwhile how far it is', async () => {
    const head = await rig.feed.head();
    const progress = () => Promise.all(['spending@1', 'visits@2'].map((id) => at(`customer-360.${id}`)));
    expect(await progress()).toEqual([head, 0]);
    const stale = { visits: { reason: 'rebuilding', position: `${rig.store.log}-0-0` } };
    expect(await seen()).toEqual({ ...whole, visited: { count: 0 }, stale });
    expect(await listed('-visits')).toEqual([
      { key: 'h', kind: 'person', spent: 0, visits: 0 },
      { key: 'g', kind: 'person', spent: 5, visits: 0 },
    ]);
    await rig.caughtUp();
    expect([await progress(), await seen()]).toEqual([[head, head], { ...whole, visited: { count: 10 } }]);
  });

  it('goes on where it was when the process was killed meanwhile', async () => {
    await buy('cake', 1);
    const read = rig.feed.read.bind(rig.feed);
    const killed = jest.spyOn(rig.feed, 'read').mockImplementationOnce(read).mockRejectedValue(new Error('killed'));
    await expect(rig.caughtUp()).rejects.toThrow('killed');
    killed.mockRestore();
    await rig.close();
    await open(visits(2, 10));
    await rig.caughtUp();
    const spent = { sum: 6, lastItem: 'cake' };
    expect(await seen()).toEqual({ ...whole, spent, visited: { count: 20 } });
    const rows = [
      { key: 'g', kind: 'person', spent: 6, visits: 20 },
      { key: 'h', kind: 'person', spent: 0, visits: 0 },
    ];
    expect(await listed('-visits')).toEqual(rows);
  });
});

it('gives the documents that it had when it is rebuilt, by its own name or with all others', async () => {
  await buy('tea');
  await rig.caughtUp();
  const before = await rig.documents();
  const sections = rig.registry.sections.length;
  for (const [name, many] of [
    ['customer-360.visits', 1],
    ['customer-360', sections],
  ] as const) {
    const empty = jest.spyOn(rig.writer, 'empty');
    const done = await rig.done(rig.operations.rebuild(name));
    expect(done).toMatchObject({ name, position: 0, lag: await rig.feed.behind(0), parked: 0 });
    expect(empty.mock.calls.map(([models]) => models.length)).toEqual([many]); // in one step: the file is looked at once
    empty.mockRestore();
    await rig.caughtUp();
    expect(await rig.documents()).toEqual(before);
  }
});
