import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const BUILD = resolve(__dirname, '../../../.build.cjs');
/** Stands for the compiler: notes that it ran, and ends when a file named `go` is there, or the tree is gone. */
const COMPILER = `
  const { appendFileSync, existsSync, watch } = require('node:fs');
  appendFileSync('runs', 'x');
  const end = () => (existsSync('go') || !existsSync('runs')) && process.exit();
  watch('.', end);
  end();
`;

let tree: string;
const running: ChildProcess[] = [];
const path = (name: string): string => join(tree, name);
function put(name: string, text: string): void {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
}

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'build-'));
  copyFileSync(BUILD, path('.build.cjs'));
  for (const name of ['apps/a.ts', 'libs/b.ts', 'nest-cli.json', 'package-lock.json', 'tsconfig.base.json'])
    put(name, '');
  put('node_modules/@nestjs/cli/bin/nest.js', COMPILER);
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(tree, { recursive: true });
});

/** A program that builds first, once it says what it does; its end. */
async function building(said: string): Promise<{ readonly ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, [path('.build.cjs')], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  const ended = once(child, 'exit');
  const [first] = (await once(createInterface(child.stderr), 'line')) as [string];
  expect(first).toBe(said);
  return { ended };
}
const runs = (): number => readFileSync(path('runs'), 'utf8').length;

it('builds once for programs that start together', async () => {
  const first = await building('正在构建 … building …');
  const second = await building('另一程序正在构建 … another program builds …');
  put('go', '');
  expect([await first.ended, await second.ended]).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(runs()).toBe(1);
});

it('builds where the program that began to was killed', async () => {
  put('go', '');
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  put('dist/.building', String(gone.pid));
  const { ended } = await building('另一程序正在构建 … another program builds …');
  expect(await ended).toEqual([0, null]);
  expect(runs()).toBe(1);
});

it('builds where another process has the number of the one that began to', async () => {
  put('go', '');
  put('dist/.building', String(process.pid));
  utimesSync(path('dist/.building'), 0, 0);
  const { ended } = await building('另一程序正在构建 … another program builds …');
  expect(await ended).toEqual([0, null]);
  expect(runs()).toBe(1);
});

it('says in both languages that the build failed, and what to do, below what the compiler says', async () => {
  put('node_modules/@nestjs/cli/bin/nest.js', `console.error('TS2322: not assignable'); process.exit(1);`);
  const child = spawn(process.execPath, [path('.build.cjs')], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let said = '';
  child.stderr.on('data', (more: Buffer) => (said += more.toString()));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toMatch(/TS2322[^]*构建失败[^]*npm ci[^]*The build failed[^]*npm ci/);
});
