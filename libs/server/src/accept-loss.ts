import type { LogEnd } from '@dossier/event-store';
import { acceptEnd } from '@dossier/event-store/sqlite';
import type { Instant } from '@dossier/kernel';
import { removeViews } from '@dossier/read-model/sqlite';
import type { Vault } from '@dossier/vault';
import type { Missing } from './seen';

/** Owners named in the record, at most. */
const NAMED = 100;

/**
 * The operator says that what is missing is lost for good. First that is recorded; only then counters of the log are set
 * back and read models removed, which are built anew from what is left. To be called while the log is not open.
 */
export async function acceptLoss(
  folder: string,
  missing: readonly Missing[],
  end: LogEnd,
  vault: Vault,
  at: Instant,
): Promise<void> {
  const subjects = missing.flatMap(({ owners }) => owners).slice(0, NAMED);
  const detail = missing.map(({ words }) => words.en).join('; ');
  const what = { kind: 'command', action: 'log.AcceptLoss', subjects, detail, outcome: 'done' } as const;
  await vault.record([{ at, actor: 'operator', role: 'admin', ...what }], end);
  if (missing.every(({ kind }) => kind === 'keys')) return;
  acceptEnd(folder);
  removeViews(folder);
}
