import { byStream, defineProjection, flag, instantField, kind, orErased, orNull, shape, text } from '@dossier/kernel';
import { READERS, type Shown } from '@dossier/kernel';
import { complaint } from '../../complaint';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';
import { severities } from '../../terms';

const complaintShape = shape({
  customer: kind.customer({ zh: '客户', en: 'Customer' }),
  severity: kind.code(severities.title, severities),
  complaint: orErased(kind.text({ zh: '投诉内容', en: 'Complaint' })),
  filedAt: kind.instant({ zh: '受理时间', en: 'Filed' }),
  escalated: kind.flag({ zh: '已升级', en: 'Escalated' }),
  closedAt: orNull(kind.instant({ zh: '结案时间', en: 'Closed' })),
});
export type ComplaintDocument = Shown<typeof complaintShape>;

export const complaints = defineProjection<ComplaintDocument>()({
  name: 'complaints',
  title: { zh: '投诉', en: 'Complaints' },
  version: 1,
  from: { ComplaintFiled, ComplaintEscalated, ComplaintClosed },
  key: byStream,
  begins: {
    ComplaintFiled: ({ severity, complaint: said }, { subject: customer, occurredAt: filedAt }) => ({
      ...{ customer, severity, complaint: said, filedAt, escalated: false, closedAt: null },
    }),
  },
  evolve: {
    ComplaintEscalated: (doc) => ({ ...doc, escalated: true }),
    ComplaintClosed: (doc, _, at) => ({ ...doc, closedAt: at.occurredAt }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    severity: text((doc) => doc.severity),
    filedAt: instantField((doc) => doc.filedAt),
    closedAt: instantField((doc) => doc.closedAt),
    escalated: flag((doc) => doc.escalated),
  },
  shape: complaintShape,
  shows: [{ at: 'complaint', of: ['complaints.complaint'] }],
  personal: true,
  routes: [
    {
      path: 'complaints',
      summary: { zh: '投诉', en: 'Complaints' },
      by: READERS,
      one: { parameter: 'complaintId', of: complaint },
    },
  ],
});
