import { defineReactor, idIn, instant, type Instant, milliseconds, type Recorded } from '@dossier/kernel';
import { interaction } from '../../interaction';
import { promiseEvents } from '../../promise.events';
import { byPromise } from '../../promise-key';
import { awaitedMisses, followPromise, type Promised, promised } from '../../promised';
import { recordMissedPromise } from './record-missed-promise';

interface Awaited extends Promised {
  readonly interactionId: string;
  /** How often it was said that it was not missed after all. */
  readonly withdrawn: number;
  /** Due dates that were past when history that was brought in said that they were missed: nobody is told of these. */
  readonly past: readonly Instant[];
}
type Step = Pick<Recorded, 'backfill' | 'recordedAt'>;

/** With what history says, brought in by the event that changed it. */
function withPast(before: Promised | null, doc: Awaited, { backfill, recordedAt }: Step): Awaited {
  const known = before === null ? [] : awaitedMisses(before);
  const isPast = (dueAt: Instant): boolean =>
    doc.past.includes(dueAt) || (backfill && dueAt <= recordedAt && !known.includes(dueAt));
  return { ...doc, past: awaitedMisses(doc).filter(isPast) };
}

const { PromiseMissWithdrawn: withdraw, ...follow } = followPromise<Awaited>();

const nextMiss = (doc: Awaited): Instant | undefined => awaitedMisses(doc).find((dueAt) => !doc.past.includes(dueAt));

/** A promise that is neither kept nor released when it falls due was missed, once for each due date. */
export const missedPromises = defineReactor<Awaited>()({
  name: 'record-missed-promise',
  title: { zh: '登记逾期约定', en: 'Record missed promises' },
  version: 2,
  from: promiseEvents,
  key: byPromise,
  // it looks itself at each due date: one of history must not hide one that is still to come
  reactsToHistory: true,
  begins: {
    // its words are for people
    PromiseMade: (data, at) => {
      const doc = { ...promised(data, at), what: null, interactionId: idIn(interaction, at.stream) };
      return withPast(null, { ...doc, withdrawn: 0, past: [] }, at);
    },
  },
  evolve: {
    PromiseKept: (doc, data, at) => withPast(doc, follow.PromiseKept(doc, data, at), at),
    PromiseMoved: (doc, data, at) => withPast(doc, follow.PromiseMoved(doc, data, at), at),
    PromiseReleased: (doc, data, at) => withPast(doc, follow.PromiseReleased(doc, data, at), at),
    PromiseJudgedAgain: follow.PromiseJudgedAgain,
    PromiseReopened: (doc, data, at) => withPast(doc, follow.PromiseReopened(doc, data, at), at),
    PromiseMissed: (doc, data, at) => withPast(doc, follow.PromiseMissed(doc, data, at), at),
    PromiseMissWithdrawn: (doc, data, at) =>
      withPast(doc, { ...withdraw(doc, data, at), withdrawn: doc.withdrawn + 1 }, at),
  },
  // another instant for what is missed again
  dueAt: (doc) => {
    const dueAt = nextMiss(doc);
    return dueAt === undefined ? null : instant(milliseconds(dueAt) + doc.withdrawn);
  },
  sends: recordMissedPromise,
  react: (doc) => ({
    command: { interactionId: doc.interactionId, promise: doc.promise, dueAt: nextMiss(doc) ?? '' },
  }),
});
