import fs, { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damagePage, hashOfEvent } from '../../../libs/testing/src/damage';
import { run } from './main';
import { openFolder } from './open-folder';
import { openTerminal } from './terminal';

const room = mkdtempSync(join(tmpdir(), 'halted-'));
const sound = join(room, 'sound');
/** Its log is damaged; the read models stand. */
const damaged = join(room, 'damaged');
/** The read models are gone as well. */
const emptied = join(room, 'emptied');
/** By which the log writes, and by which sentences come that no verb says. */
const logged = jest.spyOn(fs, 'writeSync');
const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
let out = '';
let err = '';
beforeAll(async () => {
  expect(await type(sound, 'generate', '--events', '120')).toBe(0);
  cpSync(sound, damaged, { recursive: true });
  damagePage(damaged, 'events.db', hashOfEvent(damaged, 60));
  cpSync(damaged, emptied, { recursive: true });
  for (const name of readdirSync(emptied)) if (name.startsWith('views.db')) rmSync(join(emptied, name));
});
afterAll(() => rmSync(room, { recursive: true }));

async function type(data: string, ...args: readonly string[]): Promise<number> {
  [out, err] = ['', ''];
  const terminal: typeof openTerminal = (language, json) =>
    openTerminal(
      language,
      json,
      { write: (text) => ((out += text), true) },
      { write: (text) => ((err += text), true) },
    );
  return run([...args, '--data', data], '1', { environment: {}, terminal, openFolder });
}
const DAMAGED = /the log is damaged near event \d+: restore events\.db from your backup/;
const DAMAGED_ZH = /事件日志在第 \d+ 个事件附近损坏：请从备份恢复 events\.db/;

it('does not rebuild over a damaged log, and what stood is still there', async () => {
  expect(await type(damaged, 'query', 'orders', '--json')).toBe(0);
  const before = out;
  expect(before).not.toBe('');
  expect([await type(damaged, 'rebuild', 'orders'), out]).toEqual([1, '']);
  expect(err).toMatch(DAMAGED);
  expect(await type(damaged, 'rebuild', 'orders', '--lang', 'zh')).toBe(1);
  expect(err).toMatch(DAMAGED_ZH);
  expect([await type(damaged, 'query', 'orders', '--json'), out]).toEqual([0, before]);
});

it.each([
  ['query', 'orders'],
  ['report', 'exceptions'],
])('says in %s %s that the read model cannot go on, and not that there is nothing', async (...verb) => {
  expect([await type(emptied, ...verb), out]).toEqual([1, '']);
  expect(err).toMatch(DAMAGED);
  expect(await type(emptied, ...verb, '--lang', 'zh')).toBe(1);
  expect(err).toMatch(DAMAGED_ZH);
});

it('says what an import has brought in, and then that read models will not show it', async () => {
  const file = join(room, 'retail.csv');
  writeFileSync(
    file,
    'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n1,A,THING,6,2011-06-01 08:26:00,2.55,7,France\n',
  );
  expect(await type(emptied, 'import', 'online-retail', file)).toBe(1);
  expect(out).toMatch(/^accepted: +1$/m);
  expect(err).toMatch(DAMAGED);
});

it('says nothing beside its own words: no line of a log, and no sentence twice', () => {
  expect(logged.mock.calls.filter(([to]) => to === 2)).toEqual([]);
  expect(said.mock.calls).toEqual([]);
});
