import {
  changing,
  code,
  compareTexts,
  type DataOf,
  dayOf,
  defineSection,
  earliest,
  type Evolve,
  type Figure,
  firstIndex,
  idIn,
  inserted,
  type Instant,
  instantField,
  integer,
  kind,
  LAST_INSTANT,
  latest,
  orNull,
  type Recorded,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { PRODUCT } from './complaint-parts';
import { hazardNotice } from './hazard-notice';
import {
  AcknowledgementWithdrawn,
  HazardAcknowledged,
  HazardNoticeCorrected,
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeWithdrawn,
} from './hazard-notice.events';
import { GIVEN_AT, HAZARD_SEVERITY, NOTICE, TO_ACKNOWLEDGE } from './hazard-parts';
import { NO_NOTICE, noticeChanges, type NoticeOrigin, type NoticeState, statusAt } from './hazard-standing';
import { type NoticeStanding, noticeStandings, type NoticeStatus } from './hazard-terms';

/** What one event says of a notice. */
interface Change {
  readonly id: string;
  /** Its place in the stream. */
  readonly revision: number;
  readonly to: Partial<NoticeState>;
}
interface KeptNotice {
  /** Its stream. */
  readonly notice: string;
  /** In the order of writing, in whatever order they come. */
  readonly changes: readonly Change[];
}
export interface HazardsState {
  /** By their streams. */
  readonly notices: readonly KeptNotice[];
}

const ITS_NOTICE = {
  ...{ notice: NOTICE, product: kind.text(PRODUCT), severity: HAZARD_SEVERITY },
  ...{ givenAt: GIVEN_AT, dueAt: TO_ACKNOWLEDGE },
};
const hazardsView = shape({
  hazardStanding: kind.code(noticeStandings.title, noticeStandings),
  openNotices: kind.rows({ zh: '待确认的危险告知', en: 'To be acknowledged' }, ITS_NOTICE),
  overdueNotices: kind.rows({ zh: '逾期未确认的危险告知', en: 'Not acknowledged in time' }, ITS_NOTICE),
  acknowledgedNotices: kind.count({ zh: '已确认数', en: 'Acknowledged' }),
  acknowledgedLateNotices: kind.count({ zh: '其中逾期后确认', en: 'Of these late' }),
  withdrawnNotices: kind.count({ zh: '已撤回数', en: 'Withdrawn' }),
  lastNoticeAt: orNull(kind.instant({ zh: '最近一次告知', en: 'Last told' })),
  lastAcknowledgedAt: orNull(kind.instant({ zh: '最近一次确认', en: 'Last acknowledged' })),
  hazardsChangeAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type HazardsView = Shown<typeof hazardsView>;

function changed(
  { notices }: HazardsState,
  to: Partial<NoticeState>,
  { stream: notice, id, revision }: Recorded,
): HazardsState {
  const index = firstIndex(notices, (each) => each.notice >= notice);
  const found = notices[index]?.notice === notice ? notices[index] : undefined;
  const changes = inserted(found?.changes ?? [], { id, revision, to }, (a, b) => a.revision - b.revision);
  return { notices: notices.toSpliced(index, found ? 1 : 0, { notice, changes }) };
}
type Facts = typeof facts;
const facts = {
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeCorrected,
  HazardNoticeWithdrawn,
  HazardAcknowledged,
  AcknowledgementWithdrawn,
};
const keep =
  <K extends keyof Facts>(name: K) =>
  (state: HazardsState, data: DataOf<Facts[K]>, at: Recorded): HazardsState =>
    changed(state, noticeChanges[name](data, at), at);
const evolve: Evolve<HazardsState, Facts> = {
  HazardNoticeGiven: keep('HazardNoticeGiven'),
  HazardNoticeSetAside: keep('HazardNoticeSetAside'),
  HazardNoticeCorrected: keep('HazardNoticeCorrected'),
  HazardNoticeWithdrawn: keep('HazardNoticeWithdrawn'),
  HazardAcknowledged: keep('HazardAcknowledged'),
  AcknowledgementWithdrawn: keep('AcknowledgementWithdrawn'),
};

interface Now extends NoticeState {
  readonly notice: string;
  readonly origin: NoticeOrigin;
  readonly status: NoticeStatus;
  readonly events: readonly string[];
}
/** Those that were given by an instant, the next due first. */
const noticesAt = ({ notices }: HazardsState, asOf: Instant): readonly Now[] =>
  notices
    .flatMap(({ notice, changes }) => {
      const so = changes.reduce<NoticeState>((before, { to }) => ({ ...before, ...to }), NO_NOTICE);
      const status = statusAt(so, asOf);
      const events = changes.map(({ id }) => id);
      return status === null || so.origin === null ? [] : [{ ...so, origin: so.origin, notice, status, events }];
    })
    .sort((a, b) => compareTexts(a.origin.dueAt, b.origin.dueAt)); // a stable sort
const isIn =
  (...statuses: readonly NoticeStatus[]) =>
  ({ status }: Now): boolean =>
    statuses.includes(status);
const [isOpen, isOverdue, isWithdrawn] = [isIn('open'), isIn('overdue'), isIn('withdrawn')];
const isUnacknowledged = isIn('open', 'overdue');
const isAcknowledgedLate = isIn('acknowledged-late');
const isAcknowledged = isIn('acknowledged', 'acknowledged-late');

const figure = (zh: string, en: string, isMeant: (one: Now) => boolean): Figure<HazardsState> => ({
  formula: { zh, en },
  behind: 'each',
  evidence: (state, { asOf }) => noticesAt(state, asOf).flatMap((one) => (isMeant(one) ? one.events : [])),
});

/** 危险告知, the part of it in the 360° view. */
export const hazardsSection = defineSection<HazardsState, HazardsView>()({
  name: 'hazards',
  title: { zh: '危险告知', en: 'Notices of hazard' },
  version: 1,
  from: facts,
  initial: { notices: [] },
  evolve,
  shape: hazardsView,
  view,
  lapse: ({ hazardsChangeAt: at }, { zone }) => {
    if (at === null) return null;
    const day = dayOf(at, zone);
    return {
      at,
      title: {
        zh: `${day} 有危险告知到期而未确认`,
        en: `a notice of hazard fell due on ${day} and was not acknowledged`,
      },
    };
  },
  figures: {
    hazardStanding: figure(
      '没有待确认的告知；有而均未到期；至少一项逾期',
      'Nothing to be acknowledged; nothing due yet; at least one overdue',
      isUnacknowledged,
    ),
    openNotices: figure(
      '未确认、未撤回且未到期的告知，期限近者在前',
      'Neither acknowledged, withdrawn nor due; the next due first',
      isOpen,
    ),
    overdueNotices: figure('到期时仍未确认的告知', 'Due and not acknowledged', isOverdue),
    acknowledgedNotices: figure('已确认且未撤回的告知数', 'Acknowledged and not withdrawn', isAcknowledged),
    acknowledgedLateNotices: figure('其中晚于期限确认的', 'Of these later than they were due', isAcknowledgedLate),
    withdrawnNotices: figure('已撤回的告知数', 'Notices that were withdrawn', isWithdrawn),
    lastNoticeAt: figure(
      '未撤回的告知中最近一次的时间',
      'The latest of those not withdrawn',
      (one) => !isWithdrawn(one),
    ),
    lastAcknowledgedAt: figure(
      '未撤回的告知中最近一次确认的时间',
      'The latest acknowledgement of those not withdrawn',
      isAcknowledged,
    ),
    hazardsChangeAt: figure('下一项待确认告知的期限', 'When the next notice falls due', isOpen),
  },
  fields: {
    unacknowledgedNotices: integer((state) => unacknowledged(state).length, {
      zh: '待确认危险告知数',
      en: 'Hazards to be acknowledged',
    }),
    hazardDueAt: instantField((state) => unacknowledged(state)[0]?.origin.dueAt ?? null, {
      zh: '最早的确认期限',
      en: 'Earliest acknowledgement still due',
    }),
    hazardStandingReached: code(noticeStandings, (state) => (unacknowledged(state).length > 0 ? 'in-time' : 'clear'), {
      zh: '到期前的危险告知确认状况',
      en: 'Acknowledgement of hazards before any is due',
    }),
    hazardStanding: changing(
      'text',
      { before: 'hazardStandingReached', at: 'hazardDueAt', then: 'overdue' },
      noticeStandings,
    ),
  },
});

const unacknowledged = (state: HazardsState): readonly Now[] => noticesAt(state, LAST_INSTANT).filter(isUnacknowledged);

const shown = ({ notice, origin }: Now): HazardsView['openNotices'][number] => ({
  notice: idIn(hazardNotice, notice),
  ...origin,
});
const standingOf = (open: number, overdue: number): NoticeStanding =>
  overdue > 0 ? 'overdue' : open > 0 ? 'in-time' : 'clear';

function view(state: HazardsState, { asOf }: Viewing): HazardsView {
  const all = noticesAt(state, asOf);
  const [open, overdue] = [all.filter(isOpen), all.filter(isOverdue)];
  const acknowledged = all.filter(isAcknowledged);
  const lastOf = (instants: readonly Instant[]): Instant | null => instants.reduce<Instant | null>(latest, null);
  return {
    hazardStanding: standingOf(open.length, overdue.length),
    openNotices: open.map(shown),
    overdueNotices: overdue.map(shown),
    acknowledgedNotices: acknowledged.length,
    acknowledgedLateNotices: all.filter(isAcknowledgedLate).length,
    withdrawnNotices: all.filter(isWithdrawn).length,
    lastNoticeAt: lastOf(all.flatMap((one) => (isWithdrawn(one) ? [] : [one.origin.givenAt]))),
    lastAcknowledgedAt: lastOf(acknowledged.flatMap(({ acknowledged: by }) => by?.at ?? [])),
    hazardsChangeAt: open.map(({ origin }) => origin.dueAt).reduce<Instant | null>(earliest, null),
  };
}
