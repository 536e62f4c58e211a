import { listOf, show } from '../answer';
import { departmentCode } from '../column-words';
import { CSV, type Door } from '../door';
import { asTyped, options, Refused, type Spoken, WrongUse } from '../failure';
import { firstRecords } from '../first-records';
import { REPORTS } from '../read-models';
import { argument, count, flag, type Run, text, texts } from '../verb';

/** `name=value` of a report's own parameters. @throws WrongUse */
function parameter(typed: string): readonly [string, string] {
  const at = typed.indexOf('=');
  if (at < 1)
    throw new WrongUse(
      { zh: '参数应写成“名称=值”；收到：{typed}', en: 'a parameter is name=value: {typed}' },
      { typed },
    );
  const [name, value] = [typed.slice(0, at), typed.slice(at + 1)];
  return [name, name === 'department' ? departmentCode(value) : value];
}

const SPOKEN: Spoken = {
  ...options({ asOf: '--as-of', basis: '--basis' }, '--set '),
  detail: (words) => {
    const [, first = 'EUR'] = /[(（]([A-Z]{3})/.exec(words) ?? [];
    return words.replace(/(?<=choose one by |请用 )currency/, `--set currency=${first}`);
  },
};

/** Rows that a person gets unasked. */
const ROWS = 50;

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const query = {
    asOf: text(given, 'asOf'),
    basis: text(given, 'basis'),
    ...Object.fromEntries(texts(given, 'set').map(parameter)),
  };
  const name = argument(given, 0);
  const path = `/reports/${encodeURIComponent(name)}`;
  const limit = count(given, 'limit', 1);
  const door = await session.door();
  await asTyped(async () => {
    if (flag(given, 'csv'))
      for await (const line of firstRecords(door.lines('GET', path, CSV, { query }), limit))
        await terminal.result(line);
    else {
      const { body } = await door.ask('GET', path, { query });
      const most = limit ?? (terminal.json ? Infinity : ROWS);
      const shown = terminal.json ? body : await withNames(door, body as object, most);
      await show(terminal, shown, { name, title: REPORTS[name]?.title ?? { zh: name, en: name }, most });
    }
  }, SPOKEN);
  return 0;
};

/** Names that are asked for at a time. */
const AT_ONCE = 8;

/**
 * The rows that a person will see, each led by the name of its customer where one is known. Beside it stands the external
 * id where there is one, else the id: `replay` takes either.
 */
async function withNames(door: Door, body: object, most: number): Promise<object> {
  const rows = listOf(body) as readonly Row[];
  if (Array.isArray(body) || !('rows' in body)) return body;
  const named: object[] = [];
  for (let from = 0; from < Math.min(rows.length, most); from += AT_ONCE)
    named.push(
      ...(await Promise.all(rows.slice(from, Math.min(from + AT_ONCE, most)).map((row) => withName(door, row)))),
    );
  return { ...body, rows: [...named, ...rows.slice(most)] };
}

interface Row {
  readonly customer?: string | null;
  readonly externalId?: string | null;
}
async function withName(door: Door, { externalId, ...row }: Row): Promise<object> {
  if (typeof row.customer !== 'string') return row;
  return { name: await nameOf(door, row.customer), ...row, customer: externalId ?? row.customer };
}

/** null: it has none, or whoever asks may not read it. */
async function nameOf(door: Door, customer: string): Promise<string | null> {
  try {
    const { body } = await door.ask('GET', `/customers/${encodeURIComponent(customer)}`);
    const { name } = body as { readonly name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch (error) {
    if (error instanceof Refused && [403, 404].includes(error.problem.status)) return null;
    throw error;
  }
}
