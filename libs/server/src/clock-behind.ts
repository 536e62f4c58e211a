import type { Engine } from '@dossier/engine';
import { type Instant, localTime, milliseconds, type Text } from '@dossier/kernel';

/** Milliseconds by which clocks may differ. */
const APART = 60_000;

/** When the newest event was recorded; null: nothing is. */
export async function newestRecordedAt({ feed }: Pick<Engine, 'feed'>): Promise<Instant | null> {
  const head = await feed.head();
  const [newest] = head === 0 ? [] : await feed.at([head]);
  return newest?.recordedAt ?? null;
}

/** What to tell an operator whose clock shows an earlier time than the newest event was recorded at; undefined: it does not. */
export async function clockBehind({
  feed,
  clock,
  zone,
}: Pick<Engine, 'feed' | 'clock' | 'zone'>): Promise<Text | undefined> {
  const [recordedAt, now] = [await newestRecordedAt({ feed }), clock.now()];
  if (recordedAt === null || milliseconds(recordedAt) - milliseconds(now) <= APART) return undefined;
  const [then, today] = [recordedAt, now].map((at) => localTime(at, zone.name));
  return {
    zh: `日志最新的事件记录于 ${then}，晚于本机时钟的 ${today}。若本机时钟有误，请先校正，再写入；若有误的是当时的时钟，可以继续，但此后记录的内容，knownAt 早于 ${then} 的查询看不到。`,
    en: `the newest event was recorded at ${then}, later than the clock of this machine, ${today}. If this clock is wrong, set it right before anything is recorded; if it was wrong then, go on, but answers with a knownAt before ${then} will not have what is recorded from now on`,
  };
}
