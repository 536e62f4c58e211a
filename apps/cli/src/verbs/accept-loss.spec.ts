import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { sqlOn } from '../../../../libs/testing/src/sql-on';
import { run } from '../main';
import { openFolder } from '../open-folder';
import { openTerminal } from '../terminal';

jest.setTimeout(120_000); // each start compiles its threads
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
  const to = (said: (text: string) => void) => ({
    write: (text: string, done?: () => void) => {
      said(text);
      done?.();
      return true;
    },
  });
  return run(args.includes('--data') ? args : [...args, '--data', data], '1', {
    environment: {},
    terminal: (language, json) =>
      openTerminal(
        language,
        json,
        to((text) => (out += text)),
        to((text) => (err += text)),
      ),
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
