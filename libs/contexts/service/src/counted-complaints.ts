import type { Evolve, Instant, Recorded } from '@dossier/kernel';
import {
  ActionTaken,
  ActionVerified,
  CauseFound,
  ComplaintClosed,
  ComplaintFiled,
  ComplaintReopened,
  ComplaintStepCorrected,
  ComplaintStepRetracted,
  ComplaintWithdrawn,
  InvestigationAsked,
  InvestigationReported,
} from './complaint.events';
import { type ComplaintEntry, complaintEntryOf, type ComplaintStep, filedOf, walked } from './complaint-log';
import { counts } from './complaint-summary';
import type { Severity } from './complaint-terms';
import { added, type Kept } from './kept-log';
import { stepsOf } from './step-log';

/** Of which follows when a complaint counts: all but what is judged of it. */
export const complaintStepEvents = {
  ComplaintFiled,
  InvestigationAsked,
  InvestigationReported,
  CauseFound,
  ActionTaken,
  ActionVerified,
  ComplaintClosed,
  ComplaintReopened,
  ComplaintWithdrawn,
  ComplaintStepCorrected,
  ComplaintStepRetracted,
};

export interface KeptComplaint {
  /** Its stream. */
  readonly complaint: string;
  readonly log: readonly Kept<ComplaintStep>[];
}
/** What happened to the complaints of a customer, the same in any order of events. */
export interface Complaints {
  /** By their streams. */
  readonly complaints: readonly KeptComplaint[];
}
export const NO_COMPLAINTS: Complaints = { complaints: [] };

export const ofComplaint = <S extends Complaints>(state: S, entry: ComplaintEntry, at: Recorded): S => ({
  ...state,
  complaints: added<ComplaintStep, KeptComplaint>(state.complaints, entry, at, {
    streamOf: ({ complaint }) => complaint,
    kept: (log) => ({ complaint: at.stream, log }),
  }),
});

export const keepComplaints = <S extends Complaints>(): Evolve<S, typeof complaintStepEvents> =>
  Object.fromEntries(
    (Object.keys(complaintStepEvents) as (keyof typeof complaintStepEvents)[]).map((name) => [
      name,
      (state: S, data: never, at: Recorded): S => ofComplaint(state, complaintEntryOf[name](data, at), at),
    ]),
  ) as never;

/** A time in which a complaint counts. */
export interface CountedComplaint {
  /** Event of the filing. */
  readonly id: string;
  readonly filedAt: Instant;
  readonly severity: Severity;
  readonly from: Instant;
  /** null: it lasts. */
  readonly until: Instant | null;
}

/** When each complaint counts: from its filing until the customer takes it back, and again from when it is reopened. */
export const countedComplaints = ({ complaints }: Complaints): readonly CountedComplaint[] =>
  complaints.flatMap(({ log }) => {
    const steps = stepsOf(log);
    const filed = filedOf(steps);
    if (filed === undefined) return [];
    const { id, at: filedAt, severity = 'minor' } = filed;
    const found: CountedComplaint[] = [];
    let from: Instant | null = null;
    const ends = (until: Instant | null): void => {
      if (from !== null && from !== until) found.push({ id, filedAt, severity, from, until });
      from = null;
    };
    for (const { step, now } of walked(steps)) {
      const { status } = now;
      if (status === 'unfiled') continue;
      if (counts({ status })) from ??= step.at;
      else ends(step.at);
    }
    ends(null);
    return found;
  });
