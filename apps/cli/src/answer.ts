import type { Text } from '@dossier/kernel';
import { type Reader, rowsOf } from './catalogue-words';
import { pathWords } from './column-words';
import { isFact, isWhole, labelled, shown, shownWithUnit, table } from './table';
import { LINE, wrapped } from './width';
import type { Terminal } from './terminal';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The list in an answer: `items` of a list, `rows` of a report, or the answer itself. */
export function listOf(body: unknown): readonly object[] {
  const list = Array.isArray(body)
    ? (body as readonly unknown[])
    : ((body as { items?: readonly unknown[] }).items ?? (body as { rows?: readonly unknown[] }).rows ?? []);
  return list.filter(isObject);
}

/** What an answer is of, and how much of it is wanted. */
interface Shown {
  /** By which its columns are named. */
  readonly name?: string;
  readonly title?: Text | undefined;
  readonly most?: number;
}

/**
 * Shows an answer: as it came for machines; for people its figures, then its list as a table. That nothing is in the
 * list is said.
 */
export async function show(
  terminal: Terminal,
  given: unknown,
  { name, title, most = Infinity }: Shown = {},
): Promise<void> {
  if (terminal.json) return terminal.result(JSON.stringify(shortened(given, most)));
  const body = await terminal.local(given);
  const list = listOf(body);
  const lines = [
    ...(isObject(body) && !Array.isArray(body) ? figures(body, terminal, name) : []),
    ...(list.length === 0
      ? []
      : table(list.slice(0, most), terminal, terminal.places, name === undefined ? '' : rowsOf(name))),
  ];
  for (const line of lines) await terminal.result(line);
  if (list.length === 0 && title !== undefined)
    await terminal.result(terminal.say({ zh: '{title}：没有记录', en: '{title}: nothing to list' }, { title }));
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
  readonly value: unknown;
}

/** What is shown below its name as a table. */
export const isTable = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && !isWhole(item));

/** Everything in an object beside its list. */
export function figuresOf(body: object, prefix = ''): readonly Figure[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]): readonly Figure[] => {
    if (
      value === null ||
      value === undefined ||
      (Array.isArray(value) && value.length === 0) ||
      (prefix === '' && (name === 'next' || (['items', 'rows'].includes(name) && Array.isArray(value)))) // of an import, `rows` is a number
    )
      return [];
    const path = prefix + name;
    if (isObject(value) && !Array.isArray(value) && !isWhole(value)) return figuresOf(value, `${path}.`);
    return [{ path, value }];
  });
}

/** What departments said, one row an attribute, instead of a figure for each part of it. */
function factsAsRows(body: object, reader: Reader): object {
  const entries = Object.entries(labelled(body)) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([name, value]): [string, unknown] => {
      if (!isObject(value) || Array.isArray(value) || isWhole(value)) return [name, value];
      const facts = Object.entries(value) as [string, unknown][];
      if (facts.length === 0 || !facts.every(([, fact]) => isFact(fact))) return [name, factsAsRows(value, reader)];
      return [
        name,
        facts.map(([attribute, fact]) => ({ attribute, ...(fact as object), value: shown(fact, reader, attribute) })),
      ];
    }),
  );
}

/**
 * The same to be read: `name: value`, a list as a table below its name.
 * @param answer name of the report that the figures are of
 */
export function figures(body: object, reader: Reader, answer?: string): readonly string[] {
  const { language, places = LINE } = reader;
  const colon = language === 'zh' ? '：' : ':';
  return figuresOf(factsAsRows(body, reader)).flatMap(({ path, value }) => {
    const name = `${pathWords(path, reader, answer)}${colon}`;
    if (isTable(value))
      return [
        name,
        ...table(value, reader, places - 2, answer === undefined ? path : `${answer}.${path}`).map((line) =>
          `  ${line}`.trimEnd(),
        ),
      ];
    const text = shownWithUnit(value, reader, path, answer);
    return wrapped(language === 'zh' ? name + text : `${name} ${text}`, LINE);
  });
}
