import type { EventStore } from '@dossier/event-store';
import { customers } from '../../contexts/customers/src/customers.module';
import { shop, TabOpened, tabs } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open([customers, shop]);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rig.close();
});
const buy = (tabId: string, price = 1) => rig.send('shop.Buy', { tabId, item: 'tea', price });
const pay = (tabId: string) => rig.send('shop.Pay', { tabId });
const types = async (stream: string) => (await rig.store.read(stream)).map(({ type }) => type);

/** Opens a tab past the runner, as another process would. */
async function openElsewhere(tabId: string): Promise<void> {
  const stream = `tab-${tabId}`;
  await rig.codec.ready([stream]);
  const event = rig.codec.encode(
    TabOpened({ name: 'by another process' }),
    {
      ...{ id: '0190a8a0-0000-7000-8000-000000000001', stream, revision: 0, subject: stream },
      ...{ occurredAt: rig.clock.now(), recordedAt: rig.clock.now(), actor: 'rival', department: null },
      ...{ businessLine: null, correlationId: 'x', causationId: null, traceparent: null, backfill: false },
    },
    '',
  );
  await rig.store.append({ stream, subject: stream, expectedRevision: -1, events: [event] });
}

describe('P2: what was cached may only decide to append', () => {
  it('a refusal of the cached state is decided again on the tail', async () => {
    await expect(buy('t')).rejects.toThrow('shop/unknown');
    await openElsewhere('t');
    expect((await buy('t')).receipt.revision).toBe(1);
  });

  it('"nothing to do" of the cached state is decided again on the tail', async () => {
    expect((await pay('t')).receipt.events).toEqual([]);
    await openElsewhere('t');
    expect((await pay('t')).receipt.events).toMatchObject([{ type: 'shop.TabPaid' }]);
  });
});

describe('what fails after the append does not fail the answer', () => {
  const document = () => rig.registry.policies.get('survivorship')?.initial as object;
  const publish = (approvedBy: string) =>
    rig.send('policies.PublishPolicy', { name: 'survivorship', document: document(), approvedBy });
  const inForce = () => {
    const policy = rig.registry.policies.get('survivorship');
    return policy && rig.views.viewing().policies(policy).version;
  };

  /** By their streams or their journal, whichever the profile reads, from the next append on. */
  const policiesUnreadable = (times: 'once' | 'always') => {
    const { store, feed } = rig;
    const [append, read, piece] = [store.append.bind(store), store.read.bind(store), feed.piece.bind(feed)];
    const [streams, journal] = [jest.spyOn(store, 'read'), jest.spyOn(feed, 'piece')];
    const mockRestore = (): void => [streams, journal].forEach((spy) => spy.mockRestore());
    const failed = (): Promise<never> => {
      if (times === 'once') mockRestore();
      return Promise.reject(new Error('disk I/O error'));
    };
    jest.spyOn(store, 'append').mockImplementationOnce(async (each) => {
      const done = await append(each);
      streams.mockImplementation((name, ...rest) => (name.startsWith('policy-') ? failed() : read(name, ...rest)));
      journal.mockImplementation((subjects, ...rest) =>
        subjects.some((subject) => subject.startsWith('~policy-')) ? failed() : piece(subjects, ...rest),
      );
      return done;
    });
    return { mockRestore };
  };

  it('a policy that was stored is answered, and in force once it can be read', async () => {
    policiesUnreadable('once');
    expect((await publish('board')).receipt.events).toHaveLength(1);
    expect(inForce()).toBe(0);
    await rig.send('shop.OpenTab', { tabId: 't', name: 'n' }); // a command is not decided by what is outdated
    expect(inForce()).toBe(1);
  });

  it('a reader brings the outdated book up to date before the answer, or gets none', async () => {
    const reads = policiesUnreadable('always');
    await publish('board');
    await expect(rig.views.one(tabs, 'tab-t', reading)).rejects.toThrow('disk I/O error');
    reads.mockRestore();
    await rig.views.one(tabs, 'tab-t', reading);
    expect(inForce()).toBe(1);
  });

  it('decides no command while the policies cannot be read, and writes nothing', async () => {
    const reads = policiesUnreadable('always');
    await publish('board');
    await expect(rig.send('shop.OpenTab', { tabId: 't', name: 'n' })).rejects.toThrow('disk I/O error');
    expect(await types('tab-t')).toEqual([]);
    reads.mockRestore();
    await rig.send('shop.OpenTab', { tabId: 't', name: 'n' });
  });

  it('a state that cannot be remembered is read again by the next command', async () => {
    await rig.send('shop.OpenTab', { tabId: 't', name: 'n' });
    const { on } = rig.registry.commands.get('shop.Buy') ?? {};
    const evolve = on?.evolve as Record<string, unknown>;
    const bought = evolve['ItemBought'];
    evolve['ItemBought'] = () => {
      throw new TypeError('cannot be remembered');
    };
    try {
      expect((await buy('t')).receipt.revision).toBe(1);
    } finally {
      evolve['ItemBought'] = bought;
    }
    expect((await buy('t')).receipt.revision).toBe(2);
  });
});

it('reads no more of a stream than it compares', async () => {
  const open = () => rig.send('shop.OpenTab', { tabId: 't', name: 'n' });
  await open();
  for (let n = 0; n < 5; n++) await buy('t');
  const read = jest.spyOn(rig.store, 'read');
  expect((await open()).receipt).toMatchObject({ revision: 5, events: [] });
  const seen = await Promise.all(read.mock.results.map(({ value }) => value as ReturnType<EventStore['read']>));
  expect(seen.map(({ length }) => length)).toEqual([1, 1]); // assumed new, then on the tail
});

it('lets what is there decide when that which was assumed of a new stream fails', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person', name: 'Li Lei' });
  rig.commands['aggregates'].forget('customer-g');
  jest.spyOn(rig.codec, 'ready').mockRejectedValueOnce(new Error('the key of g was destroyed'));
  const again = rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person', name: 'Han Meimei' });
  await expect(again).rejects.toThrow('command/exists');
});
