import { IsInstant, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds } from '@dossier/kernel';
import { interaction, isAgreement, mustStand, promiseOf, promiseRefuses } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { OfPromise } from '../../of-promise';
import { PromiseJudgedAgain, PromiseMoved } from '../../promise.events';
import { movedTo, restated, verdictAt } from '../../promised';
import { DUE, REASON } from '../../shown-parts';

export class MovePromise extends OfPromise {
  @Titled(DUE, { help: { zh: '与客户新约定的期限。', en: 'As agreed with the customer.' } })
  @IsInstant()
  readonly dueAt!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** Read models hold all due dates of a promise. */
const MOST_MOVES = 100;

/** 约定改期: another due date was agreed; it holds from then on. */
export const movePromise = defineCommand({
  name: 'interactions.MovePromise',
  title: { zh: '约定改期', en: 'Move a promise' },
  command: MovePromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [
    promiseRefuses,
    interactionsRefusal.some('promise-released', 'promise-kept', 'before-made', 'reopened-since'),
    interactionsRefusal.some('due-before-made', 'moved-too-often'),
  ],
  route: {
    path: 'interactions/:interactionId/move-promise',
    description: {
      zh: '自约定改期时起生效：在此之前已逾期的仍为逾期。',
      en: 'It holds from when it was agreed: what was missed before that stays so.',
    },
    example: {
      interactionId: 'visit-2026-0042',
      promise: 1,
      dueAt: '2026-04-03T18:00:00+08:00',
      reason: '客户同意分两批到货',
      occurredAt: '2026-03-20T11:00:00+08:00',
    },
  },
  decide: ({ interactionId, promise, dueAt, reason }, state, decision) => {
    const { occurredAt } = decision;
    const one = promiseOf(state, { interactionId, promise });
    mustStand(one, occurredAt);
    const { madeAt, kept, reopenedAt } = one;
    if (kept.at !== null && kept.at < occurredAt)
      throw interactionsRefusal('promise-kept', { promise, keptAt: kept.at });
    if (reopenedAt !== null && occurredAt < reopenedAt)
      throw interactionsRefusal('reopened-since', { promise, reopenedAt });
    const due = instant(milliseconds(dueAt));
    if (due < madeAt) throw interactionsRefusal('due-before-made', { dueAt: due, madeAt });
    if (!isAgreement(one, { dueAt: due, reason }, decision)) return [];
    if (one.dues.length > MOST_MOVES) throw interactionsRefusal('moved-too-often', { promise, most: MOST_MOVES });
    const then = movedTo(one, due, { occurredAt, revision: Infinity });
    const [was, verdict] = kept.at === null ? [] : [verdictAt(one, kept.at), verdictAt(then, kept.at)];
    return [
      PromiseMoved({ promise, dueAt: due, reason }),
      ...(was && verdict && kept.at !== null && was !== verdict
        ? [PromiseJudgedAgain({ promise, was, verdict }, { occurredAt: kept.at })]
        : []),
      ...restated(then),
    ];
  },
});
