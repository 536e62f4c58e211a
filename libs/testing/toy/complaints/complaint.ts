import { defineState } from '@dossier/kernel';
import { complaintEvents } from './complaint.events';
import { complaintsRefusal } from './complaints.refusals';

/** `next` is what is to be done. */
interface OpenComplaint {
  readonly is: 'open';
  readonly next: 'cause' | 'action' | 'proof' | 'answer';
  readonly escalated: boolean;
}
export type Complaint = OpenComplaint | { readonly is: 'closed' };

const next = (state: Complaint, to: OpenComplaint['next']): Complaint =>
  state.is === 'open' ? { ...state, next: to } : state;

export const complaint = defineState<Complaint>()({
  category: 'complaint',
  from: complaintEvents,
  begins: {
    ComplaintFiled: () => ({ is: 'open', next: 'cause', escalated: false }),
  },
  evolve: {
    CauseFound: (state) => next(state, 'action'),
    ActionTaken: (state) => next(state, 'proof'),
    ActionVerified: (state, { effective }) => next(state, effective ? 'answer' : 'action'),
    ComplaintEscalated: (state) => (state.is === 'open' ? { ...state, escalated: true } : state),
    ComplaintClosed: () => ({ is: 'closed' }),
  },
});

/** @throws Refusal `complaints/unknown`, `complaints/closed` */
export function openComplaint(state: Complaint | undefined, complaintId: string): OpenComplaint {
  if (state === undefined) throw complaintsRefusal('unknown', { complaintId });
  if (state.is === 'closed') throw complaintsRefusal('closed', { complaintId });
  return state;
}
/** What {@link openComplaint} refuses. */
export const complaintRefuses = complaintsRefusal.some('unknown', 'closed');
