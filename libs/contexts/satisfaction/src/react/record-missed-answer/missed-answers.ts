import { byStream, defineReactor, idIn, instant, milliseconds } from '@dossier/kernel';
import { type Awaited, awaitedFrom, awaitedMiss, followFeedback } from '../../awaited';
import { feedback } from '../../feedback';
import { feedbackEvents } from '../../feedback.events';
import { recordMissedAnswer } from './record-missed-answer';

interface Answerable extends Awaited {
  /** How often it was said that it was not missed after all. */
  readonly withdrawn: number;
}
const follow = followFeedback<Answerable>();

/** A feedback that is not answered when it falls due was missed, once for each deadline. */
export const missedAnswers = defineReactor<Answerable>()({
  name: 'record-missed-answer',
  title: { zh: '登记逾期未回复的反馈', en: 'Record feedback that was not answered in time' },
  version: 1,
  from: feedbackEvents,
  key: byStream,
  begins: {
    FeedbackReceived: (said, at) => ({ ...awaitedFrom(said, at), withdrawn: 0 }),
  },
  evolve: {
    ...follow,
    AnswerMissWithdrawn: (doc, data, at) => ({
      ...follow.AnswerMissWithdrawn(doc, data, at),
      withdrawn: doc.withdrawn + 1,
    }),
  },
  // the engine sends one command for one instant: without another one it could not be recorded as missed again
  dueAt: (doc) => {
    const dueAt = awaitedMiss(doc);
    return dueAt === null ? null : instant(milliseconds(dueAt) + doc.withdrawn);
  },
  sends: recordMissedAnswer,
  react: ({ origin }, stream) => ({ command: { feedbackId: idIn(feedback, stream), dueAt: origin?.dueAt ?? '' } }),
});
