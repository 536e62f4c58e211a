import { type LogEnd, ownersIn } from '@dossier/event-store';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { counted, OperatorError, type Text, enumerated } from '@dossier/kernel';
import { ViewsEvidence } from '@dossier/read-model/sqlite';
import { VaultEvidence } from '@dossier/vault/sqlite';
import { leavingNoTrace } from './leaving-no-trace';

/** Whoever keeps how far the log had come. */
interface Witness {
  readonly who: Text;
  readonly seen: LogEnd;
}

/** What was there once and is missing now. */
export interface Missing {
  readonly kind: 'cut' | 'fork' | 'foreign-views' | 'keys';
  readonly words: Text;
  /** Customers and other people whose keys are missing; else nobody. */
  readonly owners: readonly string[];
}

/** All that the files of a folder tell of each other. */
interface Evidence {
  readonly log: LogEvidence;
  readonly vault: VaultEvidence;
  readonly views: ViewsEvidence | undefined;
}

const WHO = {
  log: { zh: '日志自身的计数', en: 'its own counters' },
  views: { zh: '读模型', en: 'the read models' },
  vault: { zh: '保险库', en: 'the vault' },
} as const satisfies Readonly<Record<string, Text>>;

/**
 * Compares a log with what others have seen of it, and the vault with the keys that the log needs.
 * @param logName of the log in the folder
 * @param from keys are looked for behind this position
 */
export function missingIn({ log, vault, views }: Evidence, logName: string, from: number): readonly Missing[] {
  const witnesses: Witness[] = [{ who: WHO.log, seen: { position: log.counted(), hash: null } }];
  const ofAnother = views !== undefined && (views.log() ?? logName) !== logName;
  if (views && !ofAnother) witnesses.push({ who: WHO.views, seen: views.seen() });
  const seen = vault.seen();
  if (seen) witnesses.push({ who: WHO.vault, seen });
  return [
    ...(ofAnother ? [foreignViews(views.log() ?? '', logName)] : []),
    ...lostEvents(log, witnesses),
    ...lostKeys(log, vault, from),
  ];
}

/** The one who saw most tells how much is missing; where the log is long enough, whether it is the same one. */
function lostEvents(log: LogEvidence, witnesses: readonly Witness[]): readonly Missing[] {
  const end = log.end().position;
  const beyond = witnesses.filter(({ seen }) => seen.position > end);
  if (beyond.length > 0) return [cut(end, beyond)];
  const [other] = witnesses.filter(({ seen: { position, hash } }) => hash !== null && log.hashAt(position) !== hash);
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

function lostKeys(log: LogEvidence, vault: VaultEvidence, from: number): readonly Missing[] {
  const needed = new Set<string>();
  for (const data of log.sealedAfter(from)) for (const owner of ownersIn(data)) needed.add(owner);
  const owners = vault.lacking(needed);
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

/** What is missing in a folder that this process owns, and how far its log comes. Changes nothing. */
export function missingFrom(
  folder: string,
  logName: string,
): { readonly missing: readonly Missing[]; readonly end: LogEnd } {
  return withoutTrace(folder, () => {
    const { close, ...evidence } = openEvidence(folder);
    try {
      // what came before the vault last recorded how far the log is was looked at then
      const from = evidence.vault.seen()?.position ?? 0;
      return { missing: missingIn(evidence, logName, from), end: evidence.log.end() };
    } finally {
      close();
    }
  });
}

/** To be asked before a log is begun in a folder. @throws DataMissing when read models there have seen one */
export function mayBegin(folder: string): void {
  const seen = withoutTrace(folder, () => {
    const views = viewsIn(folder);
    const found = views?.seen();
    views?.close();
    return found;
  });
  if (seen && seen.position > 0) throw new DataMissing(folder, [cut(0, [{ who: WHO.views, seen }])]);
}

function withoutTrace<T>(folder: string, read: () => T): T {
  const leave = leavingNoTrace(folder);
  try {
    return read();
  } finally {
    leave();
  }
}

/** Opens all three files of a folder to be judged. @throws SqliteError and the like where log or vault cannot be read */
export function openEvidence(folder: string): Evidence & { readonly close: () => void } {
  const opened: { close(): void }[] = [];
  const open = <T extends { close(): void } | undefined>(part: T): T => {
    if (part) opened.push(part);
    return part;
  };
  const close = (): void => opened.forEach((part) => part.close());
  try {
    const [log, vault, views] = [open(new LogEvidence(folder)), open(new VaultEvidence(folder)), open(viewsIn(folder))];
    return { log, vault, views, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Damaged read models tell nothing; they are built anew. */
function viewsIn(folder: string): ViewsEvidence | undefined {
  try {
    return ViewsEvidence.open(folder);
  } catch {
    return undefined;
  }
}
