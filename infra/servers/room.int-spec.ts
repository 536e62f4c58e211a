import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server';

const parent = mkdtempSync(join(tmpdir(), 'dossier-rooms-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** Makes a room in the folder it is given, with a program whose own child listens at the port it is given. */
const MAKER = `
  const { Room } = require(${JSON.stringify(join(__dirname, 'room.ts'))});
  const [parent, port] = process.argv.slice(1);
  const listens = 'require("node:net").createServer().listen(' + port + ', "127.0.0.1", () => console.log("ready"))';
  new Room(parent).start(['sh', '-c', '"$0" -e "$1" & wait', process.execPath, listens], /ready/).then(() => console.log('made'));
`;

it('ends its programs and removes its folder when the process that made it is killed', async () => {
  const register = join(__dirname, '../../.swc-register.cjs');
  const port = await freePort();
  const maker = spawn(process.execPath, ['--require', register, '-e', MAKER, parent, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(maker.stdout, 'data');
  const toProgram = connect(port, '127.0.0.1');
  await once(toProgram, 'connect');
  const ended = once(toProgram, 'close');
  const removed = new Promise<void>((resolve) => {
    const watcher = watch(parent, () => {
      if (readdirSync(parent).length > 0) return;
      watcher.close();
      resolve();
    });
  });
  maker.kill('SIGKILL');
  await ended;
  await removed;
});
