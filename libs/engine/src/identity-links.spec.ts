import { type Link, NewerVersion } from '@dossier/kernel';
import { customers } from '../../contexts/customers/src/customers.module';
import { shop, tabs } from '../../testing/src/shop';
import { itEmbedded, reading, Rig } from '../../testing/src/rig';
import { endOf } from './log-end';

const contexts = [customers, shop];
let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  for (const customerId of ['g', 'h']) await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 'a', name: 'n' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rig.close();
});

const attribute = (tab: string, into: string): ReturnType<Rig['send']> =>
  rig.send('shop.Attribute', { member: `~tab-${tab}`, into });
const guestOf = async (tab: string): Promise<unknown> =>
  ((await rig.views.one(tabs, `tab-${tab}`, reading))?.view as { readonly guest: string } | undefined)?.guest;
/** Code that is older than events of this type. */
const tooOldFor = (type: string): { mockRestore(): void } => {
  const decode = rig.codec.decode.bind(rig.codec);
  return jest.spyOn(rig.codec, 'decode').mockImplementation((events) => {
    if (events.some((event) => event.type === type)) return Promise.reject(new NewerVersion(type, 2, 1));
    return decode(events);
  });
};
/** Links as a log may hold them that other writers, or an import, have written. */
const linked = (...links: readonly Link[]): void => {
  const [def] = rig.registry.links.values();
  if (!def) throw new Error('no links');
  const left = [...links];
  jest.spyOn(def, 'link').mockImplementation(() => left.shift() ?? { member: 'x', into: 'x' });
};

describe('P6: a link that cannot be read', () => {
  /** It is the last event of the log. */
  const stopped = async () =>
    `customers.SubjectAttributed at position ${await rig.feed.head()} cannot be read, and without it all read models`;

  it('stops the read models, says which it is, and is taken by code that knows it', async () => {
    await attribute('a', 'g');
    const old = tooOldFor('customers.SubjectAttributed');
    await expect(rig.caughtUp()).rejects.toThrow(await stopped());
    await expect(rig.caughtUp()).rejects.toThrow('written by newer code');
    await expect(rig.caughtUp()).rejects.toMatchObject({
      words: {
        zh: `第 ${await rig.feed.head()} 个事件（customers.SubjectAttributed）无法读取，缺少它则所有读模型都会出错；原因见服务器日志`,
      },
    });
    expect((await rig.operations.projections()).map(({ lag }) => lag)).not.toContain(0);
    old.mockRestore();
    await rig.projections.open();
    await rig.caughtUp();
    expect([[...(await rig.writer.links())], await guestOf('a')]).toEqual([[['~tab-a', 'g']], 'g']);
  });

  it('stops them also where the link itself makes no sense of it', async () => {
    await attribute('a', 'g');
    const [def] = rig.registry.links.values();
    const link = jest.spyOn(def as NonNullable<typeof def>, 'link').mockImplementation(() => {
      throw new TypeError('no member');
    });
    await expect(rig.caughtUp()).rejects.toThrow(`${await stopped()} would be wrong: TypeError: no member`);
    link.mockRestore();
    await rig.projections.open();
    await rig.caughtUp();
    expect(await guestOf('a')).toBe('g');
  });
});

it('P14: a policy of newer code keeps the read models from opening, and says which event it is', async () => {
  const document = rig.registry.policies.get('survivorship')?.initial as object;
  await rig.send('policies.PublishPolicy', { name: 'survivorship', document, approvedBy: 'the board' });
  tooOldFor('policies.PolicyPublished');
  const words = `policies.PolicyPublished at position ${await rig.feed.head()} cannot be read`;
  await expect(rig.caughtUp()).rejects.toThrow(words);
  await expect(rig.projections.open()).rejects.toThrow(words);
});

describe('P10: links that are not taken', () => {
  it('are not saved either: the first one of a member stands', async () => {
    await attribute('a', 'g');
    await attribute('b', 'h');
    linked({ member: '~tab-a', into: 'g' }, { member: '~tab-a', into: 'h' });
    await rig.caughtUp();
    expect([[...(await rig.writer.links())], await guestOf('a')]).toEqual([[['~tab-a', 'g']], 'g']);
  });

  it('are not saved where they close a circle, on which a reader would look for ever', async () => {
    await attribute('a', 'g');
    await attribute('b', 'h');
    linked({ member: 'g', into: 'h' }, { member: 'h', into: 'g' });
    await rig.caughtUp();
    expect([...(await rig.writer.links())]).toEqual([['g', 'h']]);
  });
});

it('P10: a fold that lags takes up a link that others have taken before it', async () => {
  await rig.send('shop.OpenTab', { tabId: 'b', name: 'n' });
  await rig.caughtUp();
  await rig.done(rig.projections.rebuild([rig.registry.fold(tabs)]));
  const read = rig.feed.read.bind(rig.feed);
  jest.spyOn(rig.feed, 'read').mockImplementation((after) => read(after, 1));
  for (let position = 0; position < 3; position++) await rig.projections.step(); // up to the first tab
  await attribute('a', 'g');
  expect(await guestOf('a')).toBe('~tab-a');
  await rig.caughtUp();
  expect(await guestOf('a')).toBe('g');
});

describe('what it costs that a guest was not known by name', () => {
  it('is one reading of all that the guest did, for all folds, when the link is taken', async () => {
    await rig.caughtUp();
    await attribute('a', 'g');
    const read = jest.spyOn(rig.feed, 'history');
    await rig.caughtUp();
    expect(read.mock.calls).toEqual([[['g', '~tab-a'], await rig.feed.head()]]);
  });

  it('is nothing afterwards, where the order of occurrence does not count', async () => {
    await attribute('a', 'g');
    await rig.caughtUp();
    await rig.send('shop.Pay', { tabId: 'a' });
    const read = jest.spyOn(rig.feed, 'history');
    await rig.caughtUp();
    expect(read).not.toHaveBeenCalled();
  });

  it('is nothing where documents are made anew: they are the customer’s from the beginning', async () => {
    await attribute('a', 'g');
    await rig.caughtUp();
    const before = await rig.documents();
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await attribute('b', 'h'); // after the look ahead: it is taken in its turn
    const read = jest.spyOn(rig.feed, 'history');
    await rig.caughtUp();
    expect(read.mock.calls).toEqual([[['h', '~tab-b'], await rig.feed.head()]]);
    expect(await rig.documents()).toEqual(before);
  });
});

describe('P10: links that are taken before their turn', () => {
  it('give the documents that they give in their turn', async () => {
    await rig.send('shop.OpenTab', { tabId: 'b', name: 'n' });
    for (const tabId of ['a', 'b']) await rig.send('shop.Buy', { tabId, item: 'tea', price: 1 });
    await attribute('b', 'h');
    await rig.caughtUp();
    await attribute('a', 'g');
    await rig.send('shop.Buy', { tabId: 'a', item: 'cake', price: 1 });
    await rig.caughtUp();
    const inTurn = await rig.documents();
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    const read = rig.feed.read.bind(rig.feed);
    jest.spyOn(rig.feed, 'read').mockImplementation((after) => read(after, 1));
    await rig.caughtUp();
    expect(await rig.documents()).toEqual(inTurn);
  });

  itEmbedded()(
    'count as seen: read models that know them do not go on with a log that was cut before them',
    async () => {
      await attribute('a', 'g');
      const end = await endOf(rig.feed);
      await rig.projections.open();
      expect([[...(await rig.writer.links())], await rig.writer.seen()]).toEqual([[['~tab-a', 'g']], end]);
      const read = rig.feed.read.bind(rig.feed);
      jest.spyOn(rig.feed, 'read').mockImplementation((after) => read(after, 1));
      await rig.projections.step();
      expect(await rig.writer.seen()).toEqual(end);
    },
  );

  it('are no reason not to open where one of them cannot be read: the step that comes to it stops', async () => {
    await attribute('a', 'g');
    const old = tooOldFor('customers.SubjectAttributed');
    await rig.projections.open();
    await expect(rig.caughtUp()).rejects.toThrow('cannot be read, and without it all read models would be wrong');
    old.mockRestore();
    await rig.caughtUp();
    expect(await guestOf('a')).toBe('g');
  });
});
