import { join } from 'node:path';
import { installPackage } from './python';
import { type Command, Room } from './room';
import { freePort, opened, type Recipe } from './server';
import { demand } from './tools';

const VERSION = '0.7.0b3';

/** Not by its script, which names the folder in which it was prepared. */
const program = (folder: string, ...args: readonly string[]): Command => [
  ...([join(folder, 'bin/python'), '-m', 'secantus'] as const),
  ...args,
];

/** Shows a client what FerretDB does not: a replica set. It is under GPL-2: a process of its own, for tests alone. */
export const secantusDb: Recipe = {
  title: `SecantusDB ${VERSION}`,
  name: `secantusdb-${VERSION}`,
  demand: () => demand(['python3']),
  async prepare(folder, room, say) {
    say('从 PyPI 获取', 'fetched from PyPI');
    await installPackage(room, folder, `secantusdb==${VERSION}`);
    await room.run(program(folder, '--help'));
  },
  open(folder) {
    const room = new Room();
    return opened(room, async () => {
      const port = await freePort();
      const data = ['--storage-path', join(room.folder, 'data'), '--sync-on-commit']; // else a kill takes what it answered
      return {
        address: `mongodb://127.0.0.1:${port}/?replicaSet=secantus`,
        kill: () => room.kill(),
        start: () => room.start(program(folder, '--port', String(port), ...data), /listening on/),
        stop: () => room.close(),
      };
    });
  },
};
