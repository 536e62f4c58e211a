import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Room } from './room';

/** Outside the clone: what takes minutes to prepare serves every clone of this user. */
const cache = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'dossier-servers');

/** The folder of what was prepared under this name; undefined: it was not. */
export function prepared(name: string): string | undefined {
  const folder = join(cache(), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Prepares once under this name, whole or not at all: it is made in a room beside and then renamed.
 * @param make fills the folder
 */
export async function prepareOnce(name: string, make: (folder: string, room: Room) => Promise<void>): Promise<string> {
  const folder = join(cache(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache(), { recursive: true });
  const room = new Room(cache());
  try {
    const half = join(room.folder, name);
    mkdirSync(half);
    await make(half, room);
    if (!existsSync(folder)) renameSync(half, folder); // another process may have been faster
    return folder;
  } finally {
    await room.close();
  }
}
