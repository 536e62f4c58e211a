import { defineReactor, idIn, instant, milliseconds } from '@dossier/kernel';
import { interaction } from '../../interaction';
import { promiseEvents } from '../../promise.events';
import { byPromise } from '../../promise-key';
import { awaitedMiss, followPromise, lastDue, type Promised, promised } from '../../promised';
import { recordMissedPromise } from './record-missed-promise';

interface Awaited extends Promised {
  readonly interactionId: string;
  /** How often it was said that it was not missed after all. */
  readonly withdrawn: number;
}

const follow = followPromise<Awaited>();

/** A promise that is neither kept nor released when it falls due was missed, once for each due date. */
export const missedPromises = defineReactor<Awaited>()({
  name: 'record-missed-promise',
  title: { zh: '登记逾期约定', en: 'Record missed promises' },
  version: 1,
  from: promiseEvents,
  key: byPromise,
  begins: {
    // its words are for people
    PromiseMade: (data, at) => ({
      ...promised(data, at),
      ...{ what: null, interactionId: idIn(interaction, at.stream), withdrawn: 0 },
    }),
  },
  evolve: {
    ...follow,
    PromiseMissWithdrawn: (doc, data, at) => ({
      ...follow.PromiseMissWithdrawn(doc, data, at),
      withdrawn: doc.withdrawn + 1,
    }),
  },
  // the engine sends one command for one instant: without another one it could not be recorded as missed again
  dueAt: (doc) => {
    const dueAt = awaitedMiss(doc);
    return dueAt === null ? null : instant(milliseconds(dueAt) + doc.withdrawn);
  },
  sends: recordMissedPromise,
  react: (doc) => ({
    command: { interactionId: doc.interactionId, promise: doc.promise, dueAt: lastDue(doc) },
  }),
});
