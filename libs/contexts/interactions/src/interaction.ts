import { type Decision, defineState, type Erased, type Instant, isNews, saysElse } from '@dossier/kernel';
import { contentIn } from './content';
import {
  type CountedAs,
  type InteractionContent,
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from './interaction.events';
import { interactionsRefusal } from './interactions.refusals';
import { promiseEvents } from './promise.events';
import { followPromise, type Promised, promised, UNNAMED } from './promised';

export const interactionEvents = {
  InteractionRecorded,
  InteractionCorrected,
  InteractionMoved,
  InteractionRetracted,
  ...promiseEvents,
};

/** What its decisions look at. */
export interface Interaction {
  readonly at: Instant;
  readonly department: string;
  readonly content: InteractionContent;
  /** By their numbers. */
  readonly promises: Readonly<Record<number, Settled>>;
  /** Why it was retracted; null: it stands. */
  readonly retractedFor: string | Erased | null;
}

/** A promise with what was said when it was kept or released. */
interface Settled extends Promised {
  readonly said?: object;
  /** What was said with each other due date, by the place of its event in the stream. */
  readonly saidOfDues?: Readonly<Record<number, object>>;
}

/** What it counts as. */
export const countedAs = ({ department, content: { channel } }: Interaction): CountedAs => ({
  ...(channel !== undefined && { channel }),
  department,
});

const follow = followPromise<Settled>();

export const interaction = defineState<Interaction>()({
  category: 'interaction',
  from: interactionEvents,
  begins: {
    InteractionRecorded: (content, { occurredAt: at, department }) => ({
      ...{ at, department: department ?? UNNAMED, content, promises: {}, retractedFor: null },
    }),
  },
  evolve: {
    InteractionCorrected: (before, data, { occurredAt: at }) => ({
      ...before,
      ...{ at, department: data.department, content: contentIn(data) },
    }),
    InteractionMoved: (before) => before,
    InteractionRetracted: (before, { reason: retractedFor }) => ({ ...before, retractedFor }),
    PromiseMade: (before, data, at) => withPromise(before, promised(data, at)),
    PromiseKept: (before, data, at) =>
      change(before, data, (one) => ({ ...follow.PromiseKept(one, data, at), said: data })),
    PromiseMoved: (before, data, at) =>
      change(before, data, (one) => ({
        ...follow.PromiseMoved(one, data, at),
        saidOfDues: { ...one.saidOfDues, [at.revision]: data },
      })),
    PromiseReleased: (before, data, at) =>
      change(before, data, (one) => ({ ...follow.PromiseReleased(one, data, at), said: data })),
    PromiseJudgedAgain: (before) => before,
    PromiseReopened: (before, data, at) => change(before, data, (one) => follow.PromiseReopened(one, data, at)),
    PromiseMissed: (before, data, at) => change(before, data, (one) => follow.PromiseMissed(one, data, at)),
    PromiseMissWithdrawn: (before, data, at) =>
      change(before, data, (one) => follow.PromiseMissWithdrawn(one, data, at)),
  },
});

const withPromise = (before: Interaction, one: Settled): Interaction => ({
  ...before,
  promises: { ...before.promises, [one.promise]: one },
});
function change(
  before: Interaction,
  { promise }: { readonly promise: number },
  to: (one: Settled) => Settled,
): Interaction {
  const one = before.promises[promise];
  return one ? withPromise(before, to(one)) : before;
}

/** Whether it is to be recorded that a due date was agreed: also one that holds, where it is for another reason. */
export function isAgreement(
  { dues, saidOfDues = {} }: Settled,
  said: { readonly dueAt: Instant; readonly reason: string },
  { occurredAt: since, now }: Pick<Decision, 'occurredAt' | 'now'>,
): boolean {
  const held = dues.findLast((due) => due.since <= since);
  const isSaid = held?.dueAt === said.dueAt && !saysElse(said, saidOfDues[held.revision] ?? said);
  return isNews({ since, isSaid, isOfIt: held?.since === since }, { now });
}

export const interactionRefuses = interactionsRefusal.some('unknown-interaction', 'retracted');

/** @throws Refusal `interactions/unknown-interaction` */
export function recorded(state: Interaction | undefined, interactionId: string): Interaction {
  if (state === undefined) throw interactionsRefusal('unknown-interaction', { interactionId });
  return state;
}
/** @throws Refusal `interactions/unknown-interaction`, `interactions/retracted` */
export function standing(state: Interaction | undefined, interactionId: string): Interaction {
  const before = recorded(state, interactionId);
  if (before.retractedFor !== null) throw interactionsRefusal('retracted', { interactionId });
  return before;
}

export const promiseRefuses = { ...interactionRefuses, ...interactionsRefusal.some('unknown-promise') };

/** @throws Refusal `interactions/unknown-interaction`, `interactions/retracted`, `interactions/unknown-promise` */
export function promiseOf(
  state: Interaction | undefined,
  { interactionId, promise }: { readonly interactionId: string; readonly promise: number },
): Settled {
  const found = standing(state, interactionId).promises[promise];
  if (found === undefined) throw interactionsRefusal('unknown-promise', { interactionId, promise });
  return found;
}

/** @throws Refusal `interactions/promise-released`, `interactions/before-made` */
export function mustStand({ promise, releasedAt, madeAt }: Promised, at: Instant): void {
  if (releasedAt !== null) throw interactionsRefusal('promise-released', { promise, releasedAt });
  if (at < madeAt) throw interactionsRefusal('before-made', { promise, madeAt, at });
}
