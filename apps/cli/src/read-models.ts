import type { Text } from '@dossier/kernel';

/** How a list is asked for and shown. */
export interface List {
  readonly title: Text;
  /** Under the API's prefix. */
  readonly path: string;
  /** By the conventions of lists: `filter[field]`, streamed whole as CSV. Left out: by parameters of its own. */
  readonly conventional?: true;
  /** The parameter that takes `next`; left out: the list comes in one piece. */
  readonly next?: 'cursor' | 'from';
  /** Columns that tell a person nothing beside the others; machines get them. */
  readonly spare?: readonly string[];
  /** Columns of whole numbers that are amounts in minor units of the row's currency. */
  readonly minor?: readonly string[];
}

const documents = (path: string, zh: string, en: string, ...spare: readonly string[]) =>
  ({ title: { zh, en }, path, conventional: true, next: 'cursor', spare: ['key', ...spare] }) as const;
const list = (path: string, zh: string, en: string) => ({ title: { zh, en }, path }) as const;
const ENVELOPE = [
  'specversion',
  'source',
  'datacontenttype',
  'dataschema',
  'partitionkey',
  'schemaversion',
  'correlationid',
];

/** Lists that `query` can show; a test holds them to the routes of the server. */
export const LISTS = {
  customers: documents('/customers', '客户', 'Customers', 'golden', 'byDepartment'),
  orders: documents('/orders', '订单', 'Orders'),
  'credit-notes': documents('/credit-notes', '贷项单', 'Credit notes'),
  'sales-facts': { ...documents('/sales-facts', '销售事实', 'Sales facts'), minor: ['gross', 'net'] },
  events: { ...list('/events', '事件', 'Events'), next: 'from', spare: ENVELOPE },
  access: { ...list('/audit/access', '访问记录', 'Access records'), next: 'cursor' },
  actors: list('/audit/actors', '操作者', 'Actors'),
  policies: list('/policies', '政策', 'Policies'),
  reports: list('/reports', '报表', 'Reports'),
  projections: list('/projections', '读模型', 'Read models'),
  'dead-letters': { ...list('/dead-letters', '处理失败事件', 'Dead letters'), next: 'cursor' },
  keys: list('/keys', '密钥', 'Keys'),
} as const satisfies Readonly<Record<string, List>>;

export const READ_MODELS = Object.keys(LISTS) as readonly (keyof typeof LISTS)[];

/** Reports that `report` can show; a test holds them to those of the server. */
export const REPORTS: Readonly<Record<string, { readonly title: Text }>> = {
  rfm: { title: { zh: '最近购买、频次与金额', en: 'Recency, frequency and monetary value' } },
  abc: { title: { zh: 'ABC 分级', en: 'ABC classes' } },
  concentration: { title: { zh: '集中度', en: 'Concentration' } },
  cohorts: { title: { zh: '按首购月份的留存', en: 'Retention by month of the first purchase' } },
  lifecycle: { title: { zh: '客户生命周期', en: 'Lifecycle' } },
  'data-quality': { title: { zh: '数据质量', en: 'Data quality' } },
  exceptions: { title: { zh: '与规则不符的单据', en: 'Documents against a rule' } },
};
