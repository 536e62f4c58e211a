import { type Tier, tiers } from '@dossier/contexts/tiers';
import {
  byStream,
  code,
  type DataOf,
  defineProjection,
  type Erased,
  flag,
  idIn,
  type Instant,
  instantField,
  integer,
  isCustomer,
  kind,
  LAST_INSTANT,
  orErased,
  orNull,
  type Policies,
  READERS,
  type Recorded,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import { serviceRequest } from './request';
import { type AgentSeen, type RequestAssigned as RequestAssignedEvent, requestEvents } from './request.events';
import { assignmentOf, type Entry, entryOf, isBegun, logging, openedOf } from './request-log';
import { type Summary, summaryOf } from './request-summary';
import { clockedOf, nextDue } from './service-clock';
import {
  ASSIGNED,
  AT,
  ENTITLED,
  OPENED_AT,
  ORDER,
  PRIORITY,
  REQUEST_PROMISE,
  REASON,
  RECORDED_AT,
  RESOLUTION,
  RESPONSE,
  RESTATED,
  SKILL,
  STATUS,
  STEP,
  WORDS,
  shownVerdict,
  verdictParts,
} from './shown-parts';
import { stepsOf, verdictsOf } from './step-log';
import {
  type Assigner,
  assigners,
  levelStandings,
  priorities,
  type Priority,
  requestStatuses,
  stepKinds,
  unassignedReasons,
} from './terms';

type Words = string | Erased;

/** What the policy saw. */
interface Found {
  readonly policyVersion: number;
  readonly skill: string | null;
  readonly tiers: readonly Tier[];
  /** Of the one chosen; null: nobody was. */
  readonly requests: number | null;
  readonly keptForTier: boolean | null;
  readonly candidates: readonly AgentSeen[];
}
const foundBy = (
  policyVersion: number,
  said: Omit<DataOf<typeof RequestAssignedEvent>, 'assignee' | 'note' | 'policyVersion'>,
): Found => ({
  ...{ policyVersion, skill: said.skill ?? null, tiers: said.tiers ?? [] },
  ...{ requests: said.requests ?? null, keptForTier: said.keptForTier ?? null, candidates: said.candidates ?? [] },
});

export interface RequestDocument {
  readonly requestId: string;
  readonly customer: string | null;
  readonly number: string;
  readonly priority: Priority;
  readonly subject: Words | null;
  readonly skill: string | null;
  readonly order: string | null;
  readonly businessLine: string | null;
  readonly log: readonly Entry[];
  /** What was said with each step, by its event. */
  readonly words: Readonly<Record<string, Words>>;
  /** Why a step was corrected or retracted, by its event. */
  readonly reasons: Readonly<Record<string, Words>>;
  /** What the policy found, by the event of the assignment; where it found nobody, last. */
  readonly found: Readonly<Record<string, Found>>;
  readonly left: Found | null;
  /** Document that proves a solution, by the event. */
  readonly proofs: Readonly<Record<string, string>>;
}

const requestView = shape({
  requestId: kind.text({ zh: '服务请求编号', en: 'Service request' }),
  customer: orNull(kind.customer({ zh: '客户', en: 'Customer' })),
  number: kind.text({ zh: '单号', en: 'Number' }),
  status: STATUS,
  priority: PRIORITY,
  subject: orNull(orErased(kind.text({ zh: '问题', en: 'Subject' }))),
  skill: orNull(kind.text(SKILL)),
  order: orNull(kind.link(ORDER, 'orders')),
  businessLine: orNull(kind.text({ zh: '业务线', en: 'Business line' })),
  assignee: ASSIGNED,
  assignedBy: orNull(kind.code(assigners.title, assigners)),
  unassigned: orNull(kind.code(unassignedReasons.title, unassignedReasons)),
  assignment: orNull(
    kind.group(
      { zh: '分派依据', en: 'How it was assigned' },
      {
        policyVersion: kind.number({ zh: '分派政策版本', en: 'Version of the assignment policy' }),
        skill: orNull(kind.text(SKILL)),
        tiers: kind.list(kind.code({ zh: '客户当时的级别', en: 'Tiers of the customer then' }, tiers)),
        requests: orNull(kind.count({ zh: '当时在办', en: 'Requests then' })),
        keptForTier: orNull(kind.flag({ zh: '专属该级别', en: 'Kept for the tier' })),
      },
      { help: { zh: '人工分派时为 null', en: 'null where it was assigned by hand' } },
    ),
  ),
  candidates: kind.rows(
    { zh: '当时合适的人', en: 'Who fitted then' },
    {
      agent: kind.text({ zh: '人员', en: 'Agent' }),
      requests: kind.count({ zh: '当时在办', en: 'Requests then' }),
      capacity: kind.count({ zh: '同时最多', en: 'At most at once' }),
    },
  ),
  openedAt: OPENED_AT,
  respondedAt: orNull(kind.instant({ zh: '响应时间', en: 'Responded' })),
  resolvedAt: orNull(kind.instant({ zh: '解决时间', en: 'Resolved' })),
  closedAt: orNull(kind.instant({ zh: '关闭时间', en: 'Closed' })),
  resolutionCount: kind.count({ zh: '解决次数', en: 'Times resolved' }),
  promise: orNull(kind.group({ zh: '服务时限', en: 'Promised' }, REQUEST_PROMISE)),
  response: RESPONSE,
  resolution: RESOLUTION,
  nextDueAt: orNull(
    kind.instant(
      { zh: '下一时限', en: 'Next due' },
      {
        help: {
          zh: '尚在计时的时限中最早用尽者；等待客户时为 null',
          en: 'when the first of the running clocks is used up; null while we wait for the customer',
        },
      },
    ),
  ),
  steps: kind.rows(
    { zh: '步骤', en: 'Steps' },
    {
      step: STEP,
      at: AT,
      enteredAt: orNull(kind.instant({ zh: '更正前的时间', en: 'Before it was corrected' })),
      recordedAt: RECORDED_AT,
      assignee: ASSIGNED,
      note: WORDS,
      proof: orNull(kind.text({ zh: '凭证', en: 'Proof' })),
      retracted: kind.flag({ zh: '已撤销', en: 'Retracted' }),
      reason: orNull(orErased(kind.text(REASON))),
      eventId: kind.text({ zh: '事件', en: 'Event' }),
    },
  ),
  verdicts: kind.rows({ zh: '时限结论', en: 'Verdicts' }, { ...verdictParts(stepKinds), ...ENTITLED }),
});
export type RequestView = Shown<typeof requestView>;

type Saying = (doc: RequestDocument, entry: Entry, at: Recorded) => RequestDocument;
const add: Saying = (doc, entry) => ({ ...doc, log: [...doc.log, entry] });
const {
  RequestAssigned,
  RequestResponded,
  RequestPaused,
  RequestResumed,
  RequestResolved,
  RequestReopened,
  RequestClosed,
  RequestWithdrawn,
  StepCorrected,
  StepRetracted,
  RequestLeftUnassigned,
  ...verdicts
} = logging<RequestDocument, Recorded>(add);
const saying = (doc: RequestDocument, { id }: Recorded, words: Words | undefined): RequestDocument =>
  words === undefined ? doc : { ...doc, words: { ...doc.words, [id]: words } };
const because = (doc: RequestDocument, stepId: string, reason: Words): RequestDocument => ({
  ...doc,
  reasons: { ...doc.reasons, [stepId]: reason },
});

export const serviceRequests = defineProjection<RequestDocument>()({
  name: 'service-requests',
  title: { zh: '服务请求', en: 'Service requests' },
  version: 4,
  from: requestEvents,
  key: byStream,
  begins: {
    RequestOpened: (data, at) => ({
      requestId: idIn(serviceRequest, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      number: data.number,
      priority: data.priority,
      subject: data.subject ?? null,
      skill: data.skill ?? null,
      order: data.orderId ?? null,
      businessLine: at.businessLine,
      log: [entryOf.RequestOpened(data, at)],
      ...{ words: {}, reasons: {}, proofs: {}, found: {}, left: null },
    }),
  },
  evolve: {
    ...verdicts,
    RequestAssigned: (before, data, at) => {
      const doc = saying(RequestAssigned(before, data, at), at, data.note);
      const { policyVersion } = data;
      return policyVersion === undefined
        ? doc
        : { ...doc, found: { ...doc.found, [at.id]: foundBy(policyVersion, data) } };
    },
    RequestLeftUnassigned: (doc, data, at) => ({
      ...RequestLeftUnassigned(doc, data, at),
      left: foundBy(data.policyVersion, data),
    }),
    RequestResponded: (doc, data, at) => saying(RequestResponded(doc, data, at), at, data.note),
    RequestPaused: (doc, data, at) => saying(RequestPaused(doc, data, at), at, data.waitingFor),
    RequestResumed: (doc, data, at) => saying(RequestResumed(doc, data, at), at, data.note),
    RequestResolved: (before, data, at) => {
      const doc = saying(RequestResolved(before, data, at), at, data.solution);
      return data.proof === undefined ? doc : { ...doc, proofs: { ...doc.proofs, [at.id]: data.proof } };
    },
    RequestReopened: (doc, data, at) => saying(RequestReopened(doc, data, at), at, data.reason),
    RequestClosed: (doc, data, at) => saying(RequestClosed(doc, data, at), at, data.answer),
    RequestWithdrawn: (doc, data, at) => saying(RequestWithdrawn(doc, data, at), at, data.reason),
    StepCorrected: (doc, data, at) => because(StepCorrected(doc, data, at), data.stepId, data.reason),
    StepRetracted: (doc, data, at) => because(StepRetracted(doc, data, at), data.stepId, data.reason),
  },
  policies: [businessCalendarPolicy.name],
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    order: text((doc) => doc.order),
    priority: code(priorities, (doc) => doc.priority),
    skill: text((doc) => doc.skill),
    status: code(requestStatuses, (doc) => now(doc)?.status ?? null),
    assignee: text((doc) => now(doc)?.assignee ?? null),
    assignedBy: unindexed(code(assigners, (doc) => assignedBy(now(doc)))),
    withoutAgent: flag(
      (doc) => {
        const summary = now(doc);
        return summary !== null && isBegun(summary) && summary.assignee === null;
      },
      { zh: '无人负责', en: 'Without an agent' },
    ),
    unassigned: code(unassignedReasons, (doc) => now(doc)?.unassigned ?? null),
    openedAt: instantField((doc) => now(doc)?.openedAt ?? null),
    resolvedAt: instantField((doc) => now(doc)?.resolvedAt ?? null),
    closedAt: instantField((doc) => now(doc)?.closedAt ?? null),
    resolutionCount: integer((doc) => now(doc)?.resolutionCount ?? 0),
    response: code(levelStandings, (doc) => now(doc)?.response ?? null),
    resolution: code(levelStandings, (doc) => now(doc)?.resolution ?? null),
    nextDueAt: instantField(nextDueAt),
    restated: RESTATED,
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: requestView,
  view: (doc, { policies }) => shown(doc, policies),
  shows: [
    { at: 'subject', of: ['service.subject'] },
    {
      at: 'steps/*/note',
      of: ['service.note', 'service.waitingFor', 'service.solution', 'service.reason', 'service.answer'],
    },
    { at: 'steps/*/reason', of: ['service.reason'] },
  ],
  personal: true,
  routes: [
    {
      path: 'service-requests',
      summary: { zh: '服务请求', en: 'Service requests' },
      by: READERS,
      one: { parameter: 'requestId', of: serviceRequest },
    },
    {
      path: 'customers/:customer/service-requests',
      summary: { zh: '某客户的服务请求', en: 'Service requests of a customer' },
      by: READERS,
    },
  ],
});

/** By all that is known. */
const now = ({ log }: RequestDocument): Summary | null => summaryOf(log, LAST_INSTANT);

function foundShown(found: Found | null): Pick<RequestView, 'assignment' | 'candidates'> {
  if (found === null) return { assignment: null, candidates: [] };
  const { candidates, ...assignment } = found;
  return { assignment, candidates };
}

/** null: nobody has it. */
const assignedBy = (summary: Summary | null): Assigner | null => {
  if (summary === null || summary.assignee === null) return null;
  return summary.policyVersion === null ? 'hand' : 'policy';
};

function nextDueAt({ log }: RequestDocument, policies: Policies): Instant | null {
  return nextDue(clockedOf(log), policies);
}

function shown(doc: RequestDocument, policies: Policies): RequestView {
  const { log } = doc;
  const summary = now(doc);
  const standing = new Map(stepsOf(log).map((each) => [each.id, each]));
  const promise = openedOf([...standing.values()])?.promise;
  const found = summary?.unassigned != null ? doc.left : doc.found[assignmentOf([...standing.values()])?.id ?? ''];
  const entered = log.flatMap((entry) =>
    entry.is === 'step' ? [{ ...entry.step, recordedAt: entry.recordedAt }] : [],
  );
  return {
    ...{ requestId: doc.requestId, customer: doc.customer, number: doc.number },
    status: summary?.status ?? 'open',
    ...{ priority: doc.priority, subject: doc.subject, skill: doc.skill, order: doc.order },
    businessLine: doc.businessLine,
    assignee: summary?.assignee ?? null,
    ...{ assignedBy: assignedBy(summary), unassigned: summary?.unassigned ?? null },
    ...foundShown(found ?? null),
    openedAt: summary?.openedAt ?? '',
    respondedAt: summary?.respondedAt ?? null,
    resolvedAt: summary?.resolvedAt ?? null,
    closedAt: summary?.closedAt ?? null,
    resolutionCount: summary?.resolutionCount ?? 0,
    promise: promise ? { entitlements: [], ...promise } : null,
    response: summary?.response ?? 'none',
    resolution: summary?.resolution ?? 'none',
    nextDueAt: nextDueAt(doc, policies),
    steps: entered
      .map(({ id, kind: step, at, assignee, recordedAt }) => {
        const stands = standing.get(id);
        return {
          step,
          at: stands?.at ?? at,
          enteredAt: stands !== undefined && stands.at !== at ? at : null,
          recordedAt,
          assignee: assignee ?? null,
          note: doc.words[id] ?? null,
          proof: doc.proofs[id] ?? null,
          retracted: stands === undefined,
          reason: doc.reasons[id] ?? null,
          eventId: id,
        };
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    verdicts: verdictsOf(log).map((verdict) => ({
      ...shownVerdict(verdict),
      tier: verdict.entitlement?.tier ?? null,
      priorityMinutes: verdict.entitlement?.insteadOf ?? null,
      benefitsVersion: verdict.entitlement?.benefitsVersion ?? null,
    })),
  };
}
