import {
  type Decision,
  defineState,
  type EventIn,
  type Instant,
  isCustomer,
  LAST_INSTANT,
  type Refusal,
  Sequence,
} from '@dossier/kernel';
import { requestEvents, ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from './request.events';
import {
  type Cause,
  type Entry,
  entryOf,
  logging,
  openedOf,
  type Situation,
  situationAt,
  type StandingStep,
} from './request-log';
import { keepingSaid, type LastSaid, stepsOf } from './step-log';
import { clockedOf } from './service-clock';
import { serviceRefusal } from './service.refusals';
import type { StepKind } from './terms';
import { type Judging, type Voice, verdictsAfter, verdictsDue } from './verdicts';

/** What its decisions look at. */
export interface ServiceRequest {
  readonly log: Sequence<Entry>;
  readonly said: LastSaid;
  /** null: none is known. */
  readonly customer: string | null;
}

type Following = ReturnType<typeof logging<ServiceRequest>>;

export const serviceRequest = defineState<ServiceRequest>()({
  category: 'service-request',
  from: requestEvents,
  begins: {
    RequestOpened: (data, at) => ({
      log: Sequence.of([entryOf.RequestOpened(data, at)]),
      said: {},
      customer: isCustomer(at.subject) ? at.subject : null,
    }),
  },
  evolve: keepingSaid<Following>(
    logging<ServiceRequest>((before, entry) => ({ ...before, log: before.log.with(entry) })),
    {
      RequestAssigned: () => 'assigned',
      RequestPaused: () => 'paused',
      RequestResumed: () => 'resumed',
      RequestResolved: () => 'resolved',
      RequestClosed: () => 'closed',
      RequestReopened: () => 'reopened',
      RequestWithdrawn: () => 'withdrawn',
    },
  ),
});

export const requestRefuses = serviceRefusal.some(
  'unknown-request',
  'before-opened',
  'too-many-steps',
  'told-otherwise',
);

/** Most that may be recorded of a request: each decision looks at all of it. */
export const MOST_ENTRIES = 1000;

/** A request as a decision of an instant finds it. */
export interface Found {
  readonly log: readonly Entry[];
  readonly said: LastSaid;
  readonly steps: readonly StandingStep[];
  readonly openedAt: Instant;
  /** Where it was at that instant. */
  readonly situation: Situation;
}

/** @throws Refusal `service/unknown-request`, `service/before-opened`, `service/too-many-steps` */
export function requestAt(at: Instant, state: ServiceRequest | undefined, requestId: string): Found {
  if (state === undefined) throw serviceRefusal('unknown-request', { requestId });
  if (state.log.length >= MOST_ENTRIES) throw serviceRefusal('too-many-steps', { requestId, most: MOST_ENTRIES });
  const log = state.log.all;
  const steps = stepsOf(log);
  const openedAt = openedOf(steps)?.at ?? '';
  if (at < openedAt) throw serviceRefusal('before-opened', { requestId, openedAt, at });
  return { log, said: state.said, steps, openedAt, situation: situationAt(steps, at) };
}

/**
 * The step of a kind that stands at a time; left out: the last of them.
 * @throws Refusal `service/unknown-request`, `service/too-many-steps`, `service/unknown-step`
 */
export function stepOf(
  state: ServiceRequest | undefined,
  {
    requestId,
    step: kind,
    at,
  }: { readonly requestId: string; readonly step: StepKind; readonly at?: Instant | undefined },
): Found & { readonly step: StandingStep } {
  const found = requestAt(LAST_INSTANT, state, requestId);
  const step = found.steps.findLast((each) => each.kind === kind && (at === undefined || each.at === at));
  if (step === undefined) throw serviceRefusal('unknown-step', { requestId, step: kind });
  return { ...found, step };
}

export { isBegun } from './request-log';

/** Why nothing can be done with a request that is neither open nor waiting. */
export const ended = ({ status }: Situation, requestId: string, at: Instant): Refusal =>
  serviceRefusal(status === 'resolved' ? 'request-resolved' : 'request-closed', { requestId, at });

type RequestEvent = EventIn<typeof requestEvents>;
const voice: Voice<RequestEvent, StepKind> = {
  reopened: 'reopened',
  met: (data, { by, ...when }) => ServiceLevelMet(Object.assign({}, data, by), when),
  missed: (data, { by, ...when }) => ServiceLevelMissed(Object.assign({}, data, by), when),
  withdrawn: VerdictWithdrawn,
};
/** The verdicts that follow from an entry of the log of a request. */
export const verdictsTurned = (
  log: readonly Entry[],
  entry: Entry,
  cause: Cause,
  judging: Judging,
): readonly RequestEvent[] =>
  verdictsAfter({ before: clockedOf(log), then: clockedOf([...log, entry]), cause }, judging, voice);
/** The verdicts that time alone has brought to a request. */
export const requestVerdictsDue = (log: readonly Entry[], judging: Judging): readonly RequestEvent[] =>
  verdictsDue(clockedOf(log), judging, voice);

type Context = Pick<Decision, 'policies' | 'now' | 'occurredAt'>;

/**
 * A step of a request, and the verdicts that follow from it. A step may be recorded weeks after it happened: then it may
 * turn verdicts that were given meanwhile.
 */
export function withVerdicts(
  event: RequestEvent,
  { log }: Pick<Found, 'log'>,
  kind: StepKind,
  { policies, now, occurredAt: at }: Context,
): readonly RequestEvent[] {
  const entry: Entry = { is: 'step', step: { id: '', kind, at }, at, recordedAt: now };
  const cause: Cause = { because: 'late', fact: kind, factAt: at };
  return [event, ...verdictsTurned(log, entry, cause, { policies, now })];
}
