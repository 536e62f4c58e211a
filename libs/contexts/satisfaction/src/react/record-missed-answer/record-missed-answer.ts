import { defineCommand, type Instant } from '@dossier/kernel';
import { awaitedMiss } from '../../awaited';
import { feedback, received } from '../../feedback';
import { AnswerMissed } from '../../feedback.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';

export class RecordMissedAnswer {
  readonly feedbackId!: string;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when a feedback falls due that is not answered. */
export const recordMissedAnswer = defineCommand({
  name: 'satisfaction.RecordMissedAnswer',
  title: { zh: '登记反馈逾期未回复', en: 'Record that feedback was not answered in time' },
  command: RecordMissedAnswer,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: [],
  onlyStep: true,
  refuses: [satisfactionRefusal.some('unknown-feedback', 'answer-not-due-yet')],
  decide: ({ feedbackId, dueAt }, state, { now }) => {
    const one = received(state, feedbackId);
    const { origin } = one;
    if (origin === null || awaitedMiss(one) !== dueAt) return [];
    if (now < dueAt) throw satisfactionRefusal('answer-not-due-yet', { dueAt });
    return [AnswerMissed({ kind: origin.kind, dueAt }, { occurredAt: dueAt })];
  },
});
