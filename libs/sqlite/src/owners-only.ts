import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';

/**
 * Makes a file that nobody but its owner may read, whatever the folder and the umask allow; one that is there already
 * becomes so, with the side files of SQLite. New side files follow it.
 * A file that is there is not opened: closing it would drop the locks that this process holds on it.
 */
export function ownersOnly(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  for (const side of ['', '-wal', '-shm', '-journal']) if (existsSync(file + side)) chmodSync(file + side, 0o600);
}
