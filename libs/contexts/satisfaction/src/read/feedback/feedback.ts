import {
  byStream,
  changing,
  code,
  defineProjection,
  type Erased,
  idIn,
  type Instant,
  instantField,
  isCustomer,
  kind,
  orErased,
  orNull,
  READERS,
  type Recorded,
  shape,
  type Shown,
  text,
  unindexed,
  type Viewing,
} from '@dossier/kernel';
import { type Awaited, awaitedFrom, followFeedback, statusAt, verdictOf } from '../../awaited';
import { feedback, feedbackIn } from '../../feedback';
import { type FeedbackContent, feedbackEvents } from '../../feedback.events';
import {
  ANSWER,
  AUTHOR,
  BUSINESS_LINE,
  CATEGORY,
  CAUSE,
  KNOWN_CUSTOMER,
  DUE_AT,
  FEEDBACK_ID,
  FEEDBACK_KIND,
  ITS_PRODUCT,
  RATED_DEPARTMENT,
  RECEIVED_AT,
  TOPIC,
  TOUCHPOINT,
  WORDS,
} from '../../shown-parts';
import { feedbackKinds, feedbackStatuses, topics } from '../../terms';

export interface FeedbackDocument extends Awaited {
  readonly feedbackId: string;
  /** null: it is anonymous. */
  readonly customer: string | null;
  readonly businessLine: string | null;
  readonly content: FeedbackContent;
  readonly answer: string | Erased | null;
  /** When it was assessed last, by time. */
  readonly assessedAt: Instant | null;
  readonly category: string | null;
  readonly cause: string | Erased | null;
}

const feedbackView = shape({
  feedbackId: kind.text(FEEDBACK_ID),
  customer: KNOWN_CUSTOMER,
  kind: FEEDBACK_KIND,
  receivedAt: RECEIVED_AT,
  dueAt: DUE_AT,
  status: kind.code(feedbackStatuses.title, feedbackStatuses),
  words: orNull(orErased(kind.text(WORDS))),
  author: orNull(orErased(kind.text(AUTHOR))),
  touchpoint: TOUCHPOINT,
  topic: TOPIC,
  product: ITS_PRODUCT,
  ratedDepartment: RATED_DEPARTMENT,
  category: orNull(kind.mostlyCode(CATEGORY, topics)),
  cause: orNull(orErased(kind.text(CAUSE))),
  answeredAt: orNull(kind.instant({ zh: '回复时间', en: 'Answered' })),
  answer: orNull(orErased(kind.text(ANSWER))),
  missed: kind.list(kind.instant({ zh: '登记的逾期', en: 'Recorded as missed' })),
  businessLine: BUSINESS_LINE,
});
export type FeedbackView = Shown<typeof feedbackView>;

const follow = followFeedback<FeedbackDocument>();
type Doc = FeedbackDocument | null;
/** It stays as it is where something of it is told that is said no more. */
const change = (doc: Doc, to: (doc: FeedbackDocument) => FeedbackDocument): Doc => doc && to(doc);

/** What customers wrote to us unasked or said in interviews; one that was retracted is none. */
export const feedbackList = defineProjection<FeedbackDocument>()({
  name: 'feedback',
  title: { zh: '评价与建议', en: 'Feedback' },
  version: 2,
  from: feedbackEvents,
  key: byStream,
  evolve: {
    FeedbackReceived: (_, data, at: Recorded) => ({
      ...awaitedFrom(data, at),
      feedbackId: idIn(feedback, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      ...{ businessLine: at.businessLine, content: feedbackIn(data) },
      ...{ answer: null, assessedAt: null, category: null, cause: null },
    }),
    FeedbackCorrected: (doc, data, at) =>
      change(doc, (before) => ({ ...follow.FeedbackCorrected(before, data, at), content: feedbackIn(data) })),
    FeedbackSetAside: (doc) => doc, // the correction that comes with it says the rest
    FeedbackRetracted: () => null,
    FeedbackAnswered: (doc, data, at) =>
      change(doc, (before) => ({ ...follow.FeedbackAnswered(before, data, at), answer: data.answer })),
    AnswerWithdrawn: (doc, data, at) =>
      change(doc, (before) => ({ ...follow.AnswerWithdrawn(before, data, at), answer: null })),
    FeedbackAssessed: (doc, { category, cause }, { occurredAt: assessedAt }) =>
      change(doc, (before) =>
        before.assessedAt !== null && assessedAt < before.assessedAt
          ? before
          : { ...before, assessedAt, category, cause: cause ?? null },
      ),
    AnswerMissed: (doc, data, at) => change(doc, (before) => follow.AnswerMissed(before, data, at)),
    AnswerMissWithdrawn: (doc, data, at) => change(doc, (before) => follow.AnswerMissWithdrawn(before, data, at)),
  },
  fields: {
    customer: text((doc) => doc.customer),
    kind: code(feedbackKinds, ({ content }) => content.kind),
    receivedAt: instantField(receivedAt),
    dueAt: instantField(({ content }) => content.dueAt),
    answeredAt: instantField((doc) => doc.answeredAt),
    touchpoint: text(({ content }) => content.touchpoint ?? null),
    topic: text(({ content }) => content.topic ?? null),
    product: text(({ content }) => content.product ?? null),
    ratedDepartment: text(({ content }) => content.ratedDepartment ?? null),
    category: text((doc) => doc.category),
    statusReached: code(feedbackStatuses, statusReached, {
      zh: '到期前的回复情况',
      en: 'Status before it falls due',
    }),
    /** The deadline of what is not answered. */
    overdueFrom: instantField(({ answeredAt, content }) => (answeredAt === null ? content.dueAt : null), {
      zh: '待回复反馈的期限',
      en: 'Deadline of what is not answered',
    }),
    status: changing('text', { before: 'statusReached', at: 'overdueFrom', then: 'overdue' }, feedbackStatuses),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: feedbackView,
  view: (doc, { asOf }: Viewing): FeedbackView => {
    const { content, answeredAt } = doc;
    return {
      ...{ feedbackId: doc.feedbackId, customer: doc.customer, kind: content.kind },
      ...{ receivedAt: receivedAt(doc), dueAt: content.dueAt, status: statusAt(doc, asOf) ?? statusReached(doc) },
      words: content.words ?? null,
      author: content.author ?? null,
      touchpoint: content.touchpoint ?? null,
      topic: content.topic ?? null,
      product: content.product ?? null,
      ratedDepartment: content.ratedDepartment ?? null,
      ...{ category: doc.category, cause: doc.cause, answeredAt, answer: doc.answer },
      ...{ missed: doc.misses, businessLine: doc.businessLine },
    };
  },
  shows: ['words', 'author', 'cause', 'answer'].map((at) => ({ at, of: [`satisfaction.${at}`] })),
  personal: true,
  routes: [
    {
      path: 'feedback',
      summary: { zh: '评价与建议', en: 'Feedback' },
      by: READERS,
      one: { parameter: 'feedbackId', of: feedback },
    },
    {
      path: 'customers/:customer/feedback',
      summary: { zh: '某客户的评价与建议', en: 'Feedback of a customer' },
      by: READERS,
    },
  ],
});

/** A document is there while something is said. */
function receivedAt({ origin }: FeedbackDocument): Instant {
  return origin?.receivedAt ?? '';
}

/** What no time changes any more, or open. */
function statusReached({ answeredAt, content }: FeedbackDocument): 'open' | 'answered' | 'answered-late' {
  if (answeredAt === null) return 'open';
  return verdictOf(content, answeredAt) === 'in-time' ? 'answered' : 'answered-late';
}
