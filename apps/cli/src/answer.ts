import type { Language } from '@dossier/kernel';
import { isWhole, shown, table } from './table';
import type { Terminal } from './terminal';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The list in an answer: `items` of a list, `rows` of a report, or the answer itself. */
export function listOf(body: unknown): readonly object[] {
  const list = Array.isArray(body)
    ? (body as readonly unknown[])
    : ((body as { items?: readonly unknown[] }).items ?? (body as { rows?: readonly unknown[] }).rows ?? []);
  return list.filter(isObject);
}

/** Shows an answer: as it came for machines; for people its figures, then its list as a table. */
export async function show(terminal: Terminal, body: unknown, most = Infinity): Promise<void> {
  if (terminal.json) return terminal.result(JSON.stringify(shortened(body, most)));
  const list = listOf(body);
  const lines = [
    ...(isObject(body) && !Array.isArray(body) ? figures(body, terminal.language) : []),
    ...(list.length === 0 ? [] : table(list.slice(0, most), terminal.language)),
  ];
  for (const line of lines) await terminal.result(line);
  const more = list.length - most;
  if (more > 0)
    terminal.note({ zh: '另有 {more} 行;--json 输出全部', en: '{more} more rows; --json gives all' }, { more });
}

/** A report with so many rows at most. */
function shortened(body: unknown, most: number): unknown {
  const { rows } = (isObject(body) ? body : {}) as { readonly rows?: unknown };
  return Array.isArray(rows) ? { ...(body as object), rows: rows.slice(0, most) } : body;
}

/**
 * Everything in an object beside its list, a line each: `name: value`, nested as `outer.inner: value`; a list inside as
 * a table below its name.
 */
export function figures(body: object, language: Language, prefix = ''): readonly string[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]): readonly string[] => {
    if (
      value === null ||
      value === undefined ||
      (Array.isArray(value) && value.length === 0) ||
      (prefix === '' && ['items', 'rows', 'next'].includes(name))
    )
      return [];
    const path = prefix + name;
    if (Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && !isWhole(item)))
      return [`${path}:`, ...table(value as readonly object[], language).map((line) => `  ${line}`)];
    if (isObject(value) && !Array.isArray(value) && !isWhole(value)) return figures(value, language, `${path}.`);
    const list = Array.isArray(value) ? value.map((item) => shown(item, language)).join(', ') : shown(value, language);
    return [`${path}: ${list}`];
  });
}
