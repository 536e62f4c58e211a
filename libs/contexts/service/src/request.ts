import { documentIdOf } from '@dossier/fields';
import {
  type Decision,
  defineState,
  type EventIn,
  type Instant,
  isNews,
  LAST_INSTANT,
  type Refusal,
  Sequence,
} from '@dossier/kernel';
import { requestEvents } from './request.events';
import {
  type Cause,
  type Entry,
  entryOf,
  logging,
  openedOf,
  type Situation,
  situationAt,
  type StandingStep,
  stepsOf,
} from './request-log';
import { serviceRefusal } from './service.refusals';
import type { StepKind } from './terms';
import { verdictsAfter } from './verdicts';

/** What its decisions look at. */
export interface ServiceRequest {
  readonly log: Sequence<Entry>;
}

export const serviceRequest = defineState<ServiceRequest>()({
  category: 'service-request',
  from: requestEvents,
  begins: {
    RequestOpened: (data, at) => ({ log: Sequence.of([entryOf.RequestOpened(data, at)]) }),
  },
  evolve: logging<ServiceRequest>((before, entry) => ({ log: before.log.with(entry) })),
});

export const idRefuses = serviceRefusal.some('id-needed', 'personal-id');

/**
 * The id of a request: the chosen one, else its number if that can be an id.
 * @throws Refusal `service/id-needed`, `service/personal-id`
 */
export function requestIdOf(chosen: string | undefined, number: string): string {
  const id = documentIdOf(chosen, number);
  if (id !== undefined) return id;
  throw chosen === undefined ? serviceRefusal('id-needed', { number }) : serviceRefusal('personal-id', { id: chosen });
}

export const requestRefuses = serviceRefusal.some('unknown-request', 'before-opened', 'too-many-steps');

/** Each decision looks at all of them. */
const MOST_ENTRIES = 1000;

/** A request as a decision of an instant finds it. */
export interface Found {
  readonly log: readonly Entry[];
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
  return { log, steps, openedAt, situation: situationAt(steps, at) };
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

/** Whether a step that changes nothing by what is known needs no record. */
export const isNothing = (
  { steps }: Found,
  kind: StepKind,
  { occurredAt: since, now }: Pick<Decision, 'occurredAt' | 'now'>,
): boolean =>
  !isNews({ since, isSaid: true, isOfIt: steps.some((each) => each.kind === kind && each.at === since) }, { now });

/** The situation of a request that is neither resolved nor closed. */
export const isBegun = ({ status }: Situation): boolean => status === 'open' || status === 'waiting';

/** Why nothing can be done with a request that is neither open nor waiting. */
export const ended = ({ status }: Situation, requestId: string, at: Instant): Refusal =>
  serviceRefusal(status === 'resolved' ? 'request-resolved' : 'request-closed', { requestId, at });

type Context = Pick<Decision, 'policies' | 'now' | 'occurredAt'>;

/**
 * A step of a request, and the verdicts that follow from it. A step may be recorded weeks after it happened: then it may
 * turn verdicts that were given meanwhile.
 */
export function withVerdicts(
  event: EventIn<typeof requestEvents>,
  { log }: Pick<Found, 'log'>,
  kind: StepKind,
  { policies, now, occurredAt: at }: Context,
): readonly EventIn<typeof requestEvents>[] {
  const entry: Entry = { is: 'step', step: { id: '', kind, at }, at, recordedAt: now };
  const cause: Cause = { because: 'late', fact: kind, factAt: at };
  return [event, ...verdictsAfter(log, [...log, entry], cause, { policies, now })];
}
