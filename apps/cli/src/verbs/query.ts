import { listOf, show } from '../answer';
import type { Door } from '../door';
import { WrongUse } from '../failure';
import { argument, count, flag, type Run, text, texts } from '../verb';

const operators: Readonly<Record<string, string>> = {
  '=': '',
  '!=': '[ne]',
  '>': '[gt]',
  '>=': '[gte]',
  '<': '[lt]',
  '<=': '[lte]',
  '~': '[contains]',
};

/** `field=value`, `field>=value` … as the list conventions write it. @throws WrongUse */
export function filter(condition: string): readonly [name: string, value: string] {
  const [, field, operator, value] = /^([A-Za-z][\w.]*)(!=|>=|<=|=|>|<|~)(.*)$/s.exec(condition) ?? [];
  const suffix = operators[operator ?? ''];
  if (field === undefined || value === undefined || suffix === undefined)
    throw new WrongUse(
      {
        zh: '条件应写成 字段=值,比较符可用 {operators}:{condition}',
        en: 'a condition is field=value, with one of {operators}: {condition}',
      },
      { condition, operators: Object.keys(operators).join(' ') },
    );
  return [`filter[${field}]${suffix}`, value];
}

/** Rows that a person gets unasked, and the most that come at a time. */
const SHOWN = 50;
const PAGE = 200;

/** Lists a read model: some of it for people, all of it for machines. */
export const run: Run = async (session, given) => {
  const { terminal } = session;
  const limit = count(given, 'limit', 1);
  const query = {
    ...Object.fromEntries(texts(given, 'where').map(filter)),
    sort: text(given, 'sort'),
    asOf: text(given, 'asOf'),
  };
  const path = `/${encodeURIComponent(argument(given, 0))}`;
  const door = await session.door();
  if (flag(given, 'csv') || (terminal.json && limit === undefined)) {
    const accept = flag(given, 'csv') ? 'text/csv' : 'application/x-ndjson';
    for await (const line of door.lines('GET', path, accept, { query })) await terminal.result(line);
    return 0;
  }
  const { items, more } = await first(door, path, query, limit ?? SHOWN);
  if (terminal.json) for (const item of items) await terminal.result(JSON.stringify(item));
  else {
    await show(terminal, items);
    if (more) terminal.note({ zh: '还有更多;用 --limit 或 --json', en: 'there is more: --limit or --json' });
  }
  return 0;
};

/** The first rows, page by page. */
async function first(
  door: Door,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  most: number,
): Promise<{ readonly items: readonly object[]; readonly more: boolean }> {
  const items: object[] = [];
  let cursor: string | undefined;
  do {
    const limit = String(Math.min(PAGE, most - items.length));
    const { body } = await door.ask('GET', path, { query: { ...query, limit, cursor } });
    items.push(...listOf(body));
    cursor = (body as { readonly next?: string | null }).next ?? undefined;
  } while (cursor !== undefined && items.length < most);
  return { items, more: cursor !== undefined };
}
