import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Checked, type Fault, streamsWithoutClaim, verifyLog } from '@dossier/engine';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import type { LogEnd } from '@dossier/event-store';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { CannotUse, cannotUse, counted, enumerated, type Noun, OperatorError, type Text } from '@dossier/kernel';
import { ViewsEvidence } from '@dossier/read-model/sqlite';
import { ForeignVault } from '@dossier/vault';
import { VaultEvidence } from '@dossier/vault/sqlite';
import { damagedRows, READ_MODELS } from './damaged-rows';
import { DATABASES, VIEWS_DAMAGED } from './databases';
import { isDistributed } from './distributed/servers';
import { canTell, type Evidence, isBegun, type Missing, missingIn } from './seen';
import { ofTheWalk, type Walked } from './walk-faults';

type Depth = 'quick' | 'whole';

/** Looks at the three files of a folder and changes none. Takes as long as reading them; run it beside a server in a thread. */
export const checkFolder = async (...how: Parameters<typeof lookInto>): Promise<Checked> =>
  (await lookInto(...how)).checked;

/** What a check finds, and what of it somebody may accept as lost. */
export interface Findings {
  readonly checked: Checked;
  readonly missing: readonly Missing[];
  readonly end: LogEnd;
  /** The log is of another installation: nobody can say what is missing. */
  readonly foreign: ForeignVault | undefined;
}

/** The same with what only an operator who accepts a loss needs. */
export async function lookInto(
  folder: string,
  depth: Depth,
  onProgress: (events: number, of: number) => void = () => undefined,
): Promise<Findings> {
  const faults: Fault[] = [];
  const log = opened(faults, folder, 'log', () => LogEvidence.open(folder));
  const vault = opened(faults, folder, 'vault', () => VaultEvidence.open(folder));
  const canCompare = faults.length === 0;
  const views = opened(faults, folder, 'views', () => ViewsEvidence.open(folder));
  try {
    for (const [name, part] of [
      ['log', log],
      ['vault', vault],
      ['views', views],
    ] as const)
      if (part)
        faults.push(
          ...attempt(name, () => ofTheFile(name, part.faults(`${depth === 'quick' ? 'quick' : 'integrity'}_check`))),
        );
    if (views) faults.push(...attempt('views', () => ofTheModels(views)));
    const evidence = { log, vault, views: canTell(views) ? views : undefined };
    const { missing, end, foreign } = canCompare ? compared(faults, evidence, folder) : NOT_COMPARED;
    let walked: Checked['walked'];
    if (depth === 'whole') walked = log ? await walk(folder, log, faults, onProgress) : canCompare ? NO_LOG : undefined;
    if (log && walked) faults.push(...attempt('log', () => beside(log)));
    if (vault && depth === 'whole') faults.push(...attempt('vault', () => ofTheKeys(vault)));
    let accepted: readonly Fault[] = [];
    faults.push(...attempt('vault', () => ((accepted = acceptedIn(vault)), [])));
    const begun = !canCompare || faults.length + accepted.length > 0 || isBegun(evidence);
    const checked = { faults: once(faults), accepted, isBegun: begun, ...(walked && { walked }) };
    return { checked, missing, end, foreign };
  } finally {
    for (const part of [log, vault, views]) part?.close();
  }
}

type Compared = Omit<Findings, 'checked'>;
const NOT_COMPARED: Compared = { missing: [], end: { position: 0, hash: null }, foreign: undefined };

function compared(faults: Fault[], evidence: Evidence, folder: string): Compared {
  let found = NOT_COMPARED;
  const look = (): readonly Fault[] => {
    try {
      found = { ...found, missing: missingIn(evidence, folder, 0), end: evidence.log?.end() ?? found.end };
    } catch (error) {
      if (error instanceof ForeignVault) found = { ...found, foreign: error };
      throw error;
    }
    return found.missing.map(ofMissing);
  };
  faults.push(...attempt('log', look));
  return found;
}

const NO_LOG: Walked = { events: 0, streams: 0, broken: null, gap: null, partitions: [] };

async function walk(
  folder: string,
  log: LogEvidence,
  faults: Fault[],
  onProgress: (events: number, of: number) => void,
): Promise<Walked> {
  const feed = new SqliteLogReader(folder);
  try {
    const { damage, ...verified } = await verifyLog(feed, onProgress);
    const walked = { ...verified, gap: damage ? null : log.gap() };
    if (damage) faults.unshift({ code: 'log/damaged', words: damage.words });
    faults.push(...ofTheWalk(walked));
    return walked;
  } finally {
    await feed.close();
  }
}

/** What the log says of itself beside its events. */
function beside(log: LogEvidence): readonly Fault[] {
  const [wrong, lost, strange] = [log.miscounted(), log.answersBeyondEnd(), log.misattributed(NAMED)];
  const forgotten = log.lostClaims();
  return [
    ...(strange.count > 0 ? [fault('log/subjects', SUBJECTS(strange.count, enumerated(strange.streams)))] : []),
    ...(wrong.length > 0 ? [fault('log/counters', COUNTERS(enumerated(wrong.map(String))))] : []),
    ...(lost > 0 ? [fault('log/answers', ANSWERS(lost))] : []),
    ...(forgotten > 0
      ? [fault('log/claims', CLAIMS(forgotten, streamsWithoutClaim(log.derived(), log.claims())))]
      : []),
  ];
}

const COUNTERS = (which: Text): Text => ({
  zh: `日志对分区 ${which.zh} 末尾事件的计数与事件不符`,
  en: `the log's counters of partitions ${which.en} do not name their last events`,
});
const STREAM: Noun = { zh: '条事件流', one: 'stream', other: 'streams' };
const SUBJECTS = (count: number, of: Text): Text => ({
  zh: `日志把 ${counted(count, STREAM).zh}记在与其事件不同的主体名下（${of.zh}${count > NAMED ? '等' : ''}）；请从备份恢复 events.db`,
  en: `the log keeps ${counted(count, STREAM).en} under another subject than the events say (${of.en}${count > NAMED ? ' and others' : ''}): restore events.db from your backup`,
});
const COMMAND: Noun = { zh: '条命令', one: 'command', other: 'commands' };
const ANSWERS = (count: number): Text => ({
  zh: `有 ${counted(count, COMMAND).zh}的答复所指的事件已不在日志中`,
  en: `the answers to ${counted(count, COMMAND).en} name events that are not in the log`,
});
const CLAIM: Noun = {
  zh: '条命令答复或占用名称的记录',
  one: 'answer to a command or name that was taken',
  other: 'answers to commands and names that were taken',
};
/** @param streams of which it is known that a command wrote there */
function CLAIMS(count: number, streams: readonly string[]): Text {
  const named = enumerated(streams.slice(0, NAMED));
  const isMore = streams.length > NAMED;
  const of: Text =
    streams.length === 0
      ? { zh: '', en: '' }
      : {
          zh: `（其中有写入 ${named.zh}${isMore ? ' 等' : ''} 的命令）`,
          en: ` (of commands that wrote to ${named.en}${isMore ? ' and others' : ''}, among them)`,
        };
  return {
    zh: `日志缺少 ${counted(count, CLAIM).zh}${of.zh}：这些命令重发时会再执行一次，这些名称可能被再次占用；请从备份恢复 events.db`,
    en: `the log lacks ${counted(count, CLAIM).en}${of.en}: such a command is done once more when it is sent again, and such a name can be taken twice; restore events.db from your backup`,
  };
}
const MEND = {
  log: {
    zh: '日志 events.db 已损坏，请从备份恢复',
    en: 'the log (events.db) is damaged: restore it from your backup',
  },
  vault: {
    zh: '保险库 vault.db 已损坏，请从备份恢复',
    en: 'the vault (vault.db) is damaged: restore it from your backup',
  },
  views: VIEWS_DAMAGED,
} as const satisfies Readonly<Record<File, Text>>;
type File = keyof typeof DATABASES;

const fault = (code: string, words: Text): Fault => ({ code, words });
const acceptedIn = (vault: VaultEvidence | undefined): readonly Fault[] =>
  (vault?.accepted() ?? []).map(({ at, actor, detail }) =>
    fault('log/loss-accepted', {
      zh: `${actor} 于 ${at} 接受了缺失：${detail}`,
      en: `${actor} accepted at ${at} what was missing: ${detail}`,
    }),
  );
const ofMissing = ({ kind, words }: Missing): Fault => fault(MISSING[kind], words);
/** The code of each kind of what is missing. */
export const MISSING = {
  cut: 'log/cut',
  fork: 'log/forked',
  'foreign-views': 'views/foreign',
  keys: 'vault/keys-missing',
  log: 'log/missing',
  'older-vault': 'vault/older',
  vault: 'vault/missing',
} as const satisfies Readonly<Record<Missing['kind'], string>>;

/** SQLite's own words are kept: they name the page, row or index. */
const ofTheFile = (file: File, faults: readonly string[]): readonly Fault[] =>
  faults.length === 0 ? [] : [damaged(file, inBoth(faults.join('; ')))];

const damaged = (file: File, why: Text): Fault =>
  fault(`${file}/damaged`, { zh: `${MEND[file].zh}（${why.zh}）`, en: `${MEND[file].en} (${why.en})` });

function ofTheModels(views: ViewsEvidence): readonly Fault[] {
  const [torn, spoiled] = [views.torn(), new Set(views.spoiled())];
  const words = [...(torn.length > 0 ? [TORN(enumerated(torn))] : []), ...damagedRows(spoiled, READ_MODELS)];
  return words.map((each) => fault('views/damaged', each));
}
/** Keys that nobody can open, where the master key is at hand. One that fits another vault is no damage of this one. */
function ofTheKeys(vault: VaultEvidence): readonly Fault[] {
  // beside servers it is that of their vault: a folder that is moved to them has its own
  const keyOfFolder = isDistributed(process.env) ? undefined : process.env['DOSSIER_MASTER_KEY'];
  try {
    const { owners = [], count = 0 } = vault.unopened(NAMED, keyOfFolder) ?? {};
    return count === 0 ? [] : [fault('vault/keys-damaged', UNOPENED(count, enumerated(owners)))];
  } catch (error) {
    if (error instanceof OperatorError) return [fault('vault/master-key', error.words)];
    throw error;
  }
}
const NAMED = 20;
const KEY: Noun = { zh: '个密钥', one: 'key', other: 'keys' };
const UNOPENED = (count: number, of: Text): Text => ({
  zh: `保险库中有 ${counted(count, KEY).zh}已损坏，无法打开以其封存的个人数据（${of.zh}${count > NAMED ? '等' : ''}）；请从备份恢复 vault.db`,
  en: `${counted(count, KEY).en} in the vault cannot be opened, and with them nothing that they sealed (of ${of.en}${count > NAMED ? ' and others' : ''}): restore vault.db from your backup`,
});
const TORN = (which: Text): Text => ({
  zh: `读模型 ${which.zh} 在 views.db 中只余一部分：下次启动时由日志重建`,
  en: `of the read models ${which.en} only a part is left in views.db: the next start builds them anew from the log`,
});

/** A look that cannot even be taken is a fault of its file. */
function attempt(file: File, look: () => readonly Fault[]): readonly Fault[] {
  try {
    return look();
  } catch (error) {
    if (error instanceof ForeignVault) return [fault('vault/foreign', error.words)];
    return [damaged(file, wordsOf(error))];
  }
}

/** The same damage meets every look at its file: the first tells of it. */
const once = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(({ code }, i) => !code.endsWith('/damaged') || faults.findIndex((other) => other.code === code) === i);

/** In the words in which a start refuses the file. */
function opened<T>(faults: Fault[], folder: string, file: File, open: () => T): T | undefined {
  const name = DATABASES[file];
  try {
    if (statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true)
      throw Object.assign(new Error(name), { code: 'EISDIR' });
    return open();
  } catch (error) {
    const told = cannotUse(name, error);
    const isOfViews = file === 'views' && !(told instanceof CannotUse && told.code === 'EISDIR');
    if (isOfViews) faults.push(damaged(file, wordsOf(error)));
    else if (told instanceof OperatorError) faults.push(fault(`${file}/unreadable`, told.words));
    else
      faults.push(
        fault(`${file}/unreadable`, {
          zh: `${name} 无法读取：${wordsOf(error).zh}`,
          en: `${name} cannot be read: ${wordsOf(error).en}`,
        }),
      );
    return undefined;
  }
}

const wordsOf = (error: unknown): Text =>
  error instanceof OperatorError ? error.words : inBoth(error instanceof Error ? error.message : String(error));
const inBoth = (words: string): Text => ({ zh: words, en: words });
