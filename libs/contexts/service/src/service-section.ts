import {
  compareTexts,
  dayOf,
  defineSection,
  type Figure,
  type Instant,
  instantField,
  integer,
  kind,
  LAST_INSTANT,
  onceForEach,
  orNull,
  type Recorded,
  shape,
  type Shown,
  startOfDay,
  type Viewing,
} from '@dossier/kernel';
import { complaintEvents } from './complaint.events';
import { complaintEntryOf, complaintLogging, isOpen } from './complaint-log';
import { COMPLAINT, COMPLAINT_STATUS, FILED_AT, SEVERITY, WAITING } from './complaint-parts';
import { type ComplaintSummary, complaintSummaryOf, counts, targetOf } from './complaint-summary';
import { type Complaints, NO_COMPLAINTS, ofComplaint } from './counted-complaints';
import { added, type Kept } from './kept-log';
import { requestEvents } from './request.events';
import { type Entry, entryOf, isBegun, logging, type Step } from './request-log';
import { daysToResolve, inHundredths, meanOf, type Summary, summaryOf } from './request-summary';
import { ASSIGNED, OPENED_AT, REQUEST, RESOLUTION, RESPONSE, STATUS } from './shown-parts';
import { type AnyStep, type StandingVerdict, stepsOf, verdictOn, verdictsOf } from './step-log';
import { type LevelStanding, type ServiceClock, unassignedReasons } from './terms';

interface KeptRequest {
  /** Its stream. */
  readonly request: string;
  /** In the order of recording, in whatever order they come: a step that was corrected to an earlier time comes behind that. */
  readonly log: readonly Kept<Step>[];
}
export interface ServiceState extends Complaints {
  /** By their streams. */
  readonly requests: readonly KeptRequest[];
}

const serviceView = shape({
  openRequests: kind.count({ zh: '处理中的服务请求', en: 'Open service requests' }),
  waitingRequests: kind.count({ zh: '等待客户的服务请求', en: 'Requests that wait for the customer' }),
  overdueRequests: kind.count({ zh: '已超时而未解决', en: 'Late and not resolved' }),
  requests: kind.rows(
    { zh: '未解决的服务请求', en: 'Requests not resolved' },
    {
      request: REQUEST,
      status: STATUS,
      openedAt: OPENED_AT,
      assignee: ASSIGNED,
      unassigned: orNull(kind.code(unassignedReasons.title, unassignedReasons)),
      response: RESPONSE,
      resolution: RESOLUTION,
    },
  ),
  requestsInAll: kind.count({ zh: '服务请求总数', en: 'Service requests in all' }),
  resolvedRequests: kind.count({ zh: '已解决', en: 'Resolved' }),
  reopenedRequests: kind.count({ zh: '多次解决', en: 'Resolved more than once' }),
  responsesMet: kind.count({ zh: '响应达标', en: 'Responses in time' }),
  responsesMissed: kind.count({ zh: '响应超时', en: 'Responses late' }),
  resolutionsMet: kind.count({ zh: '解决达标', en: 'Resolutions in time' }),
  resolutionsMissed: kind.count({ zh: '解决超时', en: 'Resolutions late' }),
  restatedVerdicts: kind.count({ zh: '改判次数', en: 'Verdicts restated' }),
  meanDaysToResolve: orNull(kind.days({ zh: '平均解决天数', en: 'Mean days to resolve' })),
  lastRequestAt: orNull(kind.instant({ zh: '最近一次受理', en: 'Last request opened' })),
  openComplaints: kind.count({ zh: '未结案投诉', en: 'Open complaints' }),
  waitingComplaints: kind.count({ zh: '等待客户的投诉', en: 'Complaints that wait for the customer' }),
  complaints: kind.rows(
    { zh: '未结案投诉明细', en: 'Complaints not closed' },
    {
      complaint: COMPLAINT,
      status: COMPLAINT_STATUS,
      waiting: kind.flag(WAITING),
      severity: SEVERITY,
      filedAt: FILED_AT,
      response: RESPONSE,
      resolution: RESOLUTION,
      escalated: kind.flag({ zh: '已升级', en: 'Escalated' }),
    },
  ),
  overdueComplaints: kind.count({ zh: '未结案且已超时的投诉', en: 'Open complaints that are late' }),
  escalatedComplaints: kind.count({ zh: '未结案且已升级的投诉', en: 'Open complaints that are escalated' }),
  complaintsInAll: kind.count({ zh: '投诉总数', en: 'Complaints in all' }),
  complaintsThisYear: kind.count({ zh: '本年投诉', en: 'Complaints this year' }),
  complaintTarget: orNull(
    kind.group(
      { zh: '投诉目标', en: 'Target of complaints' },
      {
        complaints: kind.count({ zh: '本年投诉', en: 'Complaints this year' }),
        mostPerYear: kind.count({ zh: '每年最多', en: 'At most, a year' }),
        met: kind.flag({ zh: '达标', en: 'Met' }),
        policyVersion: kind.number({ zh: '政策版本', en: 'Version of the policy' }),
      },
      {
        help: {
          zh: '目标为全公司时为 null：见报表 complaint-target',
          en: 'null where the target is the company’s: see the report complaint-target',
        },
      },
    ),
  ),
  restatedComplaintVerdicts: kind.count({ zh: '投诉时限改判次数', en: 'Verdicts on complaints restated' }),
  serviceChangesAt: orNull(kind.instant({ zh: '服务下次变化', en: 'Service changes next' })),
});
export type ServiceView = Shown<typeof serviceView>;

const ofRequest = (state: ServiceState, entry: Entry, at: Recorded): ServiceState => ({
  ...state,
  requests: added<Step, KeptRequest>(state.requests, entry, at, {
    streamOf: ({ request }) => request,
    kept: (log) => ({ request: at.stream, log }),
  }),
});
interface Now extends Summary {
  readonly request: string;
}
const summaries = ({ requests }: ServiceState, asOf: Instant): readonly Now[] =>
  requests.flatMap(({ request, log }) => {
    const summary = summaryOf(log, asOf);
    return summary === null ? [] : [{ ...summary, request }];
  });
const isLate = (one: Summary): boolean => isBegun(one) && (one.response === 'missed' || one.resolution === 'missed');

interface ComplaintNow extends ComplaintSummary {
  readonly complaint: string;
}
const complaintsAt = ({ complaints }: ServiceState, asOf: Instant): readonly ComplaintNow[] =>
  complaints.flatMap(({ complaint, log }) => {
    const summary = complaintSummaryOf(log, asOf);
    return summary === null ? [] : [{ ...summary, complaint }];
  });
/** By all that is known: each field of a document asks for them. */
const requestsOf = onceForEach((state: ServiceState) => summaries(state, LAST_INSTANT));
const complaintsOf = onceForEach((state: ServiceState) => complaintsAt(state, LAST_INSTANT));
const isLateComplaint = (one: ComplaintSummary): boolean =>
  isOpen(one) && (one.response === 'missed' || one.resolution === 'missed');
const isWaiting = ({ waitingId }: ComplaintSummary): boolean => waitingId !== null;
const isEscalated = (one: ComplaintSummary): boolean => isOpen(one) && one.escalated.length > 0;
const yearOf = (at: Instant, zone: string): string => dayOf(at, zone).slice(0, 4);
const isOfYear =
  ({ asOf, zone }: Viewing) =>
  (one: ComplaintSummary): boolean =>
    counts(one) && yearOf(one.filedAt, zone) === yearOf(asOf, zone);

const withdrawnOf = (verdicts: readonly StandingVerdict[]): readonly StandingVerdict[] =>
  verdicts.filter(({ withdrawn }) => withdrawn !== null);

/** When a step comes that was corrected to a later time, or what is said of a verdict ends. */
const stepsToCome = ({ requests, complaints }: ServiceState, asOf: Instant): readonly Instant[] =>
  [...requests, ...complaints].flatMap(({ log }) =>
    [
      ...(log.some(({ is }) => is === 'moved') ? stepsOf<AnyStep>(log).map(({ at }) => at) : []),
      ...verdictsOf<AnyStep>(log).flatMap(({ until }) => until ?? []),
    ].filter((at) => at > asOf),
  );
/** The year after one in which complaints are counted. */
function nextYear(complaints: number, { asOf, zone }: Viewing): readonly Instant[] {
  const next = Number(yearOf(asOf, zone)) + 1;
  return complaints === 0 || next > 9999 ? [] : [startOfDay(`${next}-01-01`, zone)];
}

type Evidence = NonNullable<Figure<ServiceState>['evidence']>;
/** The steps that say where the requests are. */
const stepsIn =
  (isMeant: (one: Now) => boolean): Evidence =>
  (state, { asOf }) =>
    summaries(state, asOf).flatMap((one) => (isMeant(one) ? one.steps.map(({ id }) => id) : []));
const verdictsIn =
  (clock: ServiceClock, standing: LevelStanding): Evidence =>
  (state, { asOf }) =>
    summaries(state, asOf).flatMap((one) =>
      one[clock] === standing ? (verdictOn(one.verdicts, clock, asOf)?.id ?? []) : [],
    );
/** The steps that say where the complaints are, and the verdicts on them. */
const complaintsIn =
  (isMeant: (viewing: Viewing) => (one: ComplaintNow) => boolean): Evidence =>
  (state, viewing) =>
    complaintsAt(state, viewing.asOf)
      .filter(isMeant(viewing))
      .flatMap(({ steps, verdicts }) => [...steps, ...verdicts].map(({ id }) => id));
const figure = (zh: string, en: string, evidence: Evidence): Figure<ServiceState> => ({
  formula: { zh, en },
  behind: 'each',
  evidence,
});

/** The part of service in the 360° view. */
export const serviceSection = defineSection<ServiceState, ServiceView>()({
  name: 'service',
  title: { zh: '服务', en: 'Service' },
  version: 6,
  from: { ...requestEvents, ...complaintEvents },
  initial: { requests: [], ...NO_COMPLAINTS },
  evolve: {
    ...logging<ServiceState, Recorded>(ofRequest),
    RequestOpened: (state, data, at) => ofRequest(state, entryOf.RequestOpened(data, at), at),
    ...complaintLogging<ServiceState, Recorded>(ofComplaint),
    ComplaintFiled: (state, data, at) => ofComplaint(state, complaintEntryOf.ComplaintFiled(data, at), at),
  },
  shape: serviceView,
  view,
  lapse: ({ serviceChangesAt: at }, { zone }) => {
    if (at === null) return null;
    const day = dayOf(at, zone);
    return {
      at,
      title: {
        zh: `${day} 到了更正后的步骤时间，或新的一年开始、本年投诉重新计数`,
        en: `the time to which a step was corrected came, or a year began, of which complaints are counted anew, on ${day}`,
      },
    };
  },
  figures: {
    openRequests: figure(
      '处于处理中的服务请求数',
      'Number of requests that are open',
      stepsIn(({ status }) => status === 'open'),
    ),
    waitingRequests: figure(
      '处于等待客户的服务请求数',
      'Number of requests that wait for the customer',
      stepsIn(({ status }) => status === 'waiting'),
    ),
    overdueRequests: figure(
      '未解决且响应或解决时限已超时的请求数',
      'Number of requests not resolved of which a clock is missed',
      stepsIn(isLate),
    ),
    requests: figure('尚未解决的请求，按受理先后', 'Requests not resolved, in the order of opening', stepsIn(isBegun)),
    requestsInAll: figure(
      '已受理的服务请求数',
      'Number of requests opened',
      stepsIn(() => true),
    ),
    resolvedRequests: figure(
      '已解决或已关闭的请求数',
      'Number of requests that are resolved or closed',
      stepsIn(({ resolvedAt }) => resolvedAt !== null),
    ),
    reopenedRequests: figure(
      '解决过不止一次的请求数',
      'Number of requests that were resolved more than once',
      stepsIn(({ resolutionCount }) => resolutionCount > 1),
    ),
    responsesMet: figure(
      '响应结论为达标且有效的请求数',
      'Requests of which the verdict on the response is met',
      verdictsIn('response', 'met'),
    ),
    responsesMissed: figure(
      '响应结论为超时且有效的请求数',
      'Requests of which the verdict on the response is missed',
      verdictsIn('response', 'missed'),
    ),
    resolutionsMet: figure(
      '解决结论为达标且有效的请求数',
      'Requests of which the verdict on the resolution is met',
      verdictsIn('resolution', 'met'),
    ),
    resolutionsMissed: figure(
      '解决结论为超时且有效的请求数',
      'Requests of which the verdict on the resolution is missed',
      verdictsIn('resolution', 'missed'),
    ),
    restatedVerdicts: figure('被撤回的时限结论数', 'Number of verdicts that were withdrawn', (state, { asOf }) =>
      summaries(state, asOf).flatMap(({ verdicts }) => withdrawnOf(verdicts).map(({ id }) => id)),
    ),
    meanDaysToResolve: figure(
      '自受理至最后一次解决的天数（每天 24 小时）的平均，已解决者计',
      'Mean days of 24 hours from opening to the last resolution, of those that are resolved',
      stepsIn(({ resolvedAt }) => resolvedAt !== null),
    ),
    lastRequestAt: figure(
      '最近一次受理服务请求的时间',
      'When the last request was opened',
      stepsIn(() => true),
    ),
    openComplaints: figure(
      '尚未结案、也未撤回的投诉数',
      'Number of complaints neither closed nor withdrawn',
      complaintsIn(() => isOpen),
    ),
    waitingComplaints: figure(
      '未结案且正在等待客户的投诉数',
      'Number of open complaints that wait for the customer',
      complaintsIn(() => isWaiting),
    ),
    complaints: figure(
      '尚未结案的投诉，按受理先后',
      'Complaints not closed, in the order of filing',
      complaintsIn(() => isOpen),
    ),
    overdueComplaints: figure(
      '未结案且调查或结案时限已超时的投诉数',
      'Number of open complaints of which a deadline is missed',
      complaintsIn(() => isLateComplaint),
    ),
    escalatedComplaints: figure(
      '未结案且升级理由仍成立的投诉数',
      'Number of open complaints that were escalated for a reason that holds',
      complaintsIn(() => isEscalated),
    ),
    complaintsInAll: figure(
      '已受理的投诉数，不含撤回的',
      'Number of complaints filed, without those withdrawn',
      complaintsIn(() => counts),
    ),
    complaintsThisYear: figure(
      '按公司时区，本自然年内受理的投诉数，不含撤回的',
      'Number of complaints filed in this calendar year of the company’s zone, without those withdrawn',
      complaintsIn(isOfYear),
    ),
    complaintTarget: figure(
      '达标：本年投诉 ≤ 政策 complaint-target 的每年最多',
      'Met: complaints this year ≤ the most a year of the policy complaint-target',
      complaintsIn(isOfYear),
    ),
    restatedComplaintVerdicts: figure(
      '被撤回的投诉时限结论数',
      'Number of verdicts on complaints that were withdrawn',
      (state, { asOf }) =>
        complaintsAt(state, asOf).flatMap(({ verdicts }) => withdrawnOf(verdicts).map(({ id }) => id)),
    ),
    serviceChangesAt: {
      formula: {
        zh: '再无新的事实时，下一次可能变化的时间：步骤更正到以后的时间，或次年开始',
        en: 'When any of this may change next if nothing more happens: a step was corrected to a time to come, or the next year begins',
      },
      behind: 'each',
    },
  },
  fields: {
    openRequests: integer((state) => requestsOf(state).filter(({ status }) => status === 'open').length),
    waitingRequests: integer((state) => requestsOf(state).filter(({ status }) => status === 'waiting').length),
    overdueRequests: integer((state) => requestsOf(state).filter(isLate).length),
    lastRequestAt: instantField((state) => lastOf(requestsOf(state))),
    openComplaints: integer((state) => complaintsOf(state).filter(isOpen).length),
    waitingComplaints: integer((state) => complaintsOf(state).filter(isWaiting).length),
    overdueComplaints: integer((state) => complaintsOf(state).filter(isLateComplaint).length),
    escalatedComplaints: integer((state) => complaintsOf(state).filter(isEscalated).length),
    complaintsInAll: integer((state) => complaintsOf(state).filter(counts).length),
  },
});

const lastOf = (all: readonly Now[]): Instant | null =>
  all
    .map(({ openedAt }) => openedAt)
    .sort()
    .at(-1) ?? null;

function view(state: ServiceState, viewing: Viewing): ServiceView {
  const { asOf, policies } = viewing;
  const all = summaries(state, asOf);
  const begun = all.filter(isBegun);
  const complained = complaintsAt(state, asOf);
  const target = targetOf(complained.filter(isOfYear(viewing)).length, policies);
  const { complaints: complaintsThisYear, mostPerYear, met, policyVersion } = target;
  const days = all.flatMap((one) => daysToResolve(one) ?? []);
  const stand = (clock: ServiceClock, standing: LevelStanding): number =>
    all.filter((one) => one[clock] === standing).length;
  return {
    openRequests: begun.filter(({ status }) => status === 'open').length,
    waitingRequests: begun.filter(({ status }) => status === 'waiting').length,
    overdueRequests: all.filter(isLate).length,
    requests: begun
      .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0))
      .map(({ request, status, openedAt, assignee, unassigned, response, resolution }) => ({
        ...{ request, status, openedAt, assignee, unassigned, response, resolution },
      })),
    requestsInAll: all.length,
    resolvedRequests: days.length,
    reopenedRequests: all.filter(({ resolutionCount }) => resolutionCount > 1).length,
    responsesMet: stand('response', 'met'),
    responsesMissed: stand('response', 'missed'),
    resolutionsMet: stand('resolution', 'met'),
    resolutionsMissed: stand('resolution', 'missed'),
    restatedVerdicts: all.flatMap(({ verdicts }) => withdrawnOf(verdicts)).length,
    meanDaysToResolve: inHundredths(meanOf(days)),
    lastRequestAt: lastOf(all),
    openComplaints: complained.filter(isOpen).length,
    complaints: complained
      .filter(isOpen)
      .sort((a, b) => compareTexts(a.filedAt, b.filedAt))
      .map((one) => {
        const { complaint, status, severity, filedAt, response, resolution, escalated } = one;
        const waiting = isWaiting(one);
        return { complaint, status, waiting, severity, filedAt, response, resolution, escalated: escalated.length > 0 };
      }),
    waitingComplaints: complained.filter(isWaiting).length,
    overdueComplaints: complained.filter(isLateComplaint).length,
    escalatedComplaints: complained.filter(isEscalated).length,
    complaintsInAll: complained.filter(counts).length,
    complaintsThisYear,
    complaintTarget:
      target.scope === 'account' ? { complaints: complaintsThisYear, mostPerYear, met, policyVersion } : null,
    restatedComplaintVerdicts: complained.flatMap(({ verdicts }) => withdrawnOf(verdicts)).length,
    serviceChangesAt:
      [...stepsToCome(state, asOf), ...nextYear(complaintsThisYear, viewing)].sort(compareTexts)[0] ?? null,
  };
}
