import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'wrong-start-'));
afterAll(() => rmSync(folder, { recursive: true }));
const data = join(folder, 'data');

/** Starts the server as it must not be started. */
function start(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', join(root, '.swc-register.cjs'), join(__dirname, 'main.ts'), ...args],
    {
      env: { ...process.env, DOSSIER_LANG: undefined, LC_ALL: 'C', DOSSIER_DATA: data, ...environment },
      encoding: 'utf8',
    },
  );
  return { status, stderr };
}

it('takes no arguments, says so in both languages where none is known, and begins no folder', () => {
  const { status, stderr } = start(['--demo'], {});
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^the server takes no arguments: --demo\. .*npx dossier generate\n服务器不接受命令行参数：--demo。/,
  );
  expect(existsSync(data)).toBe(false);
});

it('speaks the language of a setting such as zh-CN, else that of the system', () => {
  expect(start(['--demo'], { LC_ALL: '', LANG: 'en_GB.UTF-8' }).stderr).toMatch(/^the server takes no [^\n]*\n$/);
  expect(start(['--demo'], { LC_ALL: 'zh_CN.UTF-8' }).stderr).toMatch(/^服务器不接受命令行参数[^\n]*\n$/);
  expect(start(['x'], { DOSSIER_LANG: 'zh-CN' }).stderr).toMatch(/^服务器不接受命令行参数/);
  const { status, stderr } = start([], { DOSSIER_LANG: 'zh_CN.UTF-8', DOSSIER_ZONE: 'Mars' });
  expect([status, stderr]).toEqual([1, 'DOSSIER_ZONE=Mars：不是 IANA 时区名称，例如 Asia/Shanghai。\n']);
});
