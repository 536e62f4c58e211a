import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked } from '@dossier/engine';
import { FolderInUse, holdFolder } from '@dossier/event-store/sqlite';
import { cannotUse, using } from '@dossier/kernel';
import { checkFolder } from './check';
import { DATABASES } from './databases';
import { leavingNoTrace } from './leaving-no-trace';

const FILES = Object.values(DATABASES).flatMap((file) => [file, `${file}-wal`]);

/** Checks a folder that nobody works in, and leaves it as it was. @throws FolderInUse */
export const checkStill = (
  folder: string,
  ...how: [depth: 'quick' | 'whole', onProgress?: (events: number, of: number) => void]
): Promise<Checked> => still(folder, (path) => checkFolder(path, ...how));

/**
 * Looks at a folder that nobody works in, and leaves it as it was. Where nothing may be written a copy of its databases is
 * looked at in its place, for SQLite cannot read them without files beside them.
 * @throws FolderInUse, CannotUse for a file, or a folder that this user may not read
 */
export async function still<T>(folder: string, look: (path: string) => Promise<T>): Promise<T> {
  if (!using(folder, () => statSync(folder)).isDirectory()) throw cannotUse(folder, { code: 'ENOTDIR' });
  using(folder, () => accessSync(folder, constants.R_OK | constants.X_OK)); // else it looks like one without data
  const letGo = held(folder);
  if (!letGo) return copied(folder, look);
  const leave = leavingNoTrace(folder);
  try {
    return await look(folder);
  } finally {
    leave();
    letGo();
  }
}

function held(folder: string): (() => void) | undefined {
  try {
    return holdFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) throw error;
    return undefined;
  }
}

async function copied<T>(folder: string, look: (path: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'dossier-check-'));
  try {
    for (const file of FILES) if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(copy, file));
    return await look(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
