import { table } from './table';
import type { Terminal } from './terminal';

/** The list in an answer: `items` of a list, `rows` of a report, or the answer itself. */
export function listOf(body: unknown): readonly object[] {
  const list = Array.isArray(body)
    ? (body as readonly unknown[])
    : ((body as { items?: readonly unknown[] }).items ?? (body as { rows?: readonly unknown[] }).rows ?? []);
  return list.filter((item): item is object => typeof item === 'object' && item !== null);
}

/** Shows an answer: as it came for machines; for people its plain figures, then its list as a table. */
export async function show(terminal: Terminal, body: unknown, most = Infinity): Promise<void> {
  if (terminal.json) return terminal.result(JSON.stringify(body));
  const list = listOf(body);
  if (!Array.isArray(body)) for (const line of figures(body as object)) await terminal.result(line);
  for (const line of list.length === 0 ? [] : table(list.slice(0, most))) await terminal.result(line);
  if (list.length > most)
    terminal.note(
      { zh: '另有 {more} 行;--json 输出全部', en: '{more} more rows; --json gives all' },
      { more: list.length - most },
    );
}

/** Everything in an object that is not its list, a line each: `name: value`, nested as `outer.inner: value`. */
export function figures(body: object, prefix = ''): readonly string[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    if (value === null || value === undefined || (prefix === '' && ['items', 'rows', 'next'].includes(name))) return [];
    const isMoney = typeof value === 'object' && 'amount' in value && 'currency' in value;
    if (typeof value === 'object' && !Array.isArray(value) && !isMoney) return figures(value, `${prefix}${name}.`);
    return [
      `${prefix}${name}: ${isMoney ? `${String(value.amount)} ${String(value.currency)}` : typeof value === 'string' ? value : JSON.stringify(value)}`,
    ];
  });
}
