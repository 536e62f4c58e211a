import { type DataOf, defineState, type Instant, partsOf } from '@dossier/kernel';
import { hazardRefusal } from './hazard.refusals';
import { hazardNoticeEvents, type NoticeContent } from './hazard-notice.events';
import { followNotice, type Noticed, noticedFrom, type NoticeOrigin } from './hazard-standing';

/** What its decisions look at. */
export interface HazardNotice extends Noticed {
  readonly content: NoticeContent;
  /** What was said with its acknowledgement and its withdrawal; null: nothing was. */
  readonly said: {
    readonly acknowledged: DataOf<typeof hazardNoticeEvents.HazardAcknowledged> | null;
    readonly withdrawn: DataOf<typeof hazardNoticeEvents.HazardNoticeWithdrawn> | null;
  };
}

/** What is said in a notice. */
export const noticeIn = partsOf<NoticeContent>([
  ...(['product', 'severity', 'channel', 'givenBy', 'document'] as const),
  ...(['hazard', 'responsibility', 'recipient', 'dueAt'] as const),
]);

const follow = followNotice<HazardNotice>();

/** 危险告知 */
export const hazardNotice = defineState<HazardNotice>()({
  category: 'hazard-notice',
  from: hazardNoticeEvents,
  begins: {
    HazardNoticeGiven: (data, at) => ({
      ...{ ...noticedFrom(data, at), content: noticeIn(data) },
      said: { acknowledged: null, withdrawn: null },
    }),
  },
  evolve: {
    ...follow,
    HazardNoticeCorrected: (before, data, at) => ({
      ...follow.HazardNoticeCorrected(before, data, at),
      content: noticeIn(data),
    }),
    HazardAcknowledged: (before, acknowledged, at) => ({
      ...follow.HazardAcknowledged(before, acknowledged, at),
      said: { ...before.said, acknowledged },
    }),
    HazardNoticeWithdrawn: (before, withdrawn, at) => ({
      ...follow.HazardNoticeWithdrawn(before, withdrawn, at),
      said: { ...before.said, withdrawn },
    }),
  },
});

/** @throws Refusal `service/unknown-notice` */
export function noticeGiven(
  state: HazardNotice | undefined,
  noticeId: string,
): { readonly before: HazardNotice; readonly origin: NoticeOrigin } {
  const origin = state?.origin;
  if (state === undefined || !origin) throw hazardRefusal('unknown-notice', { noticeId });
  return { before: state, origin };
}

/** @throws Refusal `service/before-notice` */
export function notBeforeNotice({ givenAt }: NoticeOrigin, noticeId: string, at: Instant): void {
  if (at < givenAt) throw hazardRefusal('before-notice', { noticeId, givenAt, at });
}

/** @throws Refusal `service/due-before-notice` */
export function dueAfterNotice(dueAt: Instant, givenAt: Instant): Instant {
  if (dueAt < givenAt) throw hazardRefusal('due-before-notice', { dueAt, givenAt });
  return dueAt;
}
