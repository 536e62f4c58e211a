import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorError, type Text } from '@dossier/kernel';
import { openPlatform } from '@dossier/server';
import { run } from './main';
import { openFolder } from './open-folder';
import { openTerminal } from './terminal';

const top = mkdtempSync(join(tmpdir(), 'cannot-start-'));
const begun = join(top, 'begun');
beforeAll(async () => (await openPlatform({ data: begun, zone: 'UTC' })).close());
afterAll(() => rmSync(top, { recursive: true }));

let made = 0;
/** A folder that is begun, for one case. */
function place(): string {
  const path = join(top, `data-${++made}`);
  cpSync(begun, path, { recursive: true });
  return path;
}

/** Why a server does not start. */
const server = (data: string): Promise<unknown> =>
  openPlatform({ data, zone: 'UTC' }).then(
    (engine) => engine.close(),
    (error: unknown) => (error instanceof OperatorError ? error.words : error),
  );
/** What the tool says of the same, in Chinese. */
async function tool(data: string): Promise<{ readonly code: number; readonly said: string }> {
  let said = '';
  const heard = { write: (text: string) => (said += text) !== '' };
  const code = await run(['keys', 'list', '--data', data], '0', {
    environment: { DOSSIER_LANG: 'zh' },
    terminal: (language, json) => openTerminal(language, json, heard, heard),
    openFolder,
  });
  return { code, said };
}

/** All that lies in a place. */
function contents(path: string): unknown {
  if (!lstatSync(path).isDirectory()) return createHash('sha256').update(readFileSync(path)).digest('hex');
  return readdirSync(path).map((name) => [name, contents(join(path, name))] as const);
}

/** Both say the same sentence, and leave everything as it was. The processes are in cannot-start.int-spec. */
async function expectUnusable(data: string, name: string, why: Text): Promise<void> {
  const before = contents(data);
  const path = join(data, name);
  const zh = `无法使用 ${path}：${why.zh}`;
  expect(await server(data)).toEqual({ zh, en: `cannot use ${path}: ${why.en}` });
  expect(await tool(data)).toEqual({ code: 1, said: `${zh}\n` });
  expect(contents(data)).toEqual(before);
}

const FOLDER = {
  en: 'a folder is where a file should be; move the folder away, or restore the file from your backup',
  zh: '此处应为文件，却是文件夹；请将该文件夹移走，或从备份恢复该文件。',
};
const NO_DATABASE = {
  en: 'it is no database of Dossier; move it away, and restore the file from your backup',
  zh: '它不是 Dossier 的数据库文件；请将它移走，并从备份恢复该文件。',
};
const DAMAGED = { en: 'it is damaged; restore it from your backup', zh: '它已损坏；请从备份恢复该文件。' };

it.each(['events.db', 'vault.db', 'views.db', 'lock.db', 'master.key', 'control.sock'])(
  'a folder where %s should be',
  async (name) => {
    const data = place();
    rmSync(join(data, name), { force: true });
    mkdirSync(join(data, name));
    await expectUnusable(data, name, FOLDER);
  },
);

it.each(['events.db', 'vault.db', 'lock.db'])('a file %s that is no database', async (name) => {
  const data = place();
  writeFileSync(join(data, name), 'these are notes, and no database\n'.repeat(200), { mode: 0o600 });
  await expectUnusable(data, name, NO_DATABASE);
});

it.each(['events.db', 'vault.db'])('damage in the page of %s that lists its tables', async (name) => {
  const data = place();
  const bytes = readFileSync(join(data, name));
  bytes.fill(0xff, 100, 4096); // the header of the file stays
  writeFileSync(join(data, name), bytes);
  await expectUnusable(data, name, DAMAGED);
});

it.each(['events.db', 'vault.db'])(
  'a list of tables in %s that was emptied: nothing is made in its place',
  async (name) => {
    const data = place();
    const bytes = readFileSync(join(data, name));
    bytes.writeUInt8(13, 100); // a leaf of a table,
    bytes.writeUInt16BE(0, 103); // without entries
    writeFileSync(join(data, name), bytes);
    await expectUnusable(data, name, NO_DATABASE);
  },
);

it.each(['events.db', 'vault.db'])('%s that was cut off', async (name) => {
  const data = place();
  truncateSync(join(data, name), 5_000);
  await expectUnusable(data, name, DAMAGED);
});

it('events.db and vault.db that were exchanged', async () => {
  const data = place();
  renameSync(join(data, 'events.db'), join(data, 'x'));
  renameSync(join(data, 'vault.db'), join(data, 'events.db'));
  renameSync(join(data, 'x'), join(data, 'vault.db'));
  await expectUnusable(data, 'events.db', {
    en: 'it is another file of Dossier than its name says (events.db, vault.db and views.db may have been exchanged); give each file its own name back, or restore them from your backup',
    zh: '它是 Dossier 的另一个文件，内容与文件名不符（可能与 events.db、vault.db 或 views.db 互换了）；请让各文件恢复原名，或从备份恢复。',
  });
});
