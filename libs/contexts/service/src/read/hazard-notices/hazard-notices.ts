import {
  byStream,
  changing,
  code,
  defineProjection,
  type Erased,
  idIn,
  type Instant,
  instantField,
  READERS,
  type Recorded,
  text,
  unindexed,
  type Viewing,
} from '@dossier/kernel';
import { hazardNotice, noticeIn } from '../../hazard-notice';
import { hazardNoticeEvents, type NoticeContent } from '../../hazard-notice.events';
import { followNotice, type Noticed, noticedFrom, statusAt, verdictOf } from '../../hazard-standing';
import { hazardSeverities, noticeStatuses } from '../../hazard-terms';
import { noticeForm } from './hazard-notice-form';
import { noticeView, type NoticeView } from './notice-view';

type Words = string | Erased;
export interface NoticeDocument extends Noticed {
  readonly noticeId: string;
  readonly customer: string;
  readonly businessLine: string | null;
  readonly content: NoticeContent;
  readonly acknowledgedBy: Words | null;
  readonly contactId: string | null;
  /** Of the acknowledgement. */
  readonly proof: string | null;
  readonly withdrawnBecause: Words | null;
}

const follow = followNotice<NoticeDocument>();

/** 危险告知: what customers were told of hazards, and whether they acknowledged it. */
export const hazardNotices = defineProjection<NoticeDocument>()({
  name: 'hazard-notices',
  title: { zh: '危险告知', en: 'Notices of hazard' },
  version: 1,
  from: hazardNoticeEvents,
  key: byStream,
  begins: {
    HazardNoticeGiven: (data, at: Recorded) => ({
      ...noticedFrom(data, at),
      ...{ noticeId: idIn(hazardNotice, at.stream), customer: at.subject, businessLine: at.businessLine },
      ...{ content: noticeIn(data), acknowledgedBy: null, contactId: null, proof: null, withdrawnBecause: null },
    }),
  },
  evolve: {
    ...follow,
    HazardNoticeCorrected: (doc, data, at) => ({
      ...follow.HazardNoticeCorrected(doc, data, at),
      content: noticeIn(data),
    }),
    HazardNoticeWithdrawn: (doc, data, at) => ({
      ...follow.HazardNoticeWithdrawn(doc, data, at),
      withdrawnBecause: data.reason,
    }),
    HazardAcknowledged: (doc, data, at) => ({
      ...follow.HazardAcknowledged(doc, data, at),
      ...{ acknowledgedBy: data.acknowledgedBy, contactId: data.contactId ?? null, proof: data.document ?? null },
    }),
    AcknowledgementWithdrawn: (doc, data, at) => ({
      ...follow.AcknowledgementWithdrawn(doc, data, at),
      ...{ acknowledgedBy: null, contactId: null, proof: null },
    }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    product: text(({ content }) => content.product),
    severity: code(hazardSeverities, ({ content }) => content.severity),
    givenAt: instantField(givenAt),
    dueAt: instantField(({ content }) => content.dueAt),
    acknowledgedAt: instantField((doc) => doc.acknowledged?.at ?? null),
    givenBy: unindexed(text(({ content }) => content.givenBy)),
    statusReached: code(noticeStatuses, statusReached, {
      zh: '到期前的确认情况',
      en: 'Status before it falls due',
    }),
    /** The deadline of what is to be acknowledged. */
    overdueFrom: instantField((doc) => (statusReached(doc) === 'open' ? doc.content.dueAt : null), {
      zh: '待确认告知的期限',
      en: 'Deadline of what is to be acknowledged',
    }),
    status: changing('text', { before: 'statusReached', at: 'overdueFrom', then: 'overdue' }, noticeStatuses),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: noticeView,
  view: (doc, { asOf }: Viewing): NoticeView => {
    const { content, acknowledged } = doc;
    return {
      ...{ noticeId: doc.noticeId, customer: doc.customer, product: content.product, severity: content.severity },
      ...{ status: statusAt(doc, asOf) ?? statusReached(doc), givenAt: givenAt(doc), dueAt: content.dueAt },
      ...{ channel: content.channel, givenBy: content.givenBy },
      recipient: content.recipient ?? null,
      hazard: content.hazard ?? null,
      responsibility: content.responsibility ?? null,
      document: content.document ?? null,
      ...{ acknowledgedAt: acknowledged?.at ?? null, acknowledgedBy: doc.acknowledgedBy, contactId: doc.contactId },
      ...{ method: acknowledged?.method ?? null, proof: doc.proof },
      ...{ withdrawnAt: doc.withdrawnAt, withdrawnBecause: doc.withdrawnBecause },
      ...{ missed: doc.misses, businessLine: doc.businessLine },
    };
  },
  shows: [
    ...['recipient', 'hazard', 'responsibility', 'acknowledgedBy'].map((at) => ({ at, of: [`service.${at}`] })),
    { at: 'withdrawnBecause', of: ['service.reason'] },
  ],
  personal: true,
  routes: [
    {
      path: 'hazard-notices',
      summary: { zh: '危险告知', en: 'Notices of hazard' },
      by: READERS,
      one: { parameter: 'noticeId', of: hazardNotice, prints: [noticeForm] },
    },
    {
      path: 'customers/:customer/hazard-notices',
      summary: { zh: '某客户的危险告知', en: 'Notices of hazard to a customer' },
      by: READERS,
    },
  ],
});

/** A document keeps what its stream said last: it was given. */
function givenAt({ origin }: NoticeDocument): Instant {
  return origin?.givenAt ?? '';
}

/** What no time changes any more, or open. */
function statusReached({
  acknowledged,
  withdrawnAt,
  content,
}: NoticeDocument): 'open' | 'acknowledged' | 'acknowledged-late' | 'withdrawn' {
  if (withdrawnAt !== null) return 'withdrawn';
  if (acknowledged === null) return 'open';
  return verdictOf(content, acknowledged.at) === 'in-time' ? 'acknowledged' : 'acknowledged-late';
}
