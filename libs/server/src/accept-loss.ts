import type { Fault } from '@dossier/engine';
import type { LogEnd } from '@dossier/event-store';
import { acceptEnd, holdFolder, witnessVault } from '@dossier/event-store/sqlite';
import type { Instant } from '@dossier/kernel';
import { removeViews } from '@dossier/read-model/sqlite';
import { systemEntropy, uuidv7 } from '@dossier/security';
import type { Access } from '@dossier/vault';
import { LOSS_ACCEPTED, SqliteVault } from '@dossier/vault/sqlite';
import { lookInto, MISSING } from './check';
import { still } from './check-still';
import { leavingNoTrace } from './leaving-no-trace';
import type { Missing } from './seen';
import { mustBeUsable } from './usable-folder';

/** Owners whom one record names, at most. */
const NAMED = 100;

/** What `verify` finds wrong with a folder. */
export interface Loss {
  /** What is gone, and nobody has accepted yet. */
  readonly missing: readonly Missing[];
  /** What is damaged, changed, or gone from the middle of the log: nobody can accept that. */
  readonly others: readonly Fault[];
}

/**
 * What a folder has lost, and what else is wrong with it. Changes nothing.
 * @throws FolderInUse, ForeignVault, CannotUse
 */
export const lossOf = (folder: string): Promise<Loss> => still(folder, lossIn);

/** Where log or vault cannot be read, nobody can say what is missing. */
const UNTOLD: readonly string[] = ['log/unreadable', 'log/damaged', 'vault/unreadable', 'vault/damaged'];
/** Mended when what is missing is accepted. */
const MENDED: readonly string[] = ['log/counters', 'log/answers', 'views/damaged', 'views/unreadable'];

async function lossIn(folder: string): Promise<Loss & { readonly end: LogEnd }> {
  const { checked, missing, end, foreign } = await lookInto(folder, 'whole');
  const acceptable: readonly string[] = Object.values(MISSING);
  const others = checked.faults.filter(({ code }) => !acceptable.includes(code));
  if (others.some(({ code }) => UNTOLD.includes(code)))
    return { missing: [], others, end: { position: 0, hash: null } };
  if (foreign) throw foreign;
  return { missing, end, others: lacksEvents(missing) ? others.filter(({ code }) => !MENDED.includes(code)) : others };
}

const lacksEvents = (missing: readonly Missing[]): boolean =>
  missing.some(({ kind }) => !['keys', 'older-vault', 'vault'].includes(kind));

/**
 * The operator says that what is missing is lost for good. First that is recorded, in a vault that is founded where none is
 * left; only then counters of the log are set back and read models removed, which are built anew from what is left: else
 * they would show what nothing else knows any more, document by document until each is folded again.
 * @returns what was missing, and what is wrong still
 * @throws FolderInUse, ForeignVault, CannotUse, MasterKeyMissing, WrongMasterKey and the like
 */
export async function acceptLoss(folder: string, at: Instant): Promise<Loss> {
  mustBeUsable(folder);
  const letGo = holdFolder(folder);
  try {
    const { missing, others, end } = await lossIn(folder).finally(leavingNoTrace(folder));
    if (missing.length > 0) await accept(folder, missing, end, at);
    return { missing, others };
  } finally {
    letGo();
  }
}

async function accept(folder: string, missing: readonly Missing[], end: LogEnd, at: Instant): Promise<void> {
  const isLost = (kind: Missing['kind']): boolean => missing.some((each) => each.kind === kind);
  const owners = missing.flatMap((each) => each.owners);
  const records = recordsOf(missing, owners, at);
  const renamed = isLost('cut') || isLost('fork');
  const vault = await SqliteVault.open(folder);
  try {
    await (isLost('log') ? vault.release(records) : vault.acceptLoss(records, end, owners, { renamed }));
  } finally {
    await vault.close();
  }
  if (!isLost('log')) witnessVault(folder, undefined);
  if (lacksEvents(missing) && !isLost('log') && end.position > 0) acceptEnd(folder, { renamed });
  removeViews(folder); // also where keys alone are lost: what they sealed is in no other place than there
}

/** One, or as many as name all owners. */
function recordsOf(missing: readonly Missing[], owners: readonly string[], at: Instant): readonly Access[] {
  const detail = missing.map(({ words }) => words.en).join('; ');
  const newId = uuidv7(systemEntropy);
  const of = (subjects: readonly string[]): Access => ({
    ...{ id: newId(at), at, actor: 'operator', role: 'admin', kind: 'command', action: LOSS_ACCEPTED },
    ...{ subjects, detail, outcome: 'done' },
  });
  const pieces = Array.from({ length: Math.max(1, Math.ceil(owners.length / NAMED)) }, (_, i) =>
    owners.slice(i * NAMED, (i + 1) * NAMED),
  );
  return pieces.map(of);
}
