import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'wrong-start-'));
afterAll(() => rmSync(folder, { recursive: true }));
const data = join(folder, 'data');

/** Starts the server as it must not be started. */
function start(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(root, '.swc-register.cjs'), join(__dirname, 'main.ts'), ...args],
    {
      env: { ...process.env, DOSSIER_LANG: undefined, LC_ALL: 'C', DOSSIER_DATA: data, ...environment },
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

it('takes no arguments but its own, says so in both languages where none is known, and begins no folder', () => {
  const { status, stderr } = start(['--dmo'], {});
  expect(status).toBe(2);
  expect(stderr).toMatch(/^the server does not take these arguments: --dmo\. [^\n]*\n {2}--demo {2}loads the demo/);
  expect(stderr).toMatch(/\n服务器不接受这样的命令行参数：--dmo。[^\n]*\n {2}--demo {2}先/);
  expect(start(['--demo', 'x'], {}).status).toBe(2);
  expect(existsSync(data)).toBe(false);
});

it('tells what can be typed, to who asks for help, and begins no folder', () => {
  const { status, stdout } = start(['--help'], { DOSSIER_LANG: 'zh' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^设置请用环境变量[^\n]*\n {2}--demo {2}先[^\n]*\n$/)]);
  expect(existsSync(data)).toBe(false);
});

it('looks whether its port is free before it loads the demo', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { status, stderr } = start(['--demo'], { PORT: String(port), DOSSIER_LANG: 'en' });
  taken.close();
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^[^\n]*the port is taken[^\n]*\n$/)]);
  expect(existsSync(`${data}-demo`)).toBe(false);
});

it('loads no demo into servers', () => {
  const servers = { EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false', DOSSIER_LANG: 'en' };
  expect(start(['--demo'], servers)).toMatchObject({ status: 1, stderr: expect.stringContaining('the demo lives in a folder') as unknown }); // prettier-ignore
  expect(existsSync(data)).toBe(false);
});

it('speaks the language of a setting such as zh-CN, else that of the system', () => {
  expect(start(['y'], { LC_ALL: '', LANG: 'en_GB.UTF-8' }).stderr).toMatch(
    /^the server does not take [^\n]*\n {2}--demo[^\n]*\n$/,
  );
  expect(start(['y'], { LC_ALL: 'zh_CN.UTF-8' }).stderr).toMatch(
    /^服务器不接受这样的命令行参数[^\n]*\n {2}--demo[^\n]*\n$/,
  );
  expect(start(['x'], { DOSSIER_LANG: 'zh-CN' }).stderr).toMatch(/^服务器不接受这样的命令行参数/);
  const { status, stderr } = start([], { DOSSIER_LANG: 'zh_CN.UTF-8', DOSSIER_ZONE: 'Mars' });
  expect([status, stderr]).toEqual([1, 'DOSSIER_ZONE=Mars：不是 IANA 时区名称，例如 Asia/Shanghai。\n']);
});
