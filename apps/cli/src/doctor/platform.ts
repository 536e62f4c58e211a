import { addDays, type Instant, milliseconds } from '@dossier/kernel';
import { listOf } from '../answer';
import { NOT_KEPT_UP, progress } from '../caught-up';
import type { Door } from '../door';
import type { Finding } from './finding';

/** Events behind which a read model is worth a look. */
const BEHIND = 1000;
/** Days before its end at which a key is worth a word. */
const ENDING = 30;
/** Seconds by which clocks may differ. */
const APART = 60;

interface Key {
  readonly id: string;
  readonly name: string;
  readonly expiresAt?: Instant | null;
  readonly revokedAt?: Instant | null;
}

/** What the platform says of itself. @param now of this machine */
export async function platform(door: Door, now: Instant): Promise<readonly Finding[]> {
  const listed = await door.ask('GET', '/keys');
  const keys = listOf(listed.body) as readonly Key[];
  const date = listed.headers['date'];
  return [
    ...(typeof date === 'string' ? [clock(date, now)] : []),
    ...behind((await door.ask('GET', '/installation/clock')).body as Clocks),
    ...(await readModels(door)),
    await zone(door),
    ...keys.flatMap((key) => ending(key, now)),
  ];
}

async function zone(door: Door): Promise<Finding> {
  const { zone: name } = (await door.ask('GET', '/installation/zone')).body as { readonly zone: string };
  return {
    check: 'zone',
    state: 'well',
    text: { zh: '日期的起止以 {name} 时区为准', en: 'days begin and end by the zone {name}' },
    details: { name },
  };
}

async function readModels(door: Door): Promise<readonly Finding[]> {
  const { all, halted } = await progress(door);
  const lag = Math.max(0, ...all.map((each) => each.lag));
  const parked = all.reduce((sum, each) => sum + each.parked, 0);
  return [
    halted === undefined
      ? {
          check: 'lag',
          state: lag > BEHIND ? 'poor' : 'well',
          text: { zh: '读模型最多落后 {lag} 个事件', en: 'events that read models have still to take: {lag}' },
          details: { lag },
        }
      : { check: 'lag', state: 'bad', text: NOT_KEPT_UP, details: { why: halted } },
    {
      check: 'dead-letters',
      state: parked > 0 ? 'bad' : 'well',
      text:
        parked > 0
          ? {
              zh: '有 {parked} 个事件未能处理，见 dossier dead-letters',
              en: 'dead letters: {parked}; see dossier dead-letters',
            }
          : { zh: '目前没有未能处理的事件', en: 'no dead letters' },
      details: { parked },
    },
  ];
}

function ending({ id, name, expiresAt, revokedAt }: Key, now: Instant): readonly Finding[] {
  if (revokedAt || !expiresAt || expiresAt > addDays(now, ENDING)) return [];
  const over = expiresAt <= now;
  return [
    {
      check: 'keys',
      state: 'poor',
      text: over
        ? { zh: '密钥 {id}（{name}）已于 {expiresAt} 到期', en: 'key {id} ({name}) ended at {expiresAt}' }
        : { zh: '密钥 {id}（{name}）将于 {expiresAt} 到期', en: 'key {id} ({name}) ends at {expiresAt}' },
      details: { id, name, expiresAt },
    },
  ];
}

interface Clocks {
  readonly now: Instant;
  readonly newestRecordedAt: Instant | null;
}
function behind({ now, newestRecordedAt }: Clocks): readonly Finding[] {
  if (newestRecordedAt === null || milliseconds(newestRecordedAt) - milliseconds(now) <= APART * 1000) return [];
  return [
    {
      check: 'clock',
      state: 'poor',
      text: {
        zh: '最新的事件记录于 {newestRecordedAt}，晚于服务器的时钟 {now}：其中之一有误；此后记录的内容，knownAt 早于前者的查询看不到',
        en: 'the newest event was recorded at {newestRecordedAt}, later than the clock of the server, {now}: one of both is wrong, and answers with a knownAt before the first lack what is recorded from now on',
      },
      details: { newestRecordedAt, now },
    },
  ];
}

function clock(date: string, now: Instant): Finding {
  const seconds = Math.round(Math.abs(Date.parse(date) - milliseconds(now)) / 1000);
  return {
    check: 'clock',
    state: seconds > APART ? 'poor' : 'well',
    text:
      seconds > APART
        ? { zh: '本机与服务器的时钟相差 {seconds} 秒', en: 'the clocks here and on the server are {seconds} s apart' }
        : { zh: '时钟一致', en: 'the clocks agree' },
    details: { seconds },
  };
}
