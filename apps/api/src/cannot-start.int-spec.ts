import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openPlatform } from '@dossier/server';
import { sqlOn } from '../../../libs/testing/src/sql-on';

const root = resolve(__dirname, '../../..');
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const top = mkdtempSync(join(tmpdir(), 'cannot-start-'));
chmodSync(top, 0o755); // another user finds the way to the folders in it
const begun = join(top, 'begun');
const mounts: string[] = [];
const taken: Server = createServer();
beforeAll(async () => {
  await (await openPlatform({ data: begun, zone: 'UTC' })).close();
  await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
});
afterAll(() => {
  taken.close();
  for (const place of mounts) spawnSync('umount', [place]);
  rmSync(top, { recursive: true });
});

let made = 0;
/** A place for one case. @param from folder that it begins as; left out: nothing is there */
function place(from?: string): string {
  const path = join(top, `data-${++made}`);
  if (from !== undefined) cpSync(from, path, { recursive: true });
  return path;
}

interface Asked {
  readonly environment?: NodeJS.ProcessEnv;
  readonly uid?: number;
}
interface Said {
  readonly status: number | null;
  readonly stderr: string;
}

const TOOL = `require(${JSON.stringify(join(root, 'apps/cli/src/main.ts'))})
  .run(process.argv.slice(1), '0').then((code) => process.exit(code))`;
/** No setting tells a language. */
const SPEECHLESS = { DOSSIER_LANG: undefined, LC_ALL: 'C', LC_MESSAGES: undefined, LANG: undefined };
function node(args: readonly string[], data: string, { environment, uid }: Asked): Said {
  const { status, stderr } = spawnSync(process.execPath, ['--require', join(root, '.swc-register.cjs'), ...args], {
    cwd: root,
    env: { ...process.env, ...SPEECHLESS, DOSSIER_DATA: data, PORT: '0', ...environment },
    encoding: 'utf8',
    timeout: 60_000, // a server that starts after all
    ...(uid !== undefined && { uid, gid: uid }),
  });
  return { status, stderr };
}
const server = (data: string, asked: Asked): Said => node([join(root, 'apps/api/src/main.ts')], data, asked);
const tool = (language: string, data: string, asked: Asked = {}): Said =>
  node(['-e', TOOL, 'keys', 'list'], data, { ...asked, environment: { DOSSIER_LANG: language } });

/** All that lies in a place: what it is, who may use it, what it holds. */
function contents(path: string): unknown {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  const rights = `${found.mode.toString(8)} ${found.uid}`;
  if (found.isDirectory())
    return [rights, ...readdirSync(path).map((name) => [name, contents(join(path, name))] as const)];
  return found.isFile() ? [rights, createHash('sha256').update(readFileSync(path)).digest('hex')] : [rights];
}

/** Both say the same sentence, once in each language, and leave everything as it was. */
function expectRefusal(data: string, en: string, zh: string, asked: Asked = {}): void {
  const before = contents(data);
  expect(server(data, asked)).toEqual({ status: 1, stderr: `${en}\n${zh}\n` });
  expect(tool('zh', data, asked)).toEqual({ status: 1, stderr: `${zh}\n` });
  expect(contents(data)).toEqual(before);
}

const DAMAGED = { en: 'it is damaged; restore it from your backup', zh: '它已损坏；请从备份恢复该文件。' };
const NO_RIGHTS = {
  en: 'this user has no right to use it; give it to the user who runs Dossier (chown), or run Dossier as its owner',
  zh: '当前用户无权使用它；请将它交给运行 Dossier 的用户（chown），或以其所有者的身份运行。',
};
const READ_ONLY = {
  en: 'it can only be read, not written; mount it writable, or choose another folder (DOSSIER_DATA)',
  zh: '它只能读取，不能写入；请以可写方式挂载，或另选文件夹（DOSSIER_DATA）。',
};
const FULL = { en: 'the disk is full; make room and start again', zh: '磁盘已满；请腾出空间后重新启动。' };

function expectUnusable(data: string, path: string, why: { en: string; zh: string }, asked?: Asked): void {
  expectRefusal(data, `cannot use ${path}: ${why.en}`, `无法使用 ${path}：${why.zh}`, asked);
}

it('a damaged page of the vault, which only the server reads at its start', () => {
  const data = place(begun);
  const vault = join(data, 'vault.db');
  const [row] = sqlOn(vault, `SELECT rootpage FROM sqlite_schema WHERE name = 'credentials'`);
  const bytes = readFileSync(vault);
  const start = ((row as { rootpage: number }).rootpage - 1) * 4096;
  writeFileSync(vault, bytes.fill(0xa5, start, start + 4096));
  const stderr = `cannot use ${vault}: ${DAMAGED.en}\n无法使用 ${vault}：${DAMAGED.zh}\n`;
  expect(server(data, {})).toEqual({ status: 1, stderr });
});

it('a master.key that is none, in a folder that is begun and in one that is not', () => {
  const fresh = place();
  mkdirSync(fresh);
  for (const data of [place(begun), fresh]) {
    const key = join(data, 'master.key');
    writeFileSync(key, 'not a key\n', { mode: 0o600 });
    if (data === fresh) writeFileSync(join(data, 'views.db'), '', { mode: 0o600 }); // or the tool would say that nothing is here
    expectRefusal(
      data,
      `${key} is no master key: 64 hex digits are wanted.`,
      `${key} 不是有效的主密钥：应为 64 位十六进制数字。`,
    );
  }
});

it('a file where the data folder should be', () => {
  const data = place();
  writeFileSync(data, '');
  expectUnusable(data, data, {
    en: 'a file is where a folder should be; move the file away, or choose another folder (DOSSIER_DATA)',
    zh: '此处应为文件夹，却是文件；请将该文件移走，或另选文件夹（DOSSIER_DATA）。',
  });
});

it('a port that is taken, and hosts that are none or of another machine', () => {
  const data = place(begun);
  const before = readdirSync(data).sort();
  const { port } = taken.address() as AddressInfo;
  for (const [HOST, PORT, en, zh] of [
    ['127.0.0.1', String(port), 'the port is taken', '端口已被占用'],
    ['no-such-host.invalid', '3000', 'there is no such host', '主机名无法解析'],
    ['192.0.2.1', '3000', 'it is no address of this machine', '它不是本机的地址'],
  ] as const) {
    const stderr =
      `cannot listen at ${HOST}:${PORT}: ${en}; choose another with PORT or HOST\n` +
      `无法监听 ${HOST}:${PORT}：${zh}；请用 PORT 或 HOST 另选地址。\n`;
    expect(server(data, { environment: { HOST, PORT } })).toEqual({ status: 1, stderr });
  }
  expect(readdirSync(data).sort()).toEqual(before); // it was opened, and closed again
});

// said loudly: a run that leaves these out has not looked at them
if (!isRoot) console.warn('SKIPPED: rights, read-only mounts and full disks are tried by root only');
const asRoot = isRoot ? describe : describe.skip;

asRoot('for root, who can be another user', () => {
  it.each(['events.db', 'vault.db', 'views.db', 'lock.db', 'master.key'])('%s of another owner', (name) => {
    const data = place(begun);
    for (const each of ['.', ...readdirSync(data)]) chownSync(join(data, each), NOBODY, NOBODY);
    chownSync(join(data, name), 0, 0);
    expectUnusable(data, join(data, name), NO_RIGHTS, { uid: NOBODY });
  });

  it('a folder of another owner, and one that may not be made', () => {
    const data = place(begun);
    chmodSync(data, 0o700);
    expectUnusable(data, data, NO_RIGHTS, { uid: NOBODY });
    const absent = place();
    const { status, stderr } = server(absent, { uid: NOBODY });
    expect([status, stderr.split('\n')[0]]).toEqual([1, `cannot use ${absent}: ${NO_RIGHTS.en}`]);
    expect(existsSync(absent)).toBe(false);
  });
});

const mount = (options: string): string | undefined => {
  const path = place();
  mkdirSync(path);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status !== 0) return undefined;
  mounts.push(path);
  return path;
};
const canMount = isRoot && mount('size=64k') !== undefined;
if (isRoot && !canMount) console.warn('SKIPPED: read-only mounts and full disks, for nothing can be mounted here');

(canMount ? describe : describe.skip)('for root, who can mount', () => {
  it('a folder on a read-only mount', () => {
    const data = mount('size=8m') as string;
    cpSync(begun, data, { recursive: true });
    expect(spawnSync('mount', ['-o', 'remount,ro', data]).status).toBe(0);
    expectUnusable(data, data, READ_ONLY);
  });

  it('a begun folder on a full disk', () => {
    const data = mount('size=8m') as string;
    cpSync(begun, data, { recursive: true });
    const { bsize, bavail } = statfsSync(data);
    writeFileSync(join(data, 'filler'), Buffer.alloc(bavail * bsize));
    expectUnusable(data, join(data, 'lock.db'), FULL);
  });

  // how much of a start fits before the disk is full
  it.each([0, 24, 64, 120, 200])('a new folder on a disk with %d KiB, begun once there is room', (kib) => {
    const data = mount('size=16m') as string;
    const { bsize, bavail } = statfsSync(data);
    const filler = join(data, 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - kib * 1024));
    const { status, stderr } = server(data, {});
    const [en = '', zh = '', ...rest] = stderr.split('\n');
    expect({ status, rest }).toEqual({ status: 1, rest: [''] });
    expect(en.replace(/\/[a-z]+\.(db|key)(\.new)?:/, ':')).toBe(`cannot use ${data}: ${FULL.en}`);
    expect(zh.replace(/\/[a-z]+\.(db|key)(\.new)?：/, '：')).toBe(`无法使用 ${data}：${FULL.zh}`);
    rmSync(filler);
    writeFileSync(join(data, 'views.db'), '', { flag: 'a' }); // or the tool would say that nothing is here
    expect(tool('en', data)).toEqual({ status: 0, stderr: 'there are no keys yet\n' });
  });
});
