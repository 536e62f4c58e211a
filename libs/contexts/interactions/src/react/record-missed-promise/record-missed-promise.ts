import { defineCommand, type Instant } from '@dossier/kernel';
import { interaction, promiseOf, promiseRefuses } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { PromiseMissed } from '../../promise.events';
import { awaitedMisses } from '../../promised';

export class RecordMissedPromise {
  readonly interactionId!: string;
  readonly promise!: number;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when a promise falls due that is not kept. */
export const recordMissedPromise = defineCommand({
  name: 'interactions.RecordMissedPromise',
  title: { zh: '登记约定逾期', en: 'Record that a promise was missed' },
  command: RecordMissedPromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: [],
  onlyStep: true,
  refuses: [promiseRefuses, interactionsRefusal.some('not-due-yet')],
  decide: ({ interactionId, promise, dueAt }, state, { now }) => {
    if (state !== undefined && state.retractedFor !== null) return [];
    const one = promiseOf(state, { interactionId, promise });
    if (!awaitedMisses(one).includes(dueAt)) return [];
    if (now < dueAt) throw interactionsRefusal('not-due-yet', { promise, dueAt });
    const { kind, owner } = one;
    return [PromiseMissed({ promise, kind, owner, dueAt }, { occurredAt: dueAt })];
  },
});
