import type { Text } from '@dossier/kernel';
import type { Door } from './door';

/** How a list is asked for and shown. */
export interface List {
  readonly title: Text;
  /** Under the API's prefix. */
  readonly path: string;
  /** By the conventions of lists: `filter[field]`, streamed whole as CSV. Left out: by parameters of its own. */
  readonly conventional?: true;
  /** The parameter that takes `next`; left out: the list comes in one piece. */
  readonly next?: 'cursor' | 'from';
  /** The column by which commands and URLs take a row; left out: they take its key. */
  readonly id?: string;
  /** Columns that tell a person nothing beside the others; machines get them. */
  readonly spare?: readonly string[];
  /** The column in place of which people read the `title`, where the row has one. */
  readonly titled?: string;
  /** Rows are whole views of customers: their parts are called as in one view. */
  readonly isView?: true;
}

const DOCUMENTS = { conventional: true, next: 'cursor', spare: ['key'] } as const;
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

/** Lists of the platform, and those that are shown otherwise than as they come; the catalogue names all others. */
export const LISTS = {
  customers: { ...list('/customers', '客户', 'Customers'), ...DOCUMENTS, spare: ['key', 'golden', 'byDepartment'] },
  portfolio: {
    ...list('/portfolio', '全部客户的 360° 视图', '360° views of all customers'),
    ...DOCUMENTS,
    spare: [],
    isView: true,
  },
  /** Formulas are long, and the same for all warnings of a signal; events stand in the 360° view, and behind `--why`. */
  warnings: {
    ...list('/warnings', '预警', 'Warnings'),
    ...DOCUMENTS,
    id: 'warningId',
    spare: ['key', 'formula', 'policyVersion', 'eventIds'],
  },
  events: { ...list('/events', '事件', 'Events'), next: 'from', spare: ENVELOPE },
  access: { ...list('/audit/access', '访问记录', 'Access records'), next: 'cursor', titled: 'action' },
  actors: list('/audit/actors', '操作者', 'Actors'),
  policies: list('/policies', '政策', 'Policies'),
  reports: list('/reports', '报表', 'Reports'),
  projections: list('/projections', '读模型', 'Read models'),
  'dead-letters': { ...list('/dead-letters', '处理失败事件', 'Dead letters'), next: 'cursor' },
  keys: list('/keys', '密钥', 'Keys'),
} as const satisfies Readonly<Record<string, List>>;

/** What the catalogue tells of a read model, as far as a list needs it. */
interface Model {
  readonly name: string;
  readonly title: Text;
  readonly shows: object;
  readonly routes: readonly { readonly path: string; readonly one?: string }[];
}
interface Section {
  readonly name: string;
  readonly figures: readonly { readonly name: string }[];
}
interface Context {
  readonly sections: readonly Section[];
  readonly models: readonly Model[];
  readonly reports: readonly { readonly name: string; readonly title: Text }[];
}
const contextsOf = async (door: Door): Promise<readonly Context[]> =>
  ((await door.ask('GET', '/catalogue')).body as { readonly contexts: readonly Context[] }).contexts;

/** Every list that can be shown: those of the contexts as the catalogue of the server has them, and {@link LISTS}. */
export async function listsOf(door: Door): Promise<ReadonlyMap<string, List>> {
  const models = (await contextsOf(door)).flatMap((context) => context.models);
  return new Map([...models.flatMap(listOfModel), ...Object.entries<List>(LISTS)]);
}

/** Every report by its name, with its title. */
export async function reportsOf(door: Door): Promise<ReadonlyMap<string, Text>> {
  const reports = (await contextsOf(door)).flatMap((context) => context.reports);
  return new Map(reports.map(({ name, title }) => [name, title]));
}

function listOfModel({ name, title, shows, routes }: Model): readonly (readonly [string, List])[] {
  const whole = routes.find(({ path }) => !path.includes(':'));
  if (whole === undefined) return [];
  const id = whole.one?.split(':').at(-1) ?? '';
  return [[name, { title, path: whole.path, ...DOCUMENTS, ...(id in shows && { id }) }]];
}

/** Every figure of the 360° view, as `why` takes it. */
export const figuresKnown = async (door: Door): Promise<readonly string[]> =>
  (await contextsOf(door))
    .flatMap(({ sections }) => sections)
    .flatMap(({ name, figures }) => figures.map((figure) => `/${name}/${figure.name}`));
