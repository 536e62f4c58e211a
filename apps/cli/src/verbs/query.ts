import { listOf, show } from '../answer';
import type { Door } from '../door';
import { asTyped, Refused, WrongUse } from '../failure';
import { READ_MODELS } from '../read-models';
import type { Terminal } from '../terminal';
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

/** All conditions together. @throws WrongUse for two of one field and operator: a list takes one */
function filters(conditions: readonly string[]): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const condition of conditions) {
    const [name, value] = filter(condition);
    if (name in all)
      throw new WrongUse(
        {
          zh: '同一字段的同一比较符只能用一次:{condition}',
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

/** Lists a read model: some of it for people, all of it for machines. */
export const run: Run = async (session, given) => {
  const limit = count(given, 'limit', 1);
  const query = { ...filters(texts(given, 'where')), sort: text(given, 'sort') };
  const door = await session.door();
  const name = argument(given, 0);
  try {
    await asTyped(() => list(door, session.terminal, `/${encodeURIComponent(name)}`, query, limit, flag(given, 'csv')));
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
    const known = READ_MODELS.join(', ');
    throw new WrongUse(
      { zh: '没有读模型 {name};可查询:{known}', en: 'there is no read model {name}; known ones: {known}' },
      { name, known },
    );
  }
  return 0;
};

async function list(
  door: Door,
  terminal: Terminal,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  limit: number | undefined,
  csv: boolean,
): Promise<void> {
  if (csv || (terminal.json && limit === undefined)) {
    const accept = csv ? 'text/csv' : 'application/x-ndjson';
    for await (const line of door.lines('GET', path, accept, { query })) await terminal.result(line);
    return;
  }
  const { items, more } = await first(door, path, query, limit ?? SHOWN);
  if (terminal.json) for (const item of items) await terminal.result(JSON.stringify(item));
  else {
    await show(terminal, items);
    if (more) terminal.note({ zh: '还有更多;用 --limit 或 --json', en: 'there is more: --limit or --json' });
  }
}

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
