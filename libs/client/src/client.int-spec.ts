import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openPlatform, type Server, startServer } from '@dossier/server';
import { Edge } from '@dossier/web';

const root = resolve(__dirname, '../../..');
const TYPES = join(__dirname, 'api.d.ts');
const run = promisify(execFile);
let room: string;
let server: Server;
let key: string;
beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'dossier-client-'));
  const engine = await openPlatform({ data: join(room, 'data'), zone: 'UTC' });
  key = (await (await Edge.open(engine)).keys.issue({ name: 'client', role: 'service' })).key;
  server = await startServer(engine, { port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
  rmSync(room, { recursive: true });
});

const node = async (program: string, ...given: readonly string[]): Promise<string> => {
  const done = await run(process.execPath, [join(root, 'node_modules', program), ...given], { cwd: room }).catch(
    (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
  );
  return done.stdout + done.stderr;
};
const TSC = ['--strict', '--target', 'es2022', '--module', 'commonjs', '--lib', 'es2022,dom', '--ignoreConfig'];

it('has the types of the server of today; npm run client writes them', async () => {
  writeFileSync(join(room, 'openapi.json'), await (await fetch(`${server.url}/openapi.json`)).text());
  await node('openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'api.d.ts');
  const today = readFileSync(join(room, 'api.d.ts'), 'utf8');
  if (process.env['WRITE_CLIENT'] !== undefined) writeFileSync(TYPES, today);
  expect(readFileSync(TYPES, 'utf8') === today).toBe(true);
});

it('does what the README shows, and knows what is in an answer', async () => {
  const [, example = ''] =
    /```ts\n(import \{ client \}.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  expect(example.split('\n').length).toBeLessThanOrEqual(12);
  copyFileSync(TYPES, join(room, 'api.d.ts'));
  copyFileSync(join(__dirname, 'index.ts'), join(room, 'client.ts'));
  const written = example
    .replace('@dossier/client', './client')
    .replace('http://127.0.0.1:3000', server.url)
    .replace('dsk_…', key);
  writeFileSync(join(room, 'example.ts'), `declare const console: { log(...all: unknown[]): void };\n${written}`);
  writeFileSync(join(room, 'wrong.ts'), written.replace('.sales.net', '.sales.nett'));
  const faults = (await node('typescript/bin/tsc', 'example.ts', 'wrong.ts', ...TSC)).trim().split(/\n(?! )/);
  expect(faults).toEqual([expect.stringMatching(/^wrong\.ts.*Property 'nett' does not exist/)]);
  const { stdout } = await run(process.execPath, [join(room, 'example.js')]);
  expect(stdout).toBe('Acme []\n');
});
