import type { Evolve, Instant } from '@dossier/kernel';
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
import { type ComplaintEntry, complaintEntryOf, filedOf, walked } from './complaint-log';
import { counts } from './complaint-summary';
import type { Severity } from './complaint-terms';
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

/** All that happened to the complaints of a customer, by stream: the same in any order of streams. */
export interface Complaints {
  readonly complaints: Readonly<Record<string, readonly ComplaintEntry[]>>;
}
export const NO_COMPLAINTS: Complaints = { complaints: {} };

export const keepComplaints = <S extends Complaints>(): Evolve<S, typeof complaintStepEvents> =>
  Object.fromEntries(
    (Object.keys(complaintStepEvents) as (keyof typeof complaintStepEvents)[]).map((name) => [
      name,
      (state: S, data: never, at: Parameters<(typeof complaintEntryOf)[typeof name]>[1]): S => {
        const { complaints } = state;
        const log = [...(complaints[at.stream] ?? []), complaintEntryOf[name](data, at)];
        return { ...state, complaints: { ...complaints, [at.stream]: log } };
      },
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
  Object.values(complaints).flatMap((log) => {
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
