import { attributed, IDENTITY_LINKS, identityLinks } from '@dossier/foundation';
import {
  byCustomer,
  byStream,
  type ContextDef,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  defineReactor,
  defineRefusals,
  defineSection,
  defineState,
  type Erased,
  idIn,
  instantField,
  type Instant,
  integer,
  isErased,
  latest,
  Personal,
  text,
} from '@dossier/kernel';

/** A small context for tests of the engine: tabs of guests, some of whom are not known by name. */
class Opened {
  @Personal()
  readonly name!: string | Erased;
  readonly remindAt?: Instant;
}
class Bought {
  readonly item!: string;
  readonly price!: number;
}
class Paid {
  readonly tip?: number;
}
class Reminded {
  readonly by?: string;
}

export const TabOpened = defineEvent('shop.TabOpened', { title: { zh: '开单', en: 'tab opened' } }, Opened);
export const ItemBought = defineEvent('shop.ItemBought', { title: { zh: '消费', en: 'item bought' } }, Bought);
export const TabPaid = defineEvent('shop.TabPaid', { title: { zh: '结账', en: 'tab paid' } }, Paid);
export const GuestReminded = defineEvent(
  'shop.GuestReminded',
  { title: { zh: '已提醒', en: 'guest reminded' } },
  Reminded,
);
const events = { TabOpened, ItemBought, TabPaid, GuestReminded };

export const shopRefusal = defineRefusals('shop', {
  closed: { zh: '该单已结账。', en: 'The tab is paid.' },
  unknown: { status: 404, zh: '没有该单。', en: 'There is no such tab.' },
});

type Tab = { readonly is: 'open'; readonly sum: number; readonly reminded: boolean } | { readonly is: 'paid' };
const tab = defineState<Tab>()({
  category: 'tab',
  from: events,
  begins: { TabOpened: () => ({ is: 'open', sum: 0, reminded: false }) },
  evolve: {
    ItemBought: (state, { price }) => (state.is === 'open' ? { ...state, sum: state.sum + price } : state),
    TabPaid: () => ({ is: 'paid' }),
    GuestReminded: (state) => (state.is === 'open' ? { ...state, reminded: true } : state),
  },
});

export class Attribute {
  /** `~<stream>` */
  readonly member!: string;
  readonly into!: string;
}
export class OpenTab {
  readonly tabId!: string;
  readonly guest?: string;
  readonly name!: string;
  readonly remindAt?: Instant;
}
export class Buy {
  readonly tabId!: string;
  readonly item!: string;
  readonly price!: number;
}
export class Pay {
  readonly tabId!: string;
}
export class Remind {
  readonly tabId!: string;
}

/** Links whatever it is told, without a look at it. */
export const attribute = defineCommand({
  name: 'shop.Attribute',
  title: { zh: '归属', en: 'Attribute' },
  command: Attribute,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'into',
  by: ['staff'],
  decide: ({ member, into }, links) => attributed(links, member, into),
});
export const openTab = defineCommand({
  name: 'shop.OpenTab',
  title: { zh: '开账', en: 'Open a tab' },
  command: OpenTab,
  on: tab,
  id: (c) => c.tabId,
  subject: (c) => c.guest,
  by: ['staff'],
  creates: true,
  decide: ({ name, remindAt }) => [TabOpened({ name, ...(remindAt !== undefined && { remindAt }) })],
});
export const buy = defineCommand({
  name: 'shop.Buy',
  title: { zh: '购买', en: 'Buy' },
  command: Buy,
  on: tab,
  id: (c) => c.tabId,
  by: ['staff'],
  decide: ({ item, price }, state) => {
    if (state === undefined) throw shopRefusal('unknown');
    if (state.is === 'paid') throw shopRefusal('closed');
    return [ItemBought({ item, price })];
  },
});
export const pay = defineCommand({
  name: 'shop.Pay',
  title: { zh: '付清', en: 'Pay' },
  command: Pay,
  on: tab,
  id: (c) => c.tabId,
  by: ['staff'],
  decide: (_, state) => (state?.is === 'open' ? [TabPaid({})] : []),
});
export const remind = defineCommand({
  name: 'shop.Remind',
  title: { zh: '提醒', en: 'Remind' },
  command: Remind,
  on: tab,
  id: (c) => c.tabId,
  by: [],
  decide: (_, state) => (state?.is === 'open' && !state.reminded ? [GuestReminded({})] : []),
});

interface TabDoc {
  readonly guest: string;
  readonly name: string | null;
  readonly sum: number;
  readonly lastAt: Instant;
}
/** Items named `poison` cannot be taken, unless the cure is known. */
export const cure = { known: false };
export const tabs = defineProjection<TabDoc>()({
  name: 'tabs',
  title: { zh: '单据', en: 'Tabs' },
  version: 1,
  from: { TabOpened, ItemBought },
  key: byStream,
  personal: true,
  begins: {
    TabOpened: ({ name }, at) => ({
      guest: at.subject,
      name: isErased(name) ? null : name,
      sum: 0,
      lastAt: at.occurredAt,
    }),
  },
  evolve: {
    ItemBought: (doc, { item, price }, at) => {
      if (item === 'poison' && !cure.known) throw new TypeError('nobody can take poison');
      return { ...doc, sum: doc.sum + price, lastAt: latest(doc.lastAt, at.occurredAt) };
    },
  },
  fields: { guest: text((d) => d.guest), sum: integer((d) => d.sum), lastAt: instantField((d) => d.lastAt) },
});

/** What was bought one after the other: depends on the order of occurrence. */
export const habits = defineProjection<{ readonly items: readonly string[] }>()({
  name: 'habits',
  title: { zh: '习惯', en: 'Habits' },
  version: 1,
  order: 'occurrence',
  from: { ItemBought },
  key: byCustomer,
  personal: false,
  initial: { items: [] },
  evolve: { ItemBought: ({ items }, { item }) => ({ items: [...items, item] }) },
  fields: { count: integer((d) => d.items.length) },
});

export const spending = defineSection<
  { readonly sum: number; readonly lastItem: string | null; readonly lastAt: Instant | null },
  { readonly sum: number; readonly lastItem: string | null }
>()({
  name: 'spending',
  title: { zh: '消费', en: 'Spending' },
  version: 1,
  from: { ItemBought },
  initial: { sum: 0, lastItem: null, lastAt: null },
  evolve: {
    ItemBought: (state, { item, price }, at) => ({
      sum: state.sum + price,
      ...(state.lastAt === null || at.occurredAt >= state.lastAt
        ? { lastItem: item, lastAt: at.occurredAt }
        : { lastItem: state.lastItem, lastAt: state.lastAt }),
    }),
  },
  view: ({ sum, lastItem }) => ({ sum, lastItem }),
  figures: {
    sum: { formula: { zh: '所有消费之和', en: 'sum of all items' }, behind: 'each' },
    lastItem: { formula: { zh: '最近一次消费', en: 'what was bought last' }, behind: 'last' },
  },
  fields: { spent: integer((s) => s.sum, { zh: '消费合计', en: 'Spent' }) },
});

export const remindGuest = defineReactor<{ readonly tabId: string; readonly dueAt: Instant | null }>()({
  name: 'remind-guest',
  title: { zh: '提醒客人', en: 'Remind the guest' },
  version: 1,
  from: { TabOpened, TabPaid, GuestReminded },
  key: byStream,
  begins: {
    TabOpened: ({ remindAt }, at) => ({ tabId: idIn(tab, at.stream), dueAt: remindAt ?? null }),
  },
  evolve: {
    TabPaid: (doc) => ({ ...doc, dueAt: null }),
    GuestReminded: (doc) => ({ ...doc, dueAt: null }),
  },
  dueAt: (doc) => doc.dueAt,
  sends: remind,
  react: ({ tabId }) => ({ command: { tabId } }),
});

export const shop: ContextDef = defineContext({
  name: 'shop',
  title: { zh: '小店', en: 'Shop' },
  slices: [attribute, openTab, buy, pay, remind, tabs, habits, spending, remindGuest],
});
