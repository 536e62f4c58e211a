import { byStream, defineProjection, type Erased, flag, type Instant, instantField, text } from '@dossier/kernel';
import { complaint } from '../../complaint';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';
import type { Severity } from '../../terms';

export interface ComplaintDocument {
  readonly customer: string;
  readonly severity: Severity;
  readonly complaint: string | Erased;
  readonly filedAt: Instant;
  readonly escalated: boolean;
  readonly closedAt: Instant | null;
}

export const complaints = defineProjection<ComplaintDocument>()({
  name: 'complaints',
  title: { zh: '投诉', en: 'Complaints' },
  version: 1,
  from: { ComplaintFiled, ComplaintEscalated, ComplaintClosed },
  key: byStream,
  evolve: {
    ComplaintFiled: (_, { severity, complaint: said }, { subject: customer, occurredAt: filedAt }) => ({
      ...{ customer, severity, complaint: said, filedAt, escalated: false, closedAt: null },
    }),
    ComplaintEscalated: (doc) => doc && { ...doc, escalated: true },
    ComplaintClosed: (doc, _, at) => doc && { ...doc, closedAt: at.occurredAt },
  },
  fields: {
    customer: text((doc) => doc.customer),
    severity: text((doc) => doc.severity),
    filedAt: instantField((doc) => doc.filedAt),
    closedAt: instantField((doc) => doc.closedAt),
    escalated: flag((doc) => doc.escalated),
  },
  shows: [{ at: 'complaint', of: ['complaints.complaint'] }],
  personal: true,
  routes: [
    {
      path: 'complaints',
      summary: { zh: '投诉', en: 'Complaints' },
      by: ['service', 'analyst', 'auditor', 'staff'],
      one: { parameter: 'complaintId', of: complaint },
    },
  ],
});
