import {
  defineSection,
  type Figure,
  firstIndex,
  inserted,
  type Instant,
  instantField,
  integer,
  kind,
  LAST_INSTANT,
  orNull,
  type Recorded,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { requestEvents } from './request.events';
import { type Entry, entryOf, logging } from './request-log';
import { daysToResolve, inHundredths, meanOf, type Summary, summaryOf } from './request-summary';
import { ASSIGNED, OPENED_AT, REQUEST, RESOLUTION, RESPONSE, STATUS } from './shown-parts';
import { verdictOn, verdictsOf } from './step-log';
import { type LevelStanding, type ServiceClock } from './terms';

/** With its place in the stream. */
type Kept = Entry & { readonly revision: number };
interface KeptRequest {
  /** Its stream. */
  readonly request: string;
  /** In the order of recording, in whatever order they come: a step that was corrected to an earlier time comes behind that. */
  readonly log: readonly Kept[];
}
export interface ServiceState {
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
});
export type ServiceView = Shown<typeof serviceView>;

/** Without the arithmetic of a verdict, which is not shown here. */
const slim = (entry: Entry): Entry =>
  entry.is === 'verdict' ? { ...entry, verdict: { ...entry.verdict, stretches: [] } } : entry;

function added(state: ServiceState, entry: Entry, { stream, revision }: Recorded): ServiceState {
  const { requests } = state;
  const index = firstIndex(requests, ({ request }) => request >= stream);
  const found = requests[index]?.request === stream ? requests[index] : undefined;
  const then = {
    request: stream,
    log: inserted(found?.log ?? [], { ...slim(entry), revision }, (a, b) => a.revision - b.revision),
  };
  return { requests: requests.toSpliced(index, found ? 1 : 0, then) };
}

interface Now extends Summary {
  readonly request: string;
  readonly log: readonly Entry[];
}
const summaries = ({ requests }: ServiceState, asOf: Instant): readonly Now[] =>
  requests.flatMap(({ request, log }) => {
    const summary = summaryOf(log, asOf);
    return summary === null ? [] : [{ ...summary, request, log }];
  });
const isBegun = ({ status }: Summary): boolean => status === 'open' || status === 'waiting';
const isLate = (one: Summary): boolean => isBegun(one) && (one.response === 'missed' || one.resolution === 'missed');

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
      one[clock] === standing ? (verdictOn(one.log, clock, asOf)?.id ?? []) : [],
    );
const figure = (zh: string, en: string, evidence: Evidence): Figure<ServiceState> => ({
  formula: { zh, en },
  behind: 'each',
  evidence,
});

/** The part of service in the 360° view. */
export const serviceSection = defineSection<ServiceState, ServiceView>()({
  name: 'service',
  title: { zh: '服务', en: 'Service' },
  version: 3,
  from: requestEvents,
  initial: { requests: [] },
  evolve: {
    ...logging<ServiceState, Recorded>(added),
    RequestOpened: (state, data, at) => added(state, entryOf.RequestOpened(data, at), at),
  },
  shape: serviceView,
  view,
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
      summaries(state, asOf).flatMap(({ log }) =>
        verdictsOf(log).flatMap(({ id, withdrawn }) => (withdrawn ? [id] : [])),
      ),
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
  },
  fields: {
    openRequests: integer((state) => summaries(state, LAST_INSTANT).filter(({ status }) => status === 'open').length),
    waitingRequests: integer(
      (state) => summaries(state, LAST_INSTANT).filter(({ status }) => status === 'waiting').length,
    ),
    overdueRequests: integer((state) => summaries(state, LAST_INSTANT).filter(isLate).length),
    lastRequestAt: instantField((state) => lastOf(summaries(state, LAST_INSTANT))),
  },
});

const lastOf = (all: readonly Now[]): Instant | null =>
  all
    .map(({ openedAt }) => openedAt)
    .sort()
    .at(-1) ?? null;

function view(state: ServiceState, { asOf }: Viewing): ServiceView {
  const all = summaries(state, asOf);
  const begun = all.filter(isBegun);
  const days = all.flatMap((one) => daysToResolve(one) ?? []);
  const stand = (clock: ServiceClock, standing: LevelStanding): number =>
    all.filter((one) => one[clock] === standing).length;
  return {
    openRequests: begun.filter(({ status }) => status === 'open').length,
    waitingRequests: begun.filter(({ status }) => status === 'waiting').length,
    overdueRequests: all.filter(isLate).length,
    requests: begun
      .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0))
      .map(({ request, status, openedAt, assignee, response, resolution }) => ({
        ...{ request, status, openedAt, assignee, response, resolution },
      })),
    requestsInAll: all.length,
    resolvedRequests: days.length,
    reopenedRequests: all.filter(({ resolutionCount }) => resolutionCount > 1).length,
    responsesMet: stand('response', 'met'),
    responsesMissed: stand('response', 'missed'),
    resolutionsMet: stand('resolution', 'met'),
    resolutionsMissed: stand('resolution', 'missed'),
    restatedVerdicts: all.reduce(
      (sum, { log }) => sum + verdictsOf(log).filter(({ withdrawn }) => withdrawn !== null).length,
      0,
    ),
    meanDaysToResolve: inHundredths(meanOf(days)),
    lastRequestAt: lastOf(all),
  };
}
