import { departmentCode } from '@dossier/kernel';
import { listOf, show } from '../answer';
import { CSV } from '../door';
import { asTyped, options, type Spoken, WrongUse } from '../failure';
import { firstRecords } from '../first-records';
import { ledByCustomer } from '../led-by-customer';
import { reportsOf } from '../read-models';
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
  ...options({ asOf: '--as-of', knownAt: '--known-at', basis: '--basis' }, '--set '),
  detail: (words) => {
    const [, first = 'EUR'] = /[(（]([A-Z]{3})/.exec(words) ?? [];
    return words
      .replace(/(?<=choose one by |请用 )currency/, `--set currency=${first}`)
      .replace('GET /reports', 'dossier query reports');
  },
};

/** Rows that a person gets unasked. */
const ROWS = 50;

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const query = {
    asOf: text(given, 'asOf'),
    knownAt: text(given, 'knownAt'),
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
      const title = listOf(body).length === 0 ? (await reportsOf(door)).get(name) : undefined;
      await show(terminal, terminal.json ? body : ledByCustomer(body as object), { name, title, most });
    }
  }, SPOKEN);
  return 0;
};
