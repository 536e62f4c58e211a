import { type ContextDef, defineContext } from '@dossier/kernel';
import { missedAnswers } from './react/record-missed-answer/missed-answers';
import { recordMissedAnswer } from './react/record-missed-answer/record-missed-answer';
import { feedbackList } from './read/feedback/feedback';
import { feedbackReport } from './read/feedback/feedback-report';
import { improvementsReport } from './read/plans/improvements';
import { plans } from './read/plans/plans';
import { satisfactionReport } from './read/satisfaction/satisfaction-report';
import { satisfactionTrends } from './read/satisfaction/trends';
import { satisfactionPolicy } from './satisfaction-policy';
import { satisfactionSection } from './satisfaction-section';
import { surveyResponses } from './survey-responses';
import { satisfactionTargetsPolicy } from './targets-policy';
import { answerFeedback } from './write/answer-feedback/answer-feedback';
import { assessFeedback } from './write/assess-feedback/assess-feedback';
import { attributeFeedback } from './write/attribute-feedback/attribute-feedback';
import { attributeResponse } from './write/attribute-response/attribute-response';
import { closePlan } from './write/close-plan/close-plan';
import { correctFeedback } from './write/correct-feedback/correct-feedback';
import { correctPlan } from './write/correct-plan/correct-plan';
import { correctResponse } from './write/correct-response/correct-response';
import { giveResponse } from './write/give-response/give-response';
import { makePlan } from './write/make-plan/make-plan';
import { receiveFeedback } from './write/receive-feedback/receive-feedback';
import { retractFeedback } from './write/retract-feedback/retract-feedback';
import { retractResponse } from './write/retract-response/retract-response';
import { startPlan } from './write/start-plan/start-plan';
import { withdrawAnswer } from './write/withdraw-answer/withdraw-answer';
import { withdrawStart } from './write/withdraw-start/withdraw-start';

/** 满意度 */
export const satisfaction: ContextDef = defineContext({
  name: 'satisfaction',
  title: { zh: '满意度', en: 'Satisfaction' },
  slices: [
    giveResponse,
    correctResponse,
    retractResponse,
    attributeResponse,
    receiveFeedback,
    correctFeedback,
    retractFeedback,
    answerFeedback,
    withdrawAnswer,
    assessFeedback,
    attributeFeedback,
    recordMissedAnswer,
    missedAnswers,
    makePlan,
    correctPlan,
    startPlan,
    withdrawStart,
    closePlan,
    surveyResponses,
    feedbackList,
    plans,
    satisfactionSection,
    satisfactionReport,
    satisfactionTrends,
    feedbackReport,
    improvementsReport,
    satisfactionPolicy,
    satisfactionTargetsPolicy,
  ],
});
