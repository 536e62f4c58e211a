import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES } from './databases';

const SIDE_FILES = Object.values(DATABASES).flatMap((file) => [`${file}-wal`, `${file}-shm`]);

/**
 * To be called before databases of a folder are opened, and what it returns after they were closed: then the folder is as
 * it was, though whoever opens one only to read leaves empty side files behind. For the folder's owner alone: side files
 * that another process uses must not go.
 */
export function leavingNoTrace(folder: string): () => void {
  const absent = SIDE_FILES.map((name) => join(folder, name)).filter((file) => !existsSync(file));
  return () => {
    for (const file of absent) rmSync(file, { force: true });
  };
}
