import { codeOf } from '@dossier/kernel';

/**
 * SQLite's code of an error (`SQLITE_BUSY`); undefined: it is not SQLite's. Not by `instanceof`: the driver makes its
 * errors from the class of whoever loaded it first in the process, which need not be this one.
 */
export function sqliteCode(error: unknown): string | undefined {
  const code = codeOf(error);
  return code?.startsWith('SQLITE_') ? code : undefined;
}
