import { show } from '../answer';
import { CSV } from '../door';
import { asTyped, WrongUse } from '../failure';
import { firstRecords } from '../first-records';
import { argument, count, flag, type Run, text, texts } from '../verb';

/** `name=value` of a report's own parameters. @throws WrongUse */
function parameter(typed: string): readonly [string, string] {
  const at = typed.indexOf('=');
  if (at < 1)
    throw new WrongUse(
      { zh: '参数应写成“名称=值”；收到：{typed}', en: 'a parameter is name=value: {typed}' },
      { typed },
    );
  return [typed.slice(0, at), typed.slice(at + 1)];
}

/** Rows that a person gets unasked. */
const ROWS = 50;

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const query = {
    ...Object.fromEntries(texts(given, 'set').map(parameter)),
    asOf: text(given, 'asOf'),
    basis: text(given, 'basis'),
  };
  const path = `/reports/${encodeURIComponent(argument(given, 0))}`;
  const limit = count(given, 'limit', 1);
  const door = await session.door();
  await asTyped(async () => {
    if (flag(given, 'csv'))
      for await (const line of firstRecords(door.lines('GET', path, CSV, { query }), limit))
        await terminal.result(line);
    else {
      const { body } = await door.ask('GET', path, { query });
      await show(terminal, body, limit ?? (terminal.json ? Infinity : ROWS));
    }
  });
  return 0;
};
