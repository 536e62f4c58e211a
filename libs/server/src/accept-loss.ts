import type { LogEnd } from '@dossier/event-store';
import { acceptEnd, holdFolder } from '@dossier/event-store/sqlite';
import type { Instant } from '@dossier/kernel';
import { removeViews } from '@dossier/read-model/sqlite';
import type { Access } from '@dossier/vault';
import { LOSS_ACCEPTED, SqliteVault } from '@dossier/vault/sqlite';
import { still } from './check-still';
import { type Missing, missingFrom } from './seen';
import { mustBeUsable } from './usable-folder';

/** Owners whom one record names, at most. */
const NAMED = 100;

/**
 * What a folder has lost, and nobody has accepted yet. Changes nothing.
 * @throws FolderInUse, ForeignVault, CannotUse
 */
export const lossOf = (folder: string): Promise<readonly Missing[]> =>
  still(folder, (path) => Promise.resolve(missingFrom(path, 'whole').missing));

/**
 * The operator says that what is missing is lost for good. First that is recorded, in a vault that is founded where none is
 * left; only then counters of the log are set back and read models removed, which are built anew from what is left.
 * @returns what was missing
 * @throws FolderInUse, ForeignVault, CannotUse, MasterKeyMissing, WrongMasterKey and the like
 */
export async function acceptLoss(folder: string, at: Instant): Promise<readonly Missing[]> {
  mustBeUsable(folder);
  const letGo = holdFolder(folder);
  try {
    const { missing, end } = missingFrom(folder, 'whole');
    if (missing.length > 0) await accept(folder, missing, end, at);
    return missing;
  } finally {
    letGo();
  }
}

async function accept(folder: string, missing: readonly Missing[], end: LogEnd, at: Instant): Promise<void> {
  const isLost = (kind: Missing['kind']): boolean => missing.some((each) => each.kind === kind);
  const owners = missing.flatMap((each) => each.owners);
  const records = recordsOf(missing, owners, at);
  const vault = await SqliteVault.open(folder);
  try {
    await (isLost('log') ? vault.release(records) : vault.acceptLoss(records, end, owners));
  } finally {
    await vault.close();
  }
  if (missing.every(({ kind }) => kind === 'keys' || kind === 'vault')) return;
  if (!isLost('log') && end.position > 0) acceptEnd(folder);
  removeViews(folder);
}

/** One, or as many as name all owners. */
function recordsOf(missing: readonly Missing[], owners: readonly string[], at: Instant): readonly Access[] {
  const detail = missing.map(({ words }) => words.en).join('; ');
  const of = (subjects: readonly string[]): Access => ({
    ...{ at, actor: 'operator', role: 'admin', kind: 'command', action: LOSS_ACCEPTED },
    ...{ subjects, detail, outcome: 'done' },
  });
  const pieces = Array.from({ length: Math.max(1, Math.ceil(owners.length / NAMED)) }, (_, i) =>
    owners.slice(i * NAMED, (i + 1) * NAMED),
  );
  return pieces.map(of);
}
