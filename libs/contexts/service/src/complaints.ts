import {
  byStream,
  code,
  defineProjection,
  type Erased,
  flag,
  idIn,
  type Instant,
  instantField,
  isCustomer,
  LAST_INSTANT,
  type Policies,
  READERS,
  type Recorded,
  text,
  unindexed,
} from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import { complaint } from './complaint';
import { complaintEvents } from './complaint.events';
import { clockedComplaint, type ComplaintEntry, complaintEntryOf, complaintLogging, filedOf } from './complaint-log';
import { type ComplaintSummary, complaintSummaryOf } from './complaint-summary';
import { complaintCauses, complaintStatuses, severities } from './complaint-terms';
import { nextDue } from './service-clock';
import { RESTATED, shownVerdict } from './shown-parts';
import { stepsOf, verdictsOf } from './step-log';
import { levelStandings } from './terms';
import { feedbackForm, handlingForm } from './complaint-forms';
import { complaintView, type ComplaintView } from './complaint-view';

type Words = string | Erased;

/** What people wrote with a step. */
interface Written {
  readonly note?: Words;
  readonly waitingFor?: Words;
  readonly finding?: Words;
  readonly explanation?: Words;
  readonly corrective?: Words;
  readonly preventive?: Words;
  readonly evidence?: Words;
  readonly answer?: Words;
  readonly reason?: Words;
}

export interface ComplaintDocument {
  readonly complaintId: string;
  readonly customer: string | null;
  readonly number: string;
  readonly complaint: Words;
  readonly demand: Words | null;
  readonly complainant: Words | null;
  readonly product: string | null;
  readonly order: string | null;
  readonly request: string | null;
  readonly businessLine: string | null;
  readonly log: readonly ComplaintEntry[];
  /** By the event of the step. */
  readonly written: Readonly<Record<string, Written>>;
  /** Why a step was corrected or retracted, by its event. */
  readonly reasons: Readonly<Record<string, Words>>;
}

const adding = complaintLogging<ComplaintDocument, Recorded>((doc, entry) => ({ ...doc, log: [...doc.log, entry] }));
const writing = (doc: ComplaintDocument, { id }: Recorded, said: Written): ComplaintDocument =>
  Object.keys(said).length === 0 ? doc : { ...doc, written: { ...doc.written, [id]: said } };
const because = (doc: ComplaintDocument, stepId: string, reason: Words): ComplaintDocument => ({
  ...doc,
  reasons: { ...doc.reasons, [stepId]: reason },
});
const given = (name: keyof Written, said: Words | undefined): Written => (said === undefined ? {} : { [name]: said });

/** 投诉: each with all that was found, done and judged. */
export const complaints = defineProjection<ComplaintDocument>()({
  name: 'complaints',
  title: { zh: '投诉', en: 'Complaints' },
  version: 2,
  from: complaintEvents,
  key: byStream,
  begins: {
    ComplaintFiled: (data, at) => ({
      complaintId: idIn(complaint, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      number: data.number,
      complaint: data.complaint,
      demand: data.demand ?? null,
      complainant: data.complainant ?? null,
      product: data.product ?? null,
      order: data.orderId ?? null,
      request: data.requestId ?? null,
      businessLine: at.businessLine,
      log: [complaintEntryOf.ComplaintFiled(data, at)],
      ...{ written: {}, reasons: {} },
    }),
  },
  evolve: {
    ...adding,
    InvestigationAsked: (doc, data, at) =>
      writing(adding.InvestigationAsked(doc, data, at), at, given('note', data.note)),
    InvestigationReported: (doc, data, at) =>
      writing(adding.InvestigationReported(doc, data, at), at, { finding: data.finding }),
    CauseFound: (doc, data, at) => writing(adding.CauseFound(doc, data, at), at, { explanation: data.explanation }),
    ActionTaken: (doc, data, at) =>
      writing(adding.ActionTaken(doc, data, at), at, { corrective: data.corrective, preventive: data.preventive }),
    ActionVerified: (doc, data, at) =>
      writing(adding.ActionVerified(doc, data, at), at, given('evidence', data.evidence)),
    ComplaintPaused: (doc, data, at) =>
      writing(adding.ComplaintPaused(doc, data, at), at, given('waitingFor', data.waitingFor)),
    ComplaintResumed: (doc, data, at) => writing(adding.ComplaintResumed(doc, data, at), at, given('note', data.note)),
    ComplaintClosed: (doc, data, at) => writing(adding.ComplaintClosed(doc, data, at), at, { answer: data.answer }),
    ComplaintReopened: (doc, data, at) =>
      writing(adding.ComplaintReopened(doc, data, at), at, given('reason', data.reason)),
    ComplaintWithdrawn: (doc, data, at) =>
      writing(adding.ComplaintWithdrawn(doc, data, at), at, given('reason', data.reason)),
    ComplaintEscalated: (doc, data, at) =>
      writing(adding.ComplaintEscalated(doc, data, at), at, given('reason', data.reason)),
    ComplaintStepCorrected: (doc, data, at) =>
      because(adding.ComplaintStepCorrected(doc, data, at), data.stepId, data.reason),
    ComplaintStepRetracted: (doc, data, at) =>
      because(adding.ComplaintStepRetracted(doc, data, at), data.stepId, data.reason),
  },
  policies: [businessCalendarPolicy.name],
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    product: text((doc) => doc.product),
    order: text((doc) => doc.order),
    severity: code(severities, (doc) => now(doc)?.severity ?? null),
    status: code(complaintStatuses, (doc) => now(doc)?.status ?? null),
    waiting: flag(isWaiting),
    cause: code(complaintCauses, (doc) => now(doc)?.cause ?? null),
    responsible: text((doc) => now(doc)?.responsible ?? null),
    filedAt: instantField((doc) => now(doc)?.filedAt ?? null),
    closedAt: instantField((doc) => now(doc)?.closedAt ?? null),
    escalated: flag((doc) => (now(doc)?.escalated.length ?? 0) > 0),
    response: code(levelStandings, (doc) => now(doc)?.response ?? null),
    resolution: code(levelStandings, (doc) => now(doc)?.resolution ?? null),
    nextDueAt: instantField(nextDueAt),
    restated: RESTATED,
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: complaintView,
  view: (doc, { policies }) => shown(doc, policies),
  shows: [
    { at: 'complaint', of: ['service.complaint'] },
    { at: 'demand', of: ['service.demand'] },
    { at: 'complainant', of: ['service.complainant'] },
    { at: 'waitingFor', of: ['service.waitingFor'] },
    { at: 'explanation', of: ['service.explanation'] },
    { at: 'answer', of: ['service.answer'] },
    { at: 'investigations/*/note', of: ['service.note'] },
    { at: 'investigations/*/finding', of: ['service.finding'] },
    { at: 'actions/*/corrective', of: ['service.corrective'] },
    { at: 'actions/*/preventive', of: ['service.preventive'] },
    { at: 'actions/*/evidence', of: ['service.evidence'] },
    { at: 'escalations/*/reason', of: ['service.reason'] },
    { at: 'steps/*/note', of: ['service.waitingFor', 'service.note'] },
    { at: 'steps/*/reason', of: ['service.reason'] },
  ],
  personal: true,
  routes: [
    {
      path: 'complaints',
      summary: { zh: '投诉', en: 'Complaints' },
      by: READERS,
      one: { parameter: 'complaintId', of: complaint, prints: [feedbackForm, handlingForm] },
    },
    {
      path: 'customers/:customer/complaints',
      summary: { zh: '某客户的投诉', en: 'Complaints of a customer' },
      by: READERS,
    },
  ],
});

/** By all that is known. */
const now = ({ log }: ComplaintDocument): ComplaintSummary | null => complaintSummaryOf(log, LAST_INSTANT);

function isWaiting(doc: ComplaintDocument): boolean {
  return (now(doc)?.waitingId ?? null) !== null;
}

function nextDueAt({ log }: ComplaintDocument, policies: Policies): Instant | null {
  return nextDue(clockedComplaint(log), policies);
}

function shown(doc: ComplaintDocument, policies: Policies): ComplaintView {
  const { log, written, reasons } = doc;
  const summary = now(doc);
  const all = stepsOf(log);
  const standing = new Map(all.map((each) => [each.id, each]));
  const escalated = new Set(summary?.escalated.map(({ id }) => id));
  const entered = log.flatMap((entry) =>
    entry.is === 'step' ? [{ ...entry.step, recordedAt: entry.recordedAt }] : [],
  );
  return {
    ...{ complaintId: doc.complaintId, customer: doc.customer, number: doc.number },
    ...{ status: summary?.status ?? 'filed', severity: summary?.severity ?? 'minor' },
    ...{ waiting: isWaiting(doc), waitingFor: written[summary?.waitingId ?? '']?.waitingFor ?? null },
    ...{ complaint: doc.complaint, demand: doc.demand, complainant: doc.complainant, product: doc.product },
    ...{ order: doc.order, request: doc.request, businessLine: doc.businessLine },
    ...{ filedAt: summary?.filedAt ?? '', closedAt: summary?.closedAt ?? null },
    ...{ cause: summary?.cause ?? null, responsible: summary?.responsible ?? null },
    explanation: written[summary?.causeId ?? '']?.explanation ?? null,
    answer: written[summary?.closedId ?? '']?.answer ?? null,
    satisfied: summary?.satisfied ?? null,
    escalated: escalated.size > 0,
    promise: filedOf(all)?.promise ?? null,
    ...{ response: summary?.response ?? 'none', resolution: summary?.resolution ?? 'none' },
    nextDueAt: nextDueAt(doc, policies),
    findingsMissing: summary?.findingsMissing ?? [],
    investigations: all.flatMap(({ id, kind: step, at, department }) =>
      department === undefined
        ? []
        : [
            {
              department,
              at,
              step,
              note: written[id]?.note ?? null,
              finding: written[id]?.finding ?? null,
              eventId: id,
            },
          ],
    ),
    actions: all.flatMap(({ id, kind: step, at }, index) => {
      if (step !== 'acted') return [];
      const next = all.findIndex((each, later) => later > index && each.kind === 'acted');
      const verified = all
        .slice(index + 1, next < 0 ? all.length : next)
        .findLast(({ kind: of }) => of === 'verified' || of === 'refuted');
      return [
        {
          at,
          corrective: written[id]?.corrective ?? null,
          preventive: written[id]?.preventive ?? null,
          effective: verified === undefined ? null : verified.kind === 'verified',
          verifiedAt: verified?.at ?? null,
          evidence: written[verified?.id ?? '']?.evidence ?? null,
          eventId: id,
        },
      ];
    }),
    escalations: all.flatMap(({ id, at, escalation }) =>
      escalation === undefined
        ? []
        : [
            {
              ...{ at, to: escalation.to, because: escalation.because, dueAt: escalation.dueAt ?? null },
              reason: written[id]?.reason ?? null,
              standing: escalated.has(id),
              eventId: id,
            },
          ],
    ),
    steps: entered
      .map(({ id, kind: step, at, recordedAt }) => {
        const stands = standing.get(id);
        return {
          ...{ step, at: stands?.at ?? at, enteredAt: stands !== undefined && stands.at !== at ? at : null },
          ...{ recordedAt, retracted: stands === undefined },
          note: (step === 'paused' ? written[id]?.waitingFor : step === 'resumed' ? written[id]?.note : null) ?? null,
          reason: reasons[id] ?? (step === 'reopened' || step === 'withdrawn' ? (written[id]?.reason ?? null) : null),
          eventId: id,
        };
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    verdicts: verdictsOf(log).map(shownVerdict),
  };
}
