import { listOf, show } from '../answer';
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

const PAGE = 50;

/** Lists a read model: a page for people, all of it for machines. */
export const run: Run = async (session, given) => {
  const { terminal } = session;
  const limit = count(given, 'limit', 1);
  const query = {
    ...Object.fromEntries(texts(given, 'where').map(filter)),
    sort: text(given, 'sort'),
    asOf: text(given, 'asOf'),
  };
  const path = `/read-models/${encodeURIComponent(argument(given, 0))}`;
  const door = await session.door();
  if (flag(given, 'csv') || (terminal.json && limit === undefined)) {
    const accept = flag(given, 'csv') ? 'text/csv' : 'application/x-ndjson';
    for await (const line of door.lines('GET', path, accept, { query })) await terminal.result(line);
    return 0;
  }
  const { body } = await door.ask('GET', path, { query: { ...query, limit: String(limit ?? PAGE) } });
  if (terminal.json) for (const item of listOf(body)) await terminal.result(JSON.stringify(item));
  else {
    await show(terminal, { items: listOf(body) });
    if ((body as { next?: unknown }).next)
      terminal.note({ zh: '还有更多;用 --limit 或 --json', en: 'there is more: --limit or --json' });
  }
  return 0;
};
