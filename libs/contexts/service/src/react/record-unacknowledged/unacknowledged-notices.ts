import { byStream, defineReactor, idIn, instant, milliseconds } from '@dossier/kernel';
import { hazardNotice } from '../../hazard-notice';
import { hazardNoticeEvents } from '../../hazard-notice.events';
import { awaitedMiss, followNotice, type Noticed, noticedFrom } from '../../hazard-standing';
import { recordUnacknowledged } from './record-unacknowledged';

interface Acknowledgeable extends Noticed {
  /** How often it was said that it was not missed after all. */
  readonly withdrawn: number;
}
const follow = followNotice<Acknowledgeable>();

/** A notice that is not acknowledged when it falls due was missed, once for each deadline. */
export const unacknowledgedNotices = defineReactor<Acknowledgeable>()({
  name: 'record-unacknowledged',
  title: { zh: '登记逾期未确认的危险告知', en: 'Record hazards that were not acknowledged in time' },
  version: 1,
  from: hazardNoticeEvents,
  key: byStream,
  begins: {
    HazardNoticeGiven: (said, at) => ({ ...noticedFrom(said, at), withdrawn: 0 }),
  },
  evolve: {
    ...follow,
    AcknowledgementMissWithdrawn: (doc, data, at) => ({
      ...follow.AcknowledgementMissWithdrawn(doc, data, at),
      withdrawn: doc.withdrawn + 1,
    }),
  },
  // the engine sends one command for one instant: without another one it could not be recorded as missed again
  dueAt: (doc) => {
    const dueAt = awaitedMiss(doc);
    return dueAt === null ? null : instant(milliseconds(dueAt) + doc.withdrawn);
  },
  sends: recordUnacknowledged,
  react: ({ origin }, stream) => ({ command: { noticeId: idIn(hazardNotice, stream), dueAt: origin?.dueAt ?? '' } }),
});
