import { codeOf } from '@dossier/kernel';

/**
 * SQLite's code of an error (`SQLITE_BUSY`); undefined: it is not SQLite's. Not by `instanceof`: a driver loaded twice
 * has two error classes.
 */
export function sqliteCode(error: unknown): string | undefined {
  const code = codeOf(error);
  return code?.startsWith('SQLITE_') ? code : undefined;
}
