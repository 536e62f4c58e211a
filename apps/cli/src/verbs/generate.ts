import { figures, listOf } from '../answer';
import { type BulkAnswer, send } from '../bulk';
import { caughtUp } from '../caught-up';
import type { Door } from '../door';
import { describe, Refused, WrongUse } from '../failure';
import { Business } from '../generate/business';
import { later } from '../position';
import { count, flag, type Run } from '../verb';

const EVENTS = 10_000;
/** Refusals that are told one by one. */
const TOLD = 5;

async function* slowly<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}

/** Invented events can never be taken out of a log again. @throws WrongUse where there are others than of this history */
async function mustBeItsOwn(door: Door, business: Business): Promise<void> {
  const any = async (customer?: string): Promise<boolean> =>
    listOf((await door.ask('GET', '/events', { query: { customer, limit: '1' } })).body).length > 0;
  if (!(await any())) return;
  const [first] = business.history();
  const { customerId } = (first?.data ?? {}) as { readonly customerId?: string };
  const begun = await any(customerId).catch((error: unknown) => {
    if (error instanceof Refused && error.problem.status === 404) return false;
    throw error;
  });
  if (begun) return;
  throw new WrongUse({
    zh: '其中已有数据，且不属于这段历史：生成的事件一经写入便无法移除，因此没有写入任何内容。请用 --data 指定新的文件夹；仍要写入请加 --yes',
    en: 'there is data already that is none of this history, and events once made cannot be taken out again: nothing was written. Name a new folder with --data; --yes to do it all the same',
  });
}

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const wanted = count(given, 'events', 1) ?? EVENTS;
  const seed = count(given, 'seed') ?? 1;
  const business = new Business(seed, wanted);
  if (flag(given, 'dryRun')) {
    for (const command of business.history()) await terminal.result(JSON.stringify(command));
    return 0;
  }
  const began = performance.now();
  const done = { commands: 0, refused: 0, unchanged: 0, events: 0, position: '' };
  const door = await session.door('begin');
  if (!flag(given, 'yes')) await mustBeItsOwn(door, new Business(seed, wanted));
  await send(door, slowly(business.history()), ({ command }, answer: BulkAnswer) => {
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
    const rate = Math.round(done.events / Math.max(0.001, (performance.now() - began) / 1000));
    terminal.progress(
      { zh: '{events} / {wanted} 个事件，每秒 {rate} 个', en: 'events: {events} of {wanted}, {rate} a second' },
      { events: done.events, wanted, rate },
    );
  });
  await caughtUp(door, terminal);
  const result = { ...done, seconds: Math.round(performance.now() - began) / 1000 };
  if (terminal.json) await terminal.result(JSON.stringify(result));
  else for (const line of figures(result, terminal.language)) await terminal.result(line);
  return done.refused === 0 ? 0 : 1;
};
