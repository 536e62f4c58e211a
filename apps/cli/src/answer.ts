import type { Language } from '@dossier/kernel';
import { pathWords } from './column-words';
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
    terminal.note({ zh: '另有 {more} 行；--json 输出全部', en: 'rows left out: {more}; --json gives all' }, { more });
}

/** A report with so many rows at most. */
function shortened(body: unknown, most: number): unknown {
  const { rows } = (isObject(body) ? body : {}) as { readonly rows?: unknown };
  return Array.isArray(rows) ? { ...(body as object), rows: rows.slice(0, most) } : body;
}

/** One line of a picture, or a list with a line for each of its rows. */
export interface Figure {
  /** `name`, or `outer.inner` where it is nested. */
  readonly path: string;
  readonly value: string | readonly object[];
}

/** Everything in an object beside its list. */
export function figuresOf(body: object, language: Language, prefix = ''): readonly Figure[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]): readonly Figure[] => {
    if (
      value === null ||
      value === undefined ||
      (Array.isArray(value) && value.length === 0) ||
      (prefix === '' && ['items', 'rows', 'next'].includes(name))
    )
      return [];
    const path = prefix + name;
    if (Array.isArray(value) && value.every((item) => isObject(item) && !isWhole(item)))
      return [{ path, value: value as readonly object[] }];
    if (isObject(value) && !Array.isArray(value) && !isWhole(value)) return figuresOf(value, language, `${path}.`);
    const list = Array.isArray(value) ? value.map((item) => shown(item, language)).join(', ') : shown(value, language);
    return [{ path, value: list }];
  });
}

/** The same to be read: `name: value`, a list as a table below its name. */
export function figures(body: object, language: Language): readonly string[] {
  return figuresOf(body, language).flatMap(({ path, value }) => {
    const name = pathWords(path, language);
    if (typeof value === 'string') return [`${name}: ${value}`];
    return [`${name}:`, ...table(value, language).map((line) => `  ${line}`)];
  });
}
