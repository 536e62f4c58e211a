import type { Fault, PartitionAudit } from '@dossier/engine';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { FORMAT, LogEvidence, NewerFormat } from '@dossier/event-store/sqlite';
import { OperatorError } from '@dossier/kernel';
import { VaultContents } from '@dossier/vault/sqlite';
import { lookInto } from '../check';
import type { Opened } from '../opened';

/** What a folder holds that is kept nowhere else; read models come from it. */
export interface Holdings {
  readonly events: number;
  readonly streams: number;
  /** Answers to idempotency keys, and names that belong to whoever took them first. */
  readonly claims: number;
  /** Of persons, those destroyed among them. */
  readonly keys: number;
  readonly destroyed: number;
  /** Owners whose keys are lost for good, as was accepted. */
  readonly lost: number;
  /** API keys. */
  readonly credentials: number;
  readonly accesses: number;
}
export interface Source {
  readonly log: LogEvidence;
  readonly feed: SqliteLogReader;
  readonly vault: VaultContents;
  readonly holds: Holdings;
  /** A copy is the same when it has the same. */
  readonly partitions: readonly PartitionAudit[];
}

/** Something in the folder is damaged or missing: what is left would be moved as if it were all. */
export class NotWhole extends OperatorError {
  override readonly name = 'NotWhole';
  constructor(folder: string, faults: readonly Fault[]) {
    const zh = faults.map(({ words }) => words.zh).join('；');
    const en = faults.map(({ words }) => words.en).join('; ');
    super({
      zh: `${folder} 不完整，未迁移任何内容：${zh}。请先从备份恢复；若确已丢失，用 dossier accept-loss 记录在案。`,
      en: `${folder} is not whole, and nothing was moved: ${en}. Restore it from your backup first; what is lost for good, dossier accept-loss puts on record`,
    });
  }
}
export class NothingToMove extends OperatorError {
  override readonly name = 'NothingToMove';
  constructor(folder: string) {
    super({
      zh: `${folder} 中尚未记录任何内容，无需迁移：可直接在服务器上开始。`,
      en: `nothing was recorded in ${folder} yet: begin on the servers`,
    });
  }
}

/**
 * Looks at the whole folder, then opens it.
 * @param path where its databases are read @param folder as it was named, with its `master.key`
 * @param keys other master keys that may be its own
 * @throws NotWhole, NothingToMove, NewerFormat, MasterKeyMissing, WrongMasterKey
 */
export async function openSource(
  opened: Opened,
  { path, folder, keys }: { path: string; folder: string; keys: Parameters<typeof VaultContents.open>[2] },
  onProgress: (events: number, of: number) => void,
): Promise<Source> {
  const { checked } = await lookInto(path, 'whole', onProgress);
  // read models are built anew over there
  const faults = checked.faults.filter(({ code }) => !code.startsWith('views/'));
  if (faults.length > 0) throw new NotWhole(folder, faults);
  const log = LogEvidence.open(path);
  if (!log || !checked.isBegun) throw new NothingToMove(folder);
  opened.add(log);
  if (log.format() > FORMAT) throw new NewerFormat(folder, log.format(), FORMAT);
  const vault = opened.add(VaultContents.open(path, folder, keys));
  const feed = opened.add(new SqliteLogReader(path));
  const holds = { ...log.counts(), ...vault.counts() };
  return { log, feed, vault, holds, partitions: checked.walked?.partitions ?? [] };
}
