import { defineState, type Erased, type Instant, isCustomer, partsOf } from '@dossier/kernel';
import { type ResponseContent, responseEvents, type ResponseScore } from './response.events';
import { satisfactionRefusal } from './satisfaction.refusals';

/** What its decisions look at. */
export interface Response {
  /** null: nobody knows yet whose it is. */
  readonly customer: string | null;
  readonly at: Instant;
  readonly content: ResponseContent;
  /** Why it was retracted; null: it stands. */
  readonly retractedFor: string | Erased | null;
}

const SCORE = ['instrument', 'scale', 'score', 'competitor'] as const;
export const scoreIn = partsOf<ResponseScore>(SCORE);
/** What is said in a response. */
export const responseIn = partsOf<ResponseContent>([
  ...SCORE,
  ...(['touchpoint', 'topic', 'product', 'ratedDepartment', 'survey', 'respondent', 'comment'] as const),
]);

export const response = defineState<Response>()({
  category: 'survey-response',
  from: responseEvents,
  begins: {
    ResponseGiven: (data, { subject, occurredAt: at }) => ({
      customer: isCustomer(subject) ? subject : null,
      ...{ at, content: responseIn(data), retractedFor: null },
    }),
  },
  evolve: {
    ResponseSetAside: (before) => before, // the correction that comes with it says the rest
    ResponseCorrected: (before, data, { occurredAt: at }) => ({ ...before, at, content: responseIn(data) }),
    ResponseRetracted: (before, { reason: retractedFor }) => ({ ...before, retractedFor }),
  },
});

/** @throws Refusal `satisfaction/unknown-response` */
export function given(state: Response | undefined, responseId: string): Response {
  if (state === undefined) throw satisfactionRefusal('unknown-response', { responseId });
  return state;
}
/** @throws Refusal `satisfaction/unknown-response`, `satisfaction/retracted` */
export function standingResponse(state: Response | undefined, responseId: string): Response {
  const before = given(state, responseId);
  if (before.retractedFor !== null) throw satisfactionRefusal('retracted', { what: responseId });
  return before;
}
