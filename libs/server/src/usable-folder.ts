import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { cannotUse, using } from '@dossier/kernel';
import { DATABASES } from './databases';

const FILES = [...Object.values(DATABASES), 'lock.db', 'master.key', 'control.sock'];

/**
 * Looks at a data folder and the names of its files before anything is made or changed in it: found later, half of a
 * folder would be begun. No file is opened, for closing one would drop the locks that this process holds on it.
 * @throws CannotUse
 */
export function mustBeUsable(data: string): void {
  const folder = find(data);
  if (!folder) return;
  if (!folder.isDirectory()) throw cannotUse(data, { code: 'ENOTDIR' });
  using(data, () => accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK));
  for (const path of FILES.map((name) => join(data, name))) {
    const file = find(path);
    if (file?.isDirectory() === true) throw cannotUse(path, { code: 'EISDIR' });
    if (file && isForeign(file)) throw cannotUse(path, { code: 'EPERM' });
  }
}

const find = (path: string): Stats | undefined => using(path, () => statSync(path, { throwIfNoEntry: false }));

/** Only its owner and root can keep a file from everybody else. */
function isForeign({ uid }: Stats): boolean {
  const user = process.getuid?.();
  return user !== undefined && user !== 0 && user !== uid;
}
