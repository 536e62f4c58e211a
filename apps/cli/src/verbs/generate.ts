import { HistoryClock, systemClock } from '@dossier/engine';
import { addDays, type Day, dayOf, instant, isDay, milliseconds, type Text } from '@dossier/kernel';
import { DEMO } from '@dossier/server/demo';
import { figures, listOf } from '../answer';
import { type BulkAnswer, send } from '../bulk';
import { caughtUp } from '../caught-up';
import type { Door } from '../door';
import { describe, WrongUse } from '../failure';
import { Business, COMPANY, type Recorded } from '../generate/business';
import { DAY } from '../generate/diary';
import { ZONE } from '../generate/workdays';
import { later, place } from '../position';
import type { Terminal } from '../terminal';
import { count, flag, type Given, type Run, text } from '../verb';

const EVENTS = 10_000;
/** Refusals that are told one by one. */
const TOLD = 5;

const today = (): Day => dayOf(systemClock.now(), 'UTC');
/** The last whole day: what ends with it is the same all day long. */
const yesterday = (): Day => dayOf(addDays(systemClock.now(), -1), 'UTC');

/** @throws WrongUse */
function lastDay(given: Given): Day | undefined {
  const until = text(given, 'until');
  if (until === undefined) return undefined;
  if (isDay(until) && until <= today()) return until;
  throw new WrongUse(
    {
      zh: '--until 应为不晚于今天的日期，如 {today}，而不是 {until}',
      en: '--until is a day that is not in the future, such as {today}, not {until}',
    },
    { today: today(), until },
  );
}

/** Whom the first event is about that is in already: a customer, or a document without one. */
async function firstSubject(door: Door): Promise<string | undefined> {
  const [first] = listOf((await door.ask('GET', '/events', { query: { limit: '1' } })).body);
  return (first as { readonly subject: string } | undefined)?.subject;
}
const belongsTo = (subject: string, prefix: string): boolean => new RegExp(`(^|-)${prefix}-`).test(subject);

/** The day that stands behind the beginning of an id. */
const dayIn = (beginning: RegExp, id = ''): string | undefined =>
  new RegExp(`${beginning.source}(\\d{4})(\\d\\d)(\\d\\d)-`).exec(id)?.slice(1).join('-');

/** The history that is asked for: one that was begun on an earlier day goes on to the last day that it had. */
function historyOf(given: Given, begun?: string): Business {
  if (flag(given, 'demo'))
    return Business.demo(lastDay(given) ?? dayIn(new RegExp(`(?:^|-)${DEMO}-`), begun) ?? yesterday());
  const wanted = count(given, 'events', 1) ?? EVENTS;
  const seed = count(given, 'seed') ?? 1;
  const until = dayIn(new RegExp(`(?:^|-)g${seed}-${wanted}-`), begun);
  return new Business(seed, wanted, lastDay(given) ?? until ?? today());
}

/** What happened by now. */
function* byNow(history: Iterable<Recorded>): Generator<Recorded> {
  const now = milliseconds(systemClock.now());
  for (const each of history) {
    if (each.recordedAt > now) return;
    yield each;
  }
}

function* ofCustomers(history: Iterable<Recorded>): Generator<Recorded> {
  for (const each of history) if (each.customer !== COMPANY) yield each;
}

function countOf(values: Iterable<unknown>): number {
  let count = 0;
  for (const each of values) count += each === undefined ? 0 : 1;
  return count;
}

/** Position of the last event of the log. */
const endOf = async (door: Door): Promise<string> =>
  ((await door.ask('GET', '/projections')).body as { readonly position: string }).position;

async function* slowly<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}

/** What is recorded on one day, or until something is seen to in the course of it. */
function* byDay(history: Iterable<Recorded>): Generator<readonly Recorded[]> {
  let day: Recorded[] = [];
  for (const each of history) {
    const last = day.at(-1);
    if (last && (last.isSeenTo || Math.floor(last.recordedAt / DAY) !== Math.floor(each.recordedAt / DAY))) {
      yield day;
      day = [];
    }
    day.push(each);
  }
  if (day.length > 0) yield day;
}

/** What is still to be sent of a day: of each customer the next command once the one before is answered. */
class Rest {
  private readonly ready: Recorded[] = [];
  private readonly behind = new Map<number, Recorded[]>();
  private left: number;
  private wake = (): void => undefined;

  constructor(day: readonly Recorded[]) {
    this.left = day.length;
    for (const each of day) {
      const behind = this.behind.get(each.customer);
      if (behind) behind.push(each);
      else {
        this.behind.set(each.customer, []);
        this.ready.push(each);
      }
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Recorded> {
    while (this.left > 0) {
      const next = this.ready.shift();
      if (next) yield next;
      else await new Promise<void>((wake) => (this.wake = wake));
    }
  }

  answered({ customer }: Recorded): void {
    this.left -= 1;
    const next = this.behind.get(customer)?.shift();
    if (next) this.ready.push(next);
    this.wake();
  }
}

/**
 * Sends day by day, each at its last hour: one by one, all would wait for the disk, and for who looks what is due. What fell
 * due since the day before is recorded first. What one customer does is recorded in its order, others beside it.
 */
function sendInTime(
  door: Door,
  clock: HistoryClock,
  history: Iterable<Recorded>,
  tell: (command: Recorded, answer: BulkAnswer) => void,
): Promise<void> {
  let rest = new Rest([]);
  async function* inTurn(): AsyncGenerator<Recorded> {
    for (const day of byDay(history)) {
      await clock.pass(instant(day[0]?.recordedAt ?? 0));
      clock.set(instant(day.at(-1)?.recordedAt ?? 0));
      rest = new Rest(day);
      yield* rest;
    }
  }
  const told = (command: Recorded, answer: BulkAnswer): void => {
    tell(command, answer);
    rest.answered(command);
  };
  return send(door, inTurn(), told, { backfill: false });
}

/** Whether all is there already that happened by now: what is sent last, of the last day, was answered before. */
async function isWhole(door: Door, history: Iterable<Recorded>): Promise<boolean> {
  let last: readonly Recorded[] = [];
  for (const day of byDay(history)) last = day;
  let there = 0;
  await send(door, slowly(last), (_, { replayed }) => (there += replayed === true ? 1 : 0), {
    dryRun: true,
    backfill: false,
  });
  return there === last.length;
}

const NO_DEMO = {
  served: {
    zh: '该文件夹正由一个服务器使用：请先停止它，演示数据才能按各自的时间写入',
    en: 'a server is at work on that folder: stop it first, so that the demo can be recorded in its own time',
  },
  ofOther: {
    zh: '该文件夹里是另一版本的演示数据，没有写入任何内容：请删除该文件夹后重新运行',
    en: 'there is a demo of another version in that folder, and nothing was written: remove the folder and start again',
  },
  others: {
    zh: '该文件夹里已有其他数据，没有写入任何内容：演示数据只写入自己的文件夹',
    en: 'there are other data in that folder, and nothing was written: the demo lives in a folder of its own alone',
  },
} satisfies Record<string, Text>;

/** Invented events can never be taken out of a log again. @throws WrongUse */
function mustBeOwn(begun: string | undefined, isItsOwn: boolean, isOwner: boolean, given: Given): void {
  if (flag(given, 'demo') && !(isItsOwn && isOwner))
    throw new WrongUse(NO_DEMO[isItsOwn ? 'served' : /(^|-)demo\d+-\d{8}-/.test(begun ?? '') ? 'ofOther' : 'others']);
  if (!isItsOwn && !flag(given, 'yes'))
    throw new WrongUse({
      zh: '其中已有数据，且不属于这段历史：生成的事件一经写入便无法移除，因此没有写入任何内容。请用 --data 指定新的文件夹；仍要写入请加 --yes',
      en: 'there is data already that is none of this history, and events once made cannot be taken out again: nothing was written. Name a new folder with --data; --yes to do it all the same',
    });
}

/** A demo of days before stays as it is: what was tried in it is kept, and what is due since falls due. */
function tellAge(terminal: Terminal, { isDemo, lastDay: last }: Business): void {
  if (isDemo && last < yesterday())
    terminal.note(
      {
        zh: '演示数据截至 {last}，按原样打开；要载入截至今天的演示数据，请先删除该文件夹再运行',
        en: 'this demo ends on {last} and is opened as it is; for one that ends today remove its folder and start again',
      },
      { last },
    );
}

export const run: Run = async (session, given) => {
  const { terminal } = session;
  if (flag(given, 'dryRun')) {
    const business = historyOf(given);
    for (const { id, command, data } of [...business.before(), ...byNow(business.history())])
      await terminal.result(JSON.stringify({ id, command, data }));
    return 0;
  }
  const began = performance.now();
  const done = { commands: 0, refused: 0, unchanged: 0, events: 0, position: '' };
  const clock = new HistoryClock();
  const fresh = historyOf(given);
  clock.set(instant(fresh.opened));
  const door = await session.door({ begin: true, clock, zone: ZONE });
  const begun = await firstSubject(door);
  const business = begun === undefined ? fresh : historyOf(given, begun);
  const isItsOwn = begun === undefined || belongsTo(begun, business.prefix);
  clock.set(undefined); // of the day on which the business opened, all of its last day would lie in the future
  const isDone = business.isDemo && begun !== undefined && isItsOwn && (await isWhole(door, byNow(business.history())));
  if (!isDone) mustBeOwn(begun, isItsOwn, door.isOwner, given);
  // what others recorded was recorded now, and nothing is recorded before what is there already
  const isRecordedInTime = door.isOwner && isItsOwn && !isDone;
  if (isRecordedInTime) clock.set(instant(business.opened));
  else if (isDone) tellAge(terminal, business);
  else
    terminal.note({
      zh: '所有事件均按现在的时间登记，因此按“当时已知”（knownAt）回看不会有差别：只有写入由本工具自行打开的新文件夹时，才会按历史时间登记',
      en: 'all events are recorded now, so what was known then (knownAt) shows no difference: only in a new folder that this tool opens for itself are they recorded in the course of time',
    });
  const tell = ({ command }: Recorded, answer: BulkAnswer): void => {
    const { status, replayed, receipt, problem } = answer;
    done.commands += 1;
    if (status >= 400) {
      done.refused += 1;
      if (done.refused <= TOLD)
        terminal.note(
          { zh: '{command} 被拒绝：{why}', en: '{command} was refused: {why}' },
          { command, why: describe(problem ?? { status }) },
        );
    } else if (replayed === true) done.unchanged += 1;
    else done.events += receipt?.events.length ?? 0;
    if (receipt !== undefined) done.position = later(done.position, receipt.position);
    const rate = Math.round(done.commands / Math.max(0.001, (performance.now() - began) / 1000));
    terminal.progress(
      { zh: '已登记 {commands} / {all} 条，每秒 {rate} 条', en: 'recorded: {commands} of {all}, {rate} a second' },
      { commands: done.commands, all, rate },
    );
  };
  // where there are others, what concerns all customers is not for this history to begin
  const history = (): Iterable<Recorded> =>
    isDone ? [] : byNow(isItsOwn ? business.history() : ofCustomers(business.history()));
  const before = isDone ? [] : [...business.before()];
  const all = before.length + countOf(history());
  const isCounted = isRecordedInTime && !session.remote; // places of a log on servers do not count its events
  const start = isCounted ? place(await endOf(door)) : 0;
  try {
    if (before.length > 0) await send(door, slowly(before), tell);
    if (isRecordedInTime) await sendInTime(door, clock, history(), tell);
    else await send(door, slowly(history()), tell);
    if (!isDone) await clock.end();
    await caughtUp(door, terminal);
  } finally {
    if (isCounted) {
      // with what reactions recorded: nobody else was at work on the folder
      done.position = await endOf(door).catch(() => done.position);
      done.events = Math.max(done.events, place(done.position) - start);
    }
    const result = { ...done, seconds: Math.round(performance.now() - began) / 1000 };
    if (terminal.json) await terminal.result(JSON.stringify(result));
    else if (!isDone) for (const line of figures(result, terminal)) await terminal.result(line);
  }
  return done.refused === 0 ? 0 : 1;
};
