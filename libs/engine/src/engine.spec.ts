import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, Stored } from '@dossier/event-store';
import type { Answer, Why } from '@dossier/engine';
import { canonicalJson } from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import { fingerprint, keyedHash } from '@dossier/security';
import { customers } from '../../contexts/customers/src/customers.module';
import { cure, remindGuest, shop, tabs } from '../../testing/src/shop';
import { reading, Rig, tester } from '../../testing/src/rig';
import fc from 'fast-check';

const contexts = [customers, shop];
let rig: Rig;
const opened: Rig[] = [];
const open = async (options?: Parameters<typeof Rig.open>[1]): Promise<Rig> => {
  const one = await Rig.open(contexts, options);
  opened.push(one);
  return one;
};
beforeEach(async () => {
  cure.known = false;
  rig = await open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
const openTab = (tabId: string, guest?: string, more: object = {}): ReturnType<Rig['send']> =>
  rig.send('shop.OpenTab', { tabId, name: `name of ${tabId}`, ...(guest !== undefined && { guest }), ...more });
const buy = (tabId: string, item: string, price = 1, sent: Parameters<Rig['send']>[2] = {}): ReturnType<Rig['send']> =>
  rig.send('shop.Buy', { tabId, item, price }, sent);

describe('P2: of several writers', () => {
  it('each has its effect when they only race inside one process', async () => {
    await openTab('t', 'g');
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => buy('t', `i${i}`)));
    expect(new Set(answers.map((a) => a.receipt.revision)).size).toBe(50);
    expect((await rig.store.head('tab-t'))?.revision).toBe(50);
  });

  it('exactly one wins at a revision; the other decides again on what was written', async () => {
    let rival: (() => Promise<void>) | undefined;
    rig = await open({
      wrapStore: (store: EventStore) =>
        Object.assign(Object.create(store) as EventStore, {
          append: async (append: Parameters<EventStore['append']>[0]) => {
            const race = rival;
            rival = undefined;
            await race?.();
            return store.append(append);
          },
        }),
    });
    await openTab('t', 'g');
    const other = rig.codec.encode(
      { type: 'shop.TabPaid', data: {} },
      {
        id: '0190a8a0-0000-7000-8000-000000000001',
        stream: 'tab-t',
        revision: 1,
        subject: 'g',
        occurredAt: rig.clock.now(),
        recordedAt: rig.clock.now(),
        actor: 'rival',
        department: null,
        businessLine: null,
        correlationId: 'x',
        causationId: null,
        traceparent: null,
        backfill: false,
      },
      (await rig.store.head('tab-t'))?.hash ?? '',
    );
    const inner = Object.getPrototypeOf(rig.store) as EventStore;
    rival = async () => {
      await inner.append({ stream: 'tab-t', subject: 'g', expectedRevision: 0, events: [other] });
    };
    await expect(buy('t', 'tea')).rejects.toThrow('shop/closed');
    expect((await rig.store.read('tab-t')).map((e) => e.actor)).toEqual(['key-tester', 'rival']);
  });

  it.each(['one process', 'two processes'])(
    'nothing is written of one that is refused what another of the same moment claims, in %s',
    async (where) => {
      const ours = rig.engine.commands;
      const theirs = where === 'one process' ? ours : await rig.another();
      const send = (commands: typeof ours, name: string, command: object) => {
        const def = rig.registry.commands.get(name);
        if (!def) throw new Error(`no command ${name}`);
        return commands.run(def, command, { ...tester, department: 'sales' });
      };
      const register = (commands: typeof ours, customerId: string, ...values: readonly string[]) =>
        send(commands, 'customers.RegisterCustomer', {
          ...{ customerId, kind: 'organisation' },
          externalIds: [...values, ...values].map((value) => ({ source: 'erp', value })),
        });
      await register(ours, 'known');
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
      const outcomes = await Promise.allSettled([
        ...ids.map((id, i) => register(i % 2 === 0 ? ours : theirs, id, ...(i % 2 === 0 ? ['1', '2'] : ['2', '1']))),
        send(theirs, 'customers.ClaimExternalId', { customerId: 'known', source: 'erp', value: '2' }),
      ]);
      const taken = ids.filter((_, i) => outcomes[i]?.status === 'fulfilled');
      const written: string[] = [];
      for (const id of ids) if ((await rig.store.read(`customer-${id}`)).length > 0) written.push(id);
      expect(written).toEqual(taken);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const late = register(ours, 'late', '1', '2');
      await expect(late).rejects.toMatchObject({ code: 'customers/external-id-taken' }); // it names the owner
    },
  );

  it('a stale If-Match changes nothing', async () => {
    await openTab('t', 'g');
    await buy('t', 'tea', 1, { ifMatch: 0 });
    await expect(buy('t', 'cake', 1, { ifMatch: 0 })).rejects.toThrow('command/stale');
    expect((await rig.store.head('tab-t'))?.revision).toBe(1);
  });

  it('If-Match is no answer for what does not exist: the command says so', async () => {
    await expect(buy('none', 'tea', 1, { ifMatch: 0 })).rejects.toThrow('shop/unknown');
    await expect(rig.send('shop.OpenTab', { tabId: 'none', name: 'n' }, { ifMatch: 0 })).rejects.toMatchObject({
      code: 'command/absent',
      details: { stream: 'tab-none' },
    });
  });

  it('refusals rest on the tail, not on what was cached', async () => {
    await openTab('t', 'g');
    await rig.send('shop.Pay', { tabId: 't' });
    await expect(buy('t', 'tea')).rejects.toThrow('shop/closed');
    expect((await rig.send('shop.Pay', { tabId: 't' })).receipt.events).toEqual([]);
  });
});

describe('P3: a repeated command', () => {
  it('has one effect and gets the first answer, also after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dossier-p3-'));
    try {
      rig = await Rig.open(contexts, { folder });
      await openTab('t', 'g');
      const first = await buy('t', 'tea', 1, { key: 'k' });
      await buy('t', 'cake');
      expect(await buy('t', 'tea', 1, { key: 'k' })).toEqual({ ...first, replayed: true });
      await rig.close();
      rig = await Rig.open(contexts, { folder });
      expect(await buy('t', 'tea', 1, { key: 'k' })).toEqual({ ...first, replayed: true });
      expect((await rig.store.head('tab-t'))?.revision).toBe(2);
      await rig.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused with other content, and while the first is in flight; keys of others do not count', async () => {
    await openTab('t', 'g');
    const first = buy('t', 'tea', 1, { key: 'k' });
    await expect(buy('t', 'tea', 1, { key: 'k' })).rejects.toThrow('command/in-flight');
    await first;
    await expect(buy('t', 'cake', 1, { key: 'k' })).rejects.toThrow('command/key-reused');
    const principal = { id: 'key-other', role: 'admin' as const, departments: [] };
    expect((await buy('t', 'tea', 1, { key: 'k', principal })).replayed).toBe(false);
  });

  it('is remembered when there was nothing to do; a refusal is judged anew', async () => {
    await expect(buy('t', 'tea', 1, { key: 'k' })).rejects.toThrow('shop/unknown');
    const nothing = await rig.send('shop.Pay', { tabId: 't' }, { key: 'n' });
    expect(nothing.receipt).toMatchObject({ revision: -1, events: [] });
    await openTab('t', 'g');
    expect((await buy('t', 'tea', 1, { key: 'k' })).receipt.events).toHaveLength(1);
    expect((await rig.send('shop.Pay', { tabId: 't' }, { key: 'n' })).replayed).toBe(true);
  });

  it('that creates what exists with equal content is nothing to do; with other content it is refused', async () => {
    expect((await openTab('t', 'g')).created).toBe(true);
    expect((await openTab('t', 'g')).receipt).toMatchObject({ revision: 0, events: [] });
    await expect(rig.send('shop.OpenTab', { tabId: 't', name: 'other', guest: 'g' })).rejects.toThrow('command/exists');
    await expect(openTab('t', 'h')).rejects.toThrow('command/exists');
    await expect(openTab('t')).rejects.toThrow('command/exists');
  });

  it('message ids are each sender’s own: the same one from two keys is two messages', async () => {
    await openTab('t', 'g');
    await buy('t', 'tea', 1, { messageId: 'm' });
    expect((await buy('t', 'tea', 1, { messageId: 'm' })).replayed).toBe(true);
    const principal = { id: 'key-other', role: 'admin' as const, departments: [] };
    const other = await buy('t', 'cake', 2, { messageId: 'm', principal });
    expect([other.replayed, other.receipt.events]).toEqual([false, [expect.anything()]]);
  });
  it('is named in the log by a hash that nobody can guess the command from', async () => {
    await openTab('t', 'g');
    await buy('t', 'tea', 1, { key: 'k' });
    const claimed = await rig.store.claimed(fingerprint('key', 'key-tester', 'k'));
    const content = ['shop.Buy', canonicalJson({ tabId: 't', item: 'tea', price: 1 }), '{}'];
    expect(claimed?.fingerprint).toBe(keyedHash(rig.secret, 'command', ...content));
    expect(claimed?.fingerprint).not.toBe(fingerprint('command', ...content));
  });
  /** Buys tea, and claims a key for it as earlier versions did. */
  const claimAsBefore = async (...key: string[]): Promise<Answer['receipt']> => {
    await openTab('t', 'g');
    const { receipt } = await buy('t', 'tea');
    const { stream, revision } = receipt;
    const subject = (await rig.store.head(stream))?.subject ?? '';
    const print = fingerprint('command', 'shop.Buy', canonicalJson({ tabId: 't', item: 'tea', price: 1 }), '{}');
    const claim = { key: fingerprint('key', ...key), fingerprint: print };
    await rig.store.append({ stream, subject, expectedRevision: revision, events: [], claim });
    return receipt;
  };
  it('is known by the hash without a secret that earlier versions kept: a repeat is replayed, another refused', async () => {
    const { stream, revision } = await claimAsBefore('key-tester', 'k');

    const again = await buy('t', 'tea', 1, { key: 'k' });
    expect([again.replayed, again.receipt.revision]).toEqual([true, revision]);
    await expect(buy('t', 'cake', 1, { key: 'k' })).rejects.toThrow('command/key-reused');

    // claimed by an older process between the look and the append
    const claimed = jest.spyOn(rig.store, 'claimed').mockResolvedValueOnce(undefined);
    expect((await buy('t', 'tea', 1, { key: 'k' })).replayed).toBe(true);
    claimed.mockResolvedValueOnce(undefined);
    await expect(buy('t', 'cake', 1, { key: 'k' })).rejects.toThrow('command/key-reused');
    expect((await rig.store.head(stream))?.revision).toBe(revision);
    claimed.mockRestore();
  });
  it('a message that was claimed when ids were everybody’s is not done again', async () => {
    const { revision } = await claimAsBefore('message', 'm');

    const again = await buy('t', 'tea', 1, { messageId: 'm' });
    expect([again.replayed, again.receipt.revision]).toEqual([true, revision]);
    expect((await buy('t', 'cake', 1, { messageId: 'm' })).receipt.events).toHaveLength(1);
  });
});

it('refuses what happened more than five minutes from now', async () => {
  await openTab('t', 'g');
  await expect(buy('t', 'tea', 1, { occurredAt: '2026-06-30T08:06:00.000Z' })).rejects.toThrow('command/future');
  await buy('t', 'tea', 1, { occurredAt: '2026-06-30T08:04:00.000Z' });
});

describe('P9: an event that cannot be taken', () => {
  it('is parked with the later ones of its subject, and no other subject waits', async () => {
    await openTab('a', 'bad');
    await openTab('b', 'good');
    await buy('a', 'tea', 2);
    await buy('a', 'poison', 3);
    await buy('a', 'cake', 4);
    await buy('b', 'tea', 5);
    await rig.caughtUp();
    await openTab('c', 'bad');
    await rig.caughtUp();
    const sums = (await rig.views.page(tabs, { sort: 'sum' }, reading)).items.map(({ key, view }) => [
      key,
      (view as { sum: number }).sum,
    ]);
    expect(sums).toEqual([
      ['tab-a', 2],
      ['tab-b', 5],
    ]);
    const parked = await rig.reader.parked();
    expect(parked.map(({ subject, eventType }) => [subject, eventType])).toEqual([
      ['bad', 'shop.ItemBought'],
      ['bad', 'shop.ItemBought'],
      ['bad', 'shop.TabOpened'],
    ]);
    expect(parked[0]?.error).toBe('TypeError: nobody can take poison');
    expect(parked[1]?.error).toBe(parked[0]?.eventId);
  });

  it('is driven again in order once its cause is mended', async () => {
    await openTab('a', 'bad');
    await buy('a', 'poison', 3);
    await buy('a', 'cake', 4);
    await rig.caughtUp();
    const [first] = await rig.reader.parked();
    const again = (): Promise<boolean> => rig.done(rig.projections.retry(first?.id ?? ''));
    expect(await again()).toBe(false);
    cure.known = true;
    expect(await again()).toBe(true);
    expect(await rig.reader.parked()).toEqual([]);
    expect((await rig.views.one(tabs, 'tab-a', reading))?.view).toMatchObject({ sum: 7 });
    await buy('a', 'tea', 1);
    await rig.caughtUp();
    expect((await rig.views.one(tabs, 'tab-a', reading))?.view).toMatchObject({ sum: 8 });
  });
});

describe('what an error must not take along', () => {
  it('P9: a value that does not fit its field parks its own subject only', async () => {
    await openTab('a', 'bad');
    await openTab('b', 'good');
    await buy('a', 'half a tea', 0.5);
    await buy('b', 'tea', 1);
    await rig.caughtUp();
    expect((await rig.reader.parked()).map(({ subject, error }) => [subject, error])).toContainEqual([
      'bad',
      'TypeError: field sum takes integer',
    ]);
    expect((await rig.views.one(tabs, 'tab-b', reading))?.view).toMatchObject({ sum: 1 });
  });

  it('P9: what was parked before an attribution is driven again under the customer', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
    await openTab('a');
    await buy('a', 'poison', 3);
    await buy('a', 'cake', 4);
    await rig.caughtUp();
    await rig.send('shop.Attribute', { member: '~tab-a', into: 'g' });
    await rig.caughtUp();
    cure.known = true;
    for (const { id, model } of [...(await rig.reader.parked())].reverse()) {
      if (!(await rig.reader.parked()).some((each) => each.id === id)) continue;
      expect([model, await rig.done(rig.projections.retry(id))]).toEqual([model, true]);
    }
    expect(await rig.reader.parked()).toEqual([]);
    expect((await rig.views.one(tabs, 'tab-a', reading))?.view).toMatchObject({ guest: 'g', sum: 7 });
    expect(rig.failures).toEqual([]);
  });

  it('a policy whose fields could not be refreshed is not passed by', async () => {
    await rig.send(
      'customers.RegisterCustomer',
      { customerId: 'g', kind: 'person', name: 'Li' },
      { department: 'sales' },
    );
    await rig.caughtUp();
    const document = rig.registry.policies.get('survivorship')?.initial as object;
    await rig.send('policies.PublishPolicy', { name: 'survivorship', document, approvedBy: 'board' });
    const page = jest.spyOn(rig.writer, 'page').mockRejectedValueOnce(new Error('disk I/O error'));
    await expect(rig.caughtUp()).rejects.toThrow('disk I/O error');
    await rig.projections.open();
    page.mockClear();
    await rig.caughtUp();
    expect(page).toHaveBeenCalled();
  });
});

describe('the one fold', () => {
  it('gives a late fact its place in the order of occurrence', async () => {
    await openTab('t', 'g');
    await buy('t', 'second', 1, { occurredAt: '2026-02-01T00:00:00.000Z' });
    await rig.caughtUp();
    await openTab('u', 'g');
    await buy('u', 'first', 1, { occurredAt: '2026-01-01T00:00:00.000Z' });
    await rig.caughtUp();
    expect((await rig.writer.load('habits@1', ['g'])).get('g')?.doc).toEqual({ items: ['first', 'second'] });
  });

  it('P10: gives, after a late attribution, the documents of a log that was right from the start', async () => {
    const happenings = ['a', 'b', 'c'].flatMap((tab, i) => [
      { tab, item: 'open', at: `2026-01-0${i + 1}T00:00:00.000Z` },
      { tab, item: `tea of ${tab}`, at: `2026-02-0${3 - i}T00:00:00.000Z` },
      { tab, item: `cake of ${tab}`, at: `2026-03-0${i + 1}T00:00:00.000Z` },
    ]);
    const history = async (
      guests: Record<string, string | undefined>,
      link: readonly string[],
      batch: number,
    ): Promise<unknown> => {
      const one = await Rig.open(contexts);
      try {
        await one.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
        for (const [i, { tab, item, at }] of happenings.entries()) {
          const guest = guests[tab];
          await (item === 'open'
            ? one.send(
                'shop.OpenTab',
                { tabId: tab, name: 'n', ...(guest !== undefined && { guest }) },
                { occurredAt: at },
              )
            : one.send('shop.Buy', { tabId: tab, item, price: 1 }, { occurredAt: at }));
          if (link.includes(`${tab}:${item.slice(0, 4)}`))
            await one.send('shop.Attribute', { member: `~tab-${tab}`, into: 'g' });
          if (i % batch === 0) await one.caughtUp();
        }
        for (const each of link.filter((l) => l.endsWith(':late')))
          await one.send('shop.Attribute', { member: `~tab-${each.slice(0, 1)}`, into: 'g' });
        await one.caughtUp();
        return withoutLinks(await one.documents());
      } finally {
        await one.close();
      }
    };
    const right = await history({ a: 'g', b: 'g', c: 'g' }, [], 1);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('open', 'tea ', 'late'),
        fc.constantFrom('open', 'cake', 'late'),
        fc.integer({ min: 1, max: 9 }),
        async (a, b, batch) => {
          expect(await history({ c: 'g' }, [`a:${a}`, `b:${b}`], batch)).toEqual(right);
        },
      ),
      { numRuns: 12 },
    );
  });
});

/** Identity links are no part of the documents that are compared. */
const withoutLinks = (documents: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(documents).filter(([key]) => !key.includes('identity')));

describe('the 360° view', () => {
  it('says why: the events behind a figure, and the formula', async () => {
    await openTab('t', 'g');
    await buy('t', 'tea', 2, { occurredAt: '2026-02-01T00:00:00.000Z' });
    await buy('t', 'cake', 3, { occurredAt: '2026-03-01T00:00:00.000Z' });
    await buy('t', 'water', 0, { occurredAt: '2026-01-01T00:00:00.000Z' });
    await rig.caughtUp();
    expect((await rig.customers.view360('g', {}, reading))?.view).toMatchObject({
      spending: { sum: 5, lastItem: 'cake' },
    });
    const sum = await rig.customers.why('g', '/spending/sum', {}, reading);
    const items = ({ events }: Why): readonly unknown[] =>
      events.map((each) => each.kind === 'event' && (each.data as { item: string }).item);
    expect(items(sum)).toEqual(['tea', 'cake']);
    expect(sum).toMatchObject({ value: 5, formula: { en: 'sum of all items' } });
    const last = await rig.customers.why('g', '/spending/lastItem', {}, reading);
    expect(items(last)).toEqual(['cake']);
    await expect(rig.customers.why('g', '/spending/nothing', {}, reading)).rejects.toThrow('reads/no-such-figure');
  });

  it('can be seen as of when it happened, and as of what was known', async () => {
    await openTab('t', 'g');
    await buy('t', 'late', 7, { occurredAt: '2026-01-01T00:00:00.000Z' });
    rig.clock.set('2026-07-01T00:00:00.000Z');
    await buy('t', 'tea', 2);
    const at = async (moment: object): Promise<unknown> => (await rig.customers.view360('g', moment, reading))?.view;
    expect(await at({ knownAt: '2026-06-30T12:00:00.000Z' })).toMatchObject({ spending: { sum: 7 } });
    expect(await at({ knownAt: '2026-06-01T00:00:00.000Z' })).toBeUndefined();
    expect(await at({ asOf: '2026-01-02T00:00:00.000Z' })).toMatchObject({ spending: { sum: 7 } });
    expect(await at({ asOf: '2025-12-31T00:00:00.000Z' })).toBeUndefined();
    expect(await at({ asOf: '2026-07-02T00:00:00.000Z' })).toMatchObject({ spending: { sum: 9 } });
  });

  it('tells its events newest first, page by page', async () => {
    await openTab('t', 'g');
    for (let i = 0; i < 5; i++) await buy('t', `i${i}`);
    const first = await rig.customers.timeline('g', { limit: 4 }, reading);
    expect(first.items.map(({ revision }) => revision)).toEqual([5, 4, 3, 2]);
    await buy('t', 'meanwhile');
    const second = await rig.customers.timeline('g', { limit: 4, cursor: first.next ?? '' }, reading);
    expect(second).toMatchObject({ next: null, items: [{ revision: 1 }, { revision: 0 }] });
    const forged = rig.customers.timeline('g', { limit: 4, cursor: `${rig.store.log}-0-999999` }, reading);
    await expect(forged).rejects.toThrow(BadCursor);
  });

  it('names the event that published the policy by which a figure was judged', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person', name: 'Ada' });
    const published = async (): Promise<unknown> =>
      (await rig.customers.why('c', '/customer/name', {}, reading)).policies;
    expect(await published()).toEqual([{ name: 'survivorship', version: 0, event: null }]);
    for (const department of ['finance', 'sales'])
      await rig.send('policies.PublishPolicy', {
        ...{ name: 'survivorship', approvedBy: 'the board' },
        document: { departments: [department], attributes: [] },
      });
    const read = jest.spyOn(rig.store, 'read');
    expect(await published()).toMatchObject([
      {
        ...{ name: 'survivorship', version: 2 },
        event: { type: 'policies.PolicyPublished', revision: 1, data: { document: { departments: ['sales'] } } },
      },
    ]);
    const events = (
      await Promise.all(read.mock.results.map(({ value }) => value as Promise<readonly Stored[]>))
    ).flat();
    expect(events.map(({ revision }) => revision)).toEqual([1]); // all versions together may be large
  });

  it('waits for the reader’s own write also when it is asked as of a moment', async () => {
    const { receipt } = await openTab('t', 'g');
    const asked = { ...reading, after: receipt.position, waitMs: 1 };
    await expect(rig.customers.view360('g', { asOf: '2027-01-01T00:00:00.000Z' }, asked)).rejects.toThrow('not-yet');
  });
});

describe('a customer called by an external id', () => {
  const claim = (): ReturnType<Rig['send']> =>
    rig.send('customers.ClaimExternalId', { customerId: 'c', source: 'crm', value: 'K-1' });

  it('is found as soon as the claim was answered, though the read model is behind', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' });
    await claim();
    const found = Promise.all(['K-1', 'crm:K-1'].map((reference) => rig.customers.resolve(reference)));
    await rig.caughtUp();
    expect(await found).toEqual(['c', 'c']);
  });

  it('is unknown only when everything was seen', async () => {
    await rig.caughtUp();
    await expect(rig.customers.resolve('K-1')).rejects.toThrow('customers/unknown');
    expect(await rig.customers.known('K-1')).toBeUndefined();
  });
});

describe('an answer', () => {
  it('names the customer whom the command named, resolved, also where the stream is about nobody', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'company' });
    const attribute = (): ReturnType<Rig['send']> =>
      rig.send('shop.Attribute', { member: '~tab-x', into: 'c-1' }, { key: 'once' });
    expect(await attribute()).toMatchObject({ subject: '~identity-links', customer: 'c-1', replayed: false });
    expect(await attribute()).toMatchObject({ subject: '~identity-links', customer: 'c-1', replayed: true });
    expect(await openTab('nobody')).not.toHaveProperty('customer');
  });
});

describe('P8: reading one’s own write', () => {
  it('waits until the projection has passed the receipt', async () => {
    const { receipt } = await openTab('t', 'g');
    const read = rig.views.one(tabs, 'tab-t', { ...reading, after: receipt.position });
    await rig.caughtUp();
    expect((await read)?.view).toMatchObject({ guest: 'g', name: 'name of t' });
  });

  it('says so when it takes too long', async () => {
    const { receipt } = await openTab('t', 'g');
    const read = rig.views.page(tabs, {}, { ...reading, after: receipt.position, waitMs: 1 });
    await expect(read).rejects.toThrow('reads/not-yet');
  });

  it('costs one look at each change, however many wait', async () => {
    const { receipt } = await openTab('t', 'g');
    await rig.caughtUp();
    const [log, slot, last] = receipt.position.split('-');
    const looks = jest.spyOn(rig.reader, 'progress');
    const after = `${log}-${slot}-${Number(last) + 3}`;
    const reads = Array.from({ length: 200 }, () => rig.views.one(tabs, 'tab-t', { ...reading, after }));
    for (let i = 0; i < 3; i++) {
      const changed = rig.reader.changed(new AbortController().signal);
      await buy('t', 'tea');
      await rig.caughtUp();
      await changed;
    }
    await Promise.all(reads);
    expect(looks.mock.calls.length).toBeLessThan(2 * 200); // each has looked once before
    const gone = rig.views.one(tabs, 'tab-t', {
      ...reading,
      after: `${log}-${slot}-${Number(last) + 1_000_000}`,
      waitMs: 1,
    });
    await expect(gone).rejects.toThrow('reads/not-yet');
  });
});

describe('a reactor', () => {
  it('reacts once when its deadline has come, also when it looks twice', async () => {
    await openTab('t', 'g', { remindAt: '2026-06-30T09:00:00.000Z' });
    await rig.caughtUp();
    expect(await rig.reactors.look()).toBe('2026-06-30T09:00:00.000Z');
    rig.clock.set('2026-06-30T09:00:00.000Z');
    await rig.reactors.look();
    await rig.reactors.look();
    await rig.caughtUp();
    expect(await rig.reactors.look()).toBeNull();
    expect((await rig.store.read('tab-t')).map(({ type }) => type)).toEqual(['shop.TabOpened', 'shop.GuestReminded']);
  });

  it('does not react on a memory that is behind the log', async () => {
    await openTab('t', 'g', { remindAt: '2026-06-30T08:00:00.000Z' });
    await rig.caughtUp();
    await rig.send('shop.Pay', { tabId: 't' });
    expect(await rig.reactors.look()).toBeNull();
    await rig.caughtUp();
    await rig.reactors.look();
    expect((await rig.store.read('tab-t')).map(({ type }) => type)).toEqual(['shop.TabOpened', 'shop.TabPaid']);
  });

  it('stays silent about history brought in', async () => {
    await rig.send(
      'shop.OpenTab',
      { tabId: 't', name: 'n', guest: 'g', remindAt: '2026-01-01T00:00:00.000Z' },
      { backfill: true },
    );
    await rig.caughtUp();
    expect(await rig.reactors.look()).toBeNull();
    expect(rig.registry.fold(remindGuest).id).toBe('reactor-remind-guest@1-5');
  });
});

it('rebuilds a projection from the log while others go on', async () => {
  await openTab('t', 'g');
  await buy('t', 'tea', 2);
  await rig.caughtUp();
  const before = await rig.documents();
  await rig.done(rig.projections.rebuild([rig.registry.fold(tabs)]));
  expect(await rig.views.one(tabs, 'tab-t', reading)).toBeNull();
  await rig.caughtUp();
  expect(await rig.documents()).toEqual(before);
});

it('P15: losing every read model loses nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-p15-'));
  try {
    rig = await Rig.open(contexts, { folder });
    await openTab('t', 'g');
    await buy('t', 'tea', 2);
    await rig.caughtUp();
    const before = await rig.documents();
    await rig.close();
    for (const file of ['views.db', 'views.db-wal', 'views.db-shm']) rmSync(join(folder, file), { force: true });
    rig = await Rig.open(contexts, { folder });
    await rig.caughtUp();
    expect(await rig.documents()).toEqual(before);
    await rig.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
