import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { damagePage, hashOfEvent } from '../../../../libs/testing/src/damage';
import { sqlOn } from '../../../../libs/testing/src/sql-on';
import { run } from '../main';
import { openFolder } from '../open-folder';
import { openTerminal } from '../terminal';

let data: string;
let out = '';
let err = '';
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'accept-loss-'));
  expect(await type('keys', 'create', '--name', 'x', '--role', 'admin')).toBe(0);
  expect(await type('generate', '--events', '60', '--yes')).toBe(0);
});
afterAll(() => rmSync(data, { recursive: true }));

async function type(...args: readonly string[]): Promise<number> {
  [out, err] = ['', ''];
  const terminal: typeof openTerminal = (language, json) =>
    openTerminal(
      language,
      json,
      { write: (text) => ((out += text), true) },
      { write: (text) => ((err += text), true) },
    );
  return run(args.includes('--data') ? args : [...args, '--data', data], '1', {
    environment: {},
    terminal,
    openFolder,
  });
}
const end = (): number => {
  const log = LogEvidence.open(data);
  const position = log?.end().position ?? 0;
  log?.close();
  return position;
};

it('tells what is missing and changes nothing, until it is accepted; then the loss is on record', async () => {
  expect([await type('accept-loss', '--yes'), err]).toEqual([0, 'nothing is missing\n']);
  const whole = end();
  sqlOn(join(data, 'events.db'), `DELETE FROM events WHERE position > ${whole - 5}`);

  const cut = `it ends at event ${whole - 5}, but event ${whole} was seen by`;
  expect(await type('projections')).toBe(1);
  expect(err).toContain(cut);
  expect(err).toContain('dossier accept-loss');
  expect(await type('accept-loss', '--lang', 'zh')).toBe(1);
  expect(out).toContain(`日志止于第 ${whole - 5} 个事件`);
  expect(err).toContain('未做任何改动');
  expect([end(), existsSync(join(data, 'views.db'))]).toEqual([whole - 5, true]);

  expect(await type('accept-loss', '--yes', '--json')).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ accepted: true, missing: [{ kind: 'cut' }] });
  expect(await type('verify')).toBe(0);
  expect(out).toMatch(/operator accepted at \d{4}-.*Z what was missing: the log is cut/);
  expect(await type('doctor', '--json')).toBe(0);
  const { checks } = JSON.parse(out) as { readonly checks: readonly { readonly check: string }[] };
  expect(checks.filter(({ check }) => check === 'losses')).toMatchObject([{ state: 'well' }]);
  expect(await type('projections')).toBe(0);
  const asked = `SELECT actor, detail FROM accesses WHERE action = 'log.AcceptLoss'`;
  const records = sqlOn(join(data, 'vault.db'), asked);
  expect(records).toEqual([{ actor: 'operator', detail: expect.stringContaining(cut) as string }]);
});

describe('what nobody can accept', () => {
  const spoilt = (by: (events: string) => void): string => {
    const folder = mkdtempSync(join(tmpdir(), 'spoilt-'));
    cpSync(data, folder, { recursive: true });
    by(join(folder, 'events.db'));
    return folder;
  };
  it.each([
    ['a hole', /event \d+/, (events: string) => sqlOn(events, 'DELETE FROM events WHERE position = 11')],
    [
      'a garbled payload',
      /event 11 /,
      (events: string) => sqlOn(events, `UPDATE events SET data='{oops' WHERE position=11`),
    ],
    [
      'a damaged page',
      /^the log is damaged near event \d+: restore events\.db/,
      (events: string) => damagePage(dirname(events), 'events.db', hashOfEvent(dirname(events), 30)),
    ],
  ])('%s is told as verify tells it', async (_what, words, by) => {
    const folder = spoilt(by);
    for (const args of [[], ['--yes']]) {
      expect(await type('accept-loss', '--data', folder, ...args)).toBe(1);
      expect([out, err]).toEqual([
        expect.stringMatching(words),
        expect.stringContaining('cannot be accepted as a loss'),
      ]);
    }
    const told = out;
    expect(await type('verify', '--data', folder)).toBe(1);
    for (const line of told.trimEnd().split('\n')) expect(out).toContain(line);
    rmSync(folder, { recursive: true });
  });
});

it.each([
  ['en', 'are built anew from the log', 'the read models (views.db) are damaged'],
  ['zh', '正由日志重建', '读模型 views.db 已损坏'],
])('says that read models were damaged, in words of --lang %s; doctor only looks', async (language, anew, damaged) => {
  const views = join(data, 'views.db');
  truncateSync(views, 60);
  expect(await type('doctor', '--lang', language)).toBe(1);
  expect([out, err]).toEqual([expect.stringContaining(damaged), '']);
  expect(statSync(views).size).toBe(60);
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await type('rebuild', 'orders', '--lang', language)).toBe(0);
  expect(said.mock.calls).toEqual([[expect.stringContaining(anew)]]);
  said.mockRestore();
  expect(await type('doctor')).toBe(0);
});

it('doctor and verify understand a folder whose first start was cut off, and begin nothing in it', async () => {
  const cutOff = mkdtempSync(join(tmpdir(), 'cut-off-'));
  for (const name of ['events.db', 'vault.db']) writeFileSync(join(cutOff, name), '', { mode: 0o600 });
  for (const verb of ['verify', 'doctor'])
    expect([verb, await type(verb, '--data', cutOff), out + err]).toEqual([
      verb,
      0,
      expect.stringContaining('the first start was cut off'),
    ]);
  expect(readdirSync(cutOff).sort()).toEqual(['events.db', 'vault.db']);
  rmSync(cutOff, { recursive: true });
});

it('is nothing for a server elsewhere', async () => {
  expect(await type('accept-loss', '--url', 'http://127.0.0.1:1')).toBe(2);
});
