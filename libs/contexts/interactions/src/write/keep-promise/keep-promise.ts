import { IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { interaction, mustStand, promiseOf, promiseRefuses } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { OfPromise } from '../../of-promise';
import { PromiseKept } from '../../promise.events';
import { keptAt, restated, verdictAt } from '../../promised';
import { NOTE } from '../../shown-parts';

export class KeepPromise extends OfPromise {
  @Titled(NOTE)
  @IsOptional()
  @IsText(500)
  readonly note?: string;
}

/** 登记兑现: a promise was kept, or a follow-up done. */
export const keepPromise = defineCommand({
  name: 'interactions.KeepPromise',
  title: { zh: '登记兑现', en: 'Record that a promise was kept' },
  command: KeepPromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [promiseRefuses, interactionsRefusal.some('promise-released', 'promise-kept', 'before-made')],
  route: {
    path: 'interactions/:interactionId/keep-promise',
    description: {
      zh: 'occurredAt 为实际兑现的时间；若早于期限而已登记逾期，逾期认定随之撤回。',
      en: 'occurredAt is when it was really kept; where that was in time and it is recorded as missed, this is taken back.',
    },
    example: {
      interactionId: 'visit-2026-0042',
      promise: 1,
      note: '3 月 28 日到厂签收',
      occurredAt: '2026-03-28T16:00:00+08:00',
    },
  },
  decide: ({ interactionId, promise, note }, state, { occurredAt }) => {
    const one = promiseOf(state, { interactionId, promise });
    mustStand(one, occurredAt);
    const { at } = one.kept;
    // that it was kept earlier may change the verdict: whoever says so must know that another day is recorded
    if (at !== null && (occurredAt < at || saysElse({ note }, one.said ?? {})))
      throw interactionsRefusal('promise-kept', { promise, keptAt: at });
    if (at !== null) return [];
    const then = keptAt(one, occurredAt, { occurredAt, revision: Infinity });
    return [
      PromiseKept({ promise, verdict: verdictAt(one, occurredAt), ...(note !== undefined && { note }) }),
      ...restated(then),
    ];
  },
});
