import { type ContextDef, defineContext } from '@dossier/kernel';
import { complaintsPolicy } from './complaints-policy';
import { escalateComplaint } from './react/escalate-complaint/escalate-complaint';
import { overdueComplaints } from './react/escalate-complaint/overdue-complaints';
import { complaintSection } from './read/complaint-section/complaint-section';
import { complaints as complaintList } from './read/complaints/complaints';
import { complaintsReport } from './read/complaints/complaints-report';
import { closeComplaint } from './write/close-complaint/close-complaint';
import { fileComplaint } from './write/file-complaint/file-complaint';
import { findCause } from './write/find-cause/find-cause';
import { takeAction } from './write/take-action/take-action';
import { verifyAction } from './write/verify-action/verify-action';

/** 投诉 */
export const complaints: ContextDef = defineContext({
  name: 'complaints',
  title: { zh: '投诉', en: 'Complaints' },
  slices: [
    fileComplaint,
    findCause,
    takeAction,
    verifyAction,
    closeComplaint,
    escalateComplaint,
    overdueComplaints,
    complaintList,
    complaintSection,
    complaintsReport,
    complaintsPolicy,
  ],
});
