import { IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { interaction, promiseOf, promiseRefuses } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { OfPromise } from '../../of-promise';
import { reopening } from '../../promised';
import { REASON } from '../../shown-parts';

export class ReopenPromise extends OfPromise {
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 重开约定: it was recorded as kept, and was not. */
export const reopenPromise = defineCommand({
  name: 'interactions.ReopenPromise',
  title: { zh: '重开约定', en: 'Reopen a promise' },
  command: ReopenPromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [promiseRefuses, interactionsRefusal.some('promise-released', 'not-kept')],
  route: {
    path: 'interactions/:interactionId/reopen-promise',
    description: {
      zh: '视同从未兑现；期限已过的随即登记为逾期。',
      en: 'As if it had never been kept; where its due date has passed, it is recorded as missed at once.',
    },
    example: { interactionId: 'visit-2026-0042', promise: 1, reason: '到货数量不符' },
  },
  decide: ({ interactionId, promise, reason }, state) => {
    const one = promiseOf(state, { interactionId, promise });
    const { kept, releasedAt } = one;
    if (releasedAt !== null) throw interactionsRefusal('promise-released', { promise, releasedAt });
    if (kept.at === null) throw interactionsRefusal('not-kept', { promise });
    return reopening(one, reason);
  },
});
