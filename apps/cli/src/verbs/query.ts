import { compareTexts, departmentCode, isText, meant } from '@dossier/kernel';
import { listOf, show } from '../answer';
import { CSV, type Door, NDJSON } from '../door';
import { asTyped, Failure, type Spoken, WrongUse } from '../failure';
import { firstRecords } from '../first-records';
import { namedRecords } from '../named-records';
import { type List, LISTS, listsOf } from '../read-models';
import type { Terminal } from '../terminal';
import { argument, count, flag, type Given, type Run, text, texts } from '../verb';

/** As they are typed, with what the door calls them. */
const operators: Readonly<Record<string, string>> = {
  '=': 'eq',
  '!=': 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  '~': 'contains',
};
const signOf = new Map(Object.entries(operators).map(([sign, name]) => [name, sign]));

const option = (name: string): string => {
  if (['fields', 'sort', 'limit'].includes(name)) return `--${name}`;
  const [, field = name, op = 'eq'] = /^filter\[(.+?)\](?:\[(.+)\])?$/.exec(name) ?? [];
  return `--where ${field}${op === 'eq' ? '' : (signOf.get(op) ?? op)}`;
};
/** Also where a sentence names another condition, or the operators that there are. */
const SPOKEN: Spoken = {
  option,
  detail: (words) =>
    words
      .replaceAll(/filter\[\w+\](?:\[\w+\])?/g, option)
      .replaceAll(/(?<=by |, |：|、)(?:eq|ne|gte?|lte?|contains)(?=[,、.。])/g, (op) => signOf.get(op) ?? op),
};

/** What a list is searched for, which is no field of it: `q=acme`. */
const SEARCH = 'q';

/** `field=value`, `field>=value` … as the list takes it. @throws WrongUse */
export function filter(condition: string, { conventional }: Pick<List, 'conventional'>): readonly [string, string] {
  const [, field, operator = '', value] = /^([A-Za-z][\w.]*)(!=|>=|<=|=|>|<|~)(.*)$/s.exec(condition) ?? [];
  const known = conventional ? Object.keys(operators) : ['='];
  if (field === undefined || value === undefined || !known.includes(operator))
    throw new WrongUse(
      {
        zh: '条件应写成“字段=值”，比较符可用 {operators}；收到：{condition}',
        en: 'a condition is field=value, with one of {operators}: {condition}',
      },
      { condition, operators: known.join(' ') },
    );
  const wanted = field === 'department' ? departmentCode(value) : value;
  if (!conventional || field === SEARCH) return [field, wanted];
  return [`filter[${field}]${operator === '=' ? '' : `[${operators[operator] ?? ''}]`}`, wanted];
}

/** All conditions together. @throws WrongUse for two of one field and operator: a list takes one */
function filters(conditions: readonly string[], asked: List): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const condition of conditions) {
    const [name, value] = filter(condition, asked);
    if (name in all)
      throw new WrongUse(
        {
          zh: '同一字段的同一比较符只能用一次：{condition}',
          en: 'a field is compared once by the same operator: {condition}',
        },
        { condition },
      );
    all[name] = value;
  }
  return all;
}

/** Rows that a person gets unasked, and the most that come at a time. */
const SHOWN = 50;
const PAGE = 200;

/** A list, and what is wanted of it. */
interface Asked {
  readonly name: string;
  readonly list: List;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly limit: number | undefined;
  readonly csv: boolean;
}

/** Lists a read model: some of it for people, all of it for machines. */
export const run: Run = async (session, given) => {
  const name = argument(given, 0);
  const known = Object.hasOwn(LISTS, name) ? LISTS[name as keyof typeof LISTS] : undefined;
  const asked = askedFor(given, name, known ?? (await declared(await session.door(), name)));
  const door = await session.door();
  await asTyped(() => tell(door, session.terminal, asked), SPOKEN);
  return 0;
};

/** A list of a context. @throws WrongUse */
async function declared(door: Door, name: string): Promise<List> {
  const lists = await listsOf(door);
  const list = lists.get(name);
  if (list) return list;
  throw new WrongUse(
    {
      zh: '没有名为 {name} 的读模型。{meant}全部读模型见 dossier query projections，其他列表见 dossier query --help',
      en: 'There is no read model {name}.{meant} All of them: dossier query projections; other lists: dossier query --help',
    },
    { name, meant: meant(name, [...lists.keys()].sort(compareTexts)) },
  );
}

/** @throws WrongUse */
function askedFor(given: Given, name: string, list: List): Asked {
  const limit = count(given, 'limit', 1);
  const csv = flag(given, 'csv');
  if (csv && list.conventional !== true)
    throw new WrongUse(
      { zh: '{name} 不能以 CSV 输出；请用 --json', en: 'there is no CSV of {name}: use --json' },
      { name },
    );
  const [fields, sort] = [text(given, 'fields'), text(given, 'sort')];
  const query = { ...filters(texts(given, 'where'), list), fields: withId(fields, list, given), sort };
  return { name, list, query, limit, csv };
}

/** The fields that were asked for, in a table led by the id that commands take. */
function withId(fields: string | undefined, { id }: List, given: Given): string | undefined {
  if (fields === undefined || id === undefined || flag(given, 'json') || flag(given, 'csv')) return fields;
  return fields.split(',').includes(id) ? fields : `${id},${fields}`;
}

async function tell(door: Door, terminal: Terminal, asked: Asked): Promise<void> {
  const { list, query, limit, csv } = asked;
  if (csv)
    for await (const record of namedRecords(firstRecords(door.lines('GET', list.path, CSV, { query }), limit), (ids) =>
      namesOf(door, ids),
    ))
      await terminal.result(record);
  else if (!terminal.json) await tabulate(door, terminal, asked);
  else if (limit === undefined && list.conventional)
    for await (const line of door.lines('GET', list.path, NDJSON, { query })) await terminal.result(line);
  else
    for await (const { items } of pages(door, asked, limit))
      for (const item of items) await terminal.result(JSON.stringify(item));
}

async function tabulate(door: Door, terminal: Terminal, asked: Asked): Promise<void> {
  const all: object[] = [];
  let isMore = false;
  let parked = 0;
  for await (const page of pages(door, asked, asked.limit ?? SHOWN)) {
    all.push(...(await withNames(door, page.items)));
    isMore = page.more;
    parked = page.parked;
  }
  await show(
    terminal,
    all.map((row) => forPeople(row, asked)),
    { title: asked.list.title, ...(asked.list.isView !== true && { name: asked.name }) },
  );
  if (isMore) terminal.note({ zh: '还有更多行；请用 --limit 或 --json', en: 'there is more: --limit or --json' });
  if (parked > 0)
    terminal.note(
      {
        zh: '有 {parked} 个事件未能处理，其内容不在此列表中；见 dossier dead-letters',
        en: 'events that could not be taken, and are missing here: {parked}; see dossier dead-letters',
      },
      { parked },
    );
}

interface OfCustomer {
  readonly customer?: unknown;
  readonly name?: unknown;
}
/**
 * The rows of a page, each with the present name of its customer before the id, unless it has a name. Lists have ids alone:
 * contexts do not ask each other for names. Where names are refused, the rows stay as they are.
 */
async function withNames(door: Door, rows: readonly OfCustomer[]): Promise<readonly object[]> {
  const ids = rows.flatMap(({ customer, name }) =>
    typeof customer === 'string' && name === undefined ? customer : [],
  );
  const names: ReadonlyMap<unknown, unknown> = await namesOf(door, [...new Set(ids)]).catch((error: unknown) => {
    if (error instanceof Failure) return new Map<string, unknown>();
    throw error;
  });
  if (names.size === 0) return rows;
  return rows.map((row) =>
    row.name !== undefined || row.customer === undefined
      ? row
      : Object.fromEntries(
          Object.entries(row).flatMap((part) =>
            part[0] === 'customer' ? [['name', names.get(part[1]) ?? null], part] : [part],
          ),
        ),
  );
}
/** Present names by ids, up to a page of them. @throws Failure where they are refused */
async function namesOf(door: Door, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (ids.length === 0) return new Map();
  const query = { ids: ids.join(','), fields: 'key,name', limit: String(PAGE) };
  const { body } = await door.ask('GET', LISTS.customers.path, { query });
  return new Map((listOf(body) as readonly Called[]).map(({ key, name }) => [key, name]));
}
interface Called {
  readonly key: string;
  readonly name: unknown;
}

/**
 * A row without the columns that tell a person nothing, unless they were asked for; with the title of what was done in
 * place of its name.
 */
function forPeople(row: object, { list: { id, spare = [], titled }, query: { fields } }: Asked): object {
  const { title, ...rest } = row as { readonly title?: unknown };
  const shown = titled === undefined ? row : isText(title) ? { ...rest, [titled]: title } : rest;
  if (fields === undefined)
    return Object.fromEntries(Object.entries(withDues(shown)).filter(([name]) => !spare.includes(name)));
  if (id === undefined || fields.split(',').includes('key')) return shown;
  return Object.fromEntries(Object.entries(shown).filter(([name]) => name !== 'key')); // with which every row comes
}

/**
 * When each clock that has its verdict was due, beside the time when the next one is: a table has no room for verdicts, and
 * of what is overdue nothing would say since when.
 */
function withDues(row: object): object {
  const { verdicts } = row as { readonly verdicts?: unknown };
  if (!('nextDueAt' in row) || !Array.isArray(verdicts)) return row;
  const dues = (verdicts as readonly Verdict[])
    .filter(({ standing, dueAt }) => standing === true && typeof dueAt === 'string')
    .map(({ clock, dueAt }) => [clock, dueAt] as const);
  if (dues.length === 0) return row;
  const entries = Object.entries(row);
  const behind = entries.findIndex(([name]) => name === 'nextDueAt') + 1;
  return Object.fromEntries([
    ...entries.slice(0, behind),
    ['dueAt', Object.fromEntries(dues)],
    ...entries.slice(behind),
  ]);
}
interface Verdict {
  readonly clock: string;
  readonly dueAt?: unknown;
  readonly standing?: unknown;
}

interface Page {
  readonly items: readonly object[];
  readonly more: boolean;
  /** Events that the read model could not take. */
  readonly parked: number;
}

/** Pages of a list, until there are so many rows. */
async function* pages(door: Door, { list, query }: Asked, most = Infinity): AsyncGenerator<Page> {
  let left = most;
  let next: string | undefined;
  do {
    const limit = String(Math.min(PAGE, left));
    const page = list.next === undefined ? {} : { limit, ...(next !== undefined && { [list.next]: next }) };
    const { body } = await door.ask('GET', list.path, { query: { ...query, ...page } });
    const items = listOf(body);
    const told = body as { readonly next?: string | null; readonly parked?: number };
    next = told.next ?? undefined;
    yield { items: items.slice(0, left), more: next !== undefined || items.length > left, parked: told.parked ?? 0 };
    left -= items.length;
  } while (next !== undefined && left > 0);
}
