import { join } from 'node:path';
import { type LogEnd, ownersIn } from '@dossier/event-store';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { counted, enumerated, OperatorError, type Text, using } from '@dossier/kernel';
import { ViewsEvidence } from '@dossier/read-model/sqlite';
import { foreignVault, VaultEvidence } from '@dossier/vault/sqlite';
import { leavingNoTrace } from './leaving-no-trace';

/** Whoever keeps how far the log had come. */
interface Witness {
  readonly who: Text;
  readonly seen: LogEnd;
}

/** What was there once and is missing now. */
export interface Missing {
  readonly kind: 'cut' | 'fork' | 'foreign-views' | 'keys' | 'log' | 'older-vault' | 'vault';
  readonly words: Text;
  /** Customers and other people whose keys are missing; else nobody. */
  readonly owners: readonly string[];
}

/** All that the files of a folder tell of each other; undefined where one was not made yet, or is gone. */
export interface Evidence {
  readonly log: LogEvidence | undefined;
  readonly vault: VaultEvidence | undefined;
  readonly views: ViewsEvidence | undefined;
}

const WHO = {
  log: { zh: '日志自身的计数', en: 'its own counters' },
  views: { zh: '读模型', en: 'the read models' },
  vault: { zh: '保险库', en: 'the vault' },
} as const satisfies Readonly<Record<string, Text>>;

/** True once a start came to its end here: before that nothing was recorded, and nothing can be missing. */
export const isBegun = ({ log, vault, views }: Evidence): boolean =>
  vault?.seen() !== undefined || [log?.end(), views?.seen()].some((end) => end !== undefined && end.position > 0);

/**
 * Compares a log with what others have seen of it, and the vault with the keys that the log needs.
 * @param from keys are looked for behind this position
 * @throws ForeignVault
 */
export function missingIn({ log, vault, views }: Evidence, folder: string, from: number): readonly Missing[] {
  const isEmpty = (log?.end().position ?? 0) === 0;
  const known = vault?.log();
  if (known !== undefined && known !== log?.name()) {
    if (log && !isEmpty) throw foreignVault(folder, known, log.name());
    return [lostLog(known, Math.max(vault?.seen()?.position ?? 0, views?.seen().position ?? 0))];
  }
  const lost = lostEvents({ log, vault, views });
  if (!log || isEmpty) return lost;
  return [...lost, ...(vault ? [...lostKeys(log, vault, from), ...olderVault(log, vault)] : [lostVault(log)])];
}

function lostEvents({ log, vault, views }: Evidence): readonly Missing[] {
  const witnesses: Witness[] = [];
  if (log) witnesses.push({ who: WHO.log, seen: { position: log.counted(), hash: null } });
  const of = views?.log();
  const isForeign = log !== undefined && of !== undefined && of !== log.name();
  if (views && !isForeign) witnesses.push({ who: WHO.views, seen: views.seen() });
  const seen = vault?.seen();
  if (seen) witnesses.push({ who: WHO.vault, seen });
  return [...(isForeign ? [foreignViews(of, log.name())] : []), ...lostFrom(log, witnesses)];
}

/** The one who saw most tells how much is missing; where the log is long enough, whether it is the same one. */
function lostFrom(log: LogEvidence | undefined, witnesses: readonly Witness[]): readonly Missing[] {
  const end = log?.end().position ?? 0;
  const beyond = witnesses.filter(({ seen }) => seen.position > end);
  if (beyond.length > 0) return [cut(end, beyond)];
  const [other] = witnesses.filter(({ seen: { position, hash } }) => hash !== null && log?.hashAt(position) !== hash);
  return other ? [fork(other)] : [];
}

function cut(end: number, beyond: readonly Witness[]): Missing {
  const position = Math.max(...beyond.map(({ seen }) => seen.position));
  const count = position - end;
  const zh = beyond.map(({ who }) => who.zh).join('、');
  const en = beyond.map(({ who }) => who.en).join(' and ');
  return {
    kind: 'cut',
    owners: [],
    words: {
      zh: `日志止于第 ${end} 个事件，而${zh}已见到第 ${position} 个：日志被截断，至少缺少 ${count} 个事件（自第 ${end + 1} 个起）`,
      en: `the log is cut: it ends at event ${end}, but event ${position} was seen by ${en}; at least ${count} are missing, from event ${end + 1} on`,
    },
  };
}

const fork = ({ who, seen: { position } }: Witness): Missing => ({
  kind: 'fork',
  owners: [],
  words: {
    zh: `日志的第 ${position} 个事件不是${who.zh}所见到的那一个：同一份数据曾被分别续写，其中一份不在此处`,
    en: `event ${position} of the log is not the one that was seen by ${who.en}: one copy was continued twice, and one continuation is not here`,
  },
});

const foreignViews = (known: string, log: string): Missing => ({
  kind: 'foreign-views',
  owners: [],
  words: {
    zh: `views.db 属于日志 ${known}，而 events.db 是日志 ${log}`,
    en: `views.db belongs to the log ${known}, but events.db is the log ${log}`,
  },
});

function lostLog(known: string, seen: number): Missing {
  const events = counted(seen, { zh: '个事件', one: 'event', other: 'events' });
  const words = {
    zh: `日志 ${known} 缺失或为空：vault.db 属于该日志，其中至少曾有 ${events.zh}`,
    en: `the log ${known} is missing or empty: vault.db belongs to it, and it had at least ${events.en}`,
  };
  return { kind: 'log', owners: [], words };
}

function lostVault(log: LogEvidence): Missing {
  const owners = [...ownersOf(log, 0, log.end().position)];
  const whose = counted(owners.length, { zh: '个所有者', one: 'owner', other: 'owners' });
  const words = {
    zh: `日志已有事件，但缺少其保险库 vault.db：API 密钥、访问记录、公司时区（下次启动时取 DOSSIER_ZONE，未设置则为 UTC；请用 dossier zone 查看并改回），以及日志中为 ${whose.zh}封存的个人数据随之丢失`,
    en: `the log has events, but its vault (vault.db) is missing: with it API keys, the access audit, the company's time zone (the next start takes DOSSIER_ZONE, or UTC where it is not set: look with dossier zone, and set it back), and the personal data of ${whose.en} that is sealed in the log`,
  };
  return { kind: 'vault', owners, words };
}

/** Revoked keys would be valid again, and the zone as it was before. */
function olderVault(log: LogEvidence, vault: VaultEvidence): readonly Missing[] {
  const [seen, now] = [log.vaultChanges() ?? 0, vault.changes()];
  if (now >= seen) return [];
  const changes = counted(seen - now, { zh: '次更改', one: 'change', other: 'changes' });
  const words = {
    zh: `vault.db 早于 events.db：缺少其后对 API 密钥、吊销、时区或抹除的 ${changes.zh}，访问记录可能也不全`,
    en: `vault.db is older than events.db: it lacks ${changes.en} of API keys, revocations, the zone or erasures made since, and perhaps access records`,
  };
  return [{ kind: 'older-vault', owners: [], words }];
}

/** Owners of what is sealed after a position, and up to another. */
function ownersOf(log: LogEvidence, after: number, upTo: number): ReadonlySet<string> {
  const owners = new Set<string>();
  for (const data of log.sealed(after, upTo)) for (const owner of ownersIn(data)) owners.add(owner);
  return owners;
}

function lostKeys(log: LogEvidence, vault: VaultEvidence, from: number): readonly Missing[] {
  const seen = Math.max(from, vault.seen()?.position ?? 0);
  // a key that was made after its loss was accepted may be lost once more
  const owners = [
    ...new Set([
      ...vault.unaccepted(vault.lacking(ownersOf(log, from, seen))),
      ...vault.lacking(ownersOf(log, seen, log.end().position)),
    ]),
  ];
  if (owners.length === 0) return [];
  const some = enumerated(owners.slice(0, 3));
  const more = owners.length > 3 ? ' …' : '';
  const keys = counted(owners.length, { zh: '个密钥', one: 'key', other: 'keys' });
  const words = {
    zh: `保险库缺少 ${keys.zh}，日志中有用其加密封存的个人数据（所有者：${some.zh}${more}）：vault.db 早于 events.db`,
    en: `the vault lacks ${keys.en} with which personal data in the log is sealed (of ${some.en}${more}): vault.db is older than events.db`,
  };
  return [{ kind: 'keys', owners, words }];
}

/** Something that was there once is missing. Nothing was changed. */
export class DataMissing extends OperatorError {
  override readonly name = 'DataMissing';
  constructor(
    folder: string,
    readonly missing: readonly Missing[],
  ) {
    const zh = missing.map(({ words }) => words.zh).join('；');
    const en = missing.map(({ words }) => words.en).join('; ');
    super({
      zh: `${folder} 不完整：${zh}。未做任何改动。请恢复最新的 events.db（连同 events.db-wal）与 vault.db；若确已丢失，用 dossier accept-loss 记录在案后继续。`,
      en: `${folder} is not whole: ${en}. Nothing was changed. Restore the newest events.db (with its events.db-wal) and vault.db; if what is missing is lost for good, dossier accept-loss records that and goes on without it.`,
    });
  }
}

/**
 * To be asked before a folder is opened that this process owns. What came before the vault last recorded how far the log
 * is was looked at then. Changes nothing.
 * @throws DataMissing, ForeignVault, CannotUse
 */
export const mustBeWhole = (folder: string): void =>
  nothingMissing(folder, ({ vault }) => vault?.seen()?.position ?? 0);

/** To be asked before a log is begun in a folder. @throws DataMissing when read models there have seen one */
export const mayBegin = (folder: string): void => nothingMissing(folder, () => 0);

function nothingMissing(folder: string, from: (evidence: Evidence) => number): void {
  const missing = withEvidence(folder, (evidence) => missingIn(evidence, folder, from(evidence)));
  if (missing.length > 0) throw new DataMissing(folder, missing);
}

/** Opens all three files of a folder to be judged, and leaves no trace. @throws CannotUse where log or vault cannot be read */
function withEvidence<T>(folder: string, look: (evidence: Evidence) => T): T {
  const leave = leavingNoTrace(folder);
  const opened: { close(): void }[] = [];
  const open = <E extends { close(): void }>(file: string, part: () => E | undefined): E | undefined => {
    const found = using(join(folder, file), part);
    if (found) opened.push(found);
    return found;
  };
  try {
    const log = open('events.db', () => LogEvidence.open(folder));
    const vault = open('vault.db', () => VaultEvidence.open(folder));
    return look({ log, vault, views: open('views.db', () => viewsIn(folder)) });
  } finally {
    for (const part of opened) part.close();
    leave();
  }
}

/** False: what they keep of the log is damaged. */
export function canTell(views: ViewsEvidence | undefined): boolean {
  try {
    views?.log();
    views?.seen();
    return true;
  } catch {
    return false;
  }
}

/** Damaged read models tell nothing; they are built anew. */
function viewsIn(folder: string): ViewsEvidence | undefined {
  let views: ViewsEvidence | undefined;
  try {
    views = ViewsEvidence.open(folder);
  } catch {
    return undefined;
  }
  if (canTell(views)) return views;
  views?.close();
  return undefined;
}
