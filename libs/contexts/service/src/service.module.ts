import { type ContextDef, defineContext } from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import { complaintHandlingPolicy, complaintTargetPolicy } from './complaint-policies';
import { exceptionsOfService } from './exceptions';
import { hazardNoticesPolicy } from './hazard-policy';
import { hazardsSection } from './hazards-section';
import { inspections } from './inspections';
import { qualityPolicy } from './quality-policy';
import { qualityReturns } from './quality-returns';
import { qualitySection } from './quality-section';
import { judgeComplaint } from './react/judge-complaint/judge-complaint';
import { lateComplaints } from './react/judge-complaint/late-complaints';
import { unassignedRequests } from './react/ask-for-assignment/unassigned-requests';
import { assignByPolicy, leaveUnassigned } from './react/assign-requests/assign-by-policy';
import { assignmentRounds } from './react/assign-requests/assignment-rounds';
import { endRound } from './react/assign-requests/end-round';
import { dueVerdicts } from './react/judge-request/due-verdicts';
import { judgeRequest } from './react/judge-request/judge-request';
import { recordUnacknowledged } from './react/record-unacknowledged/record-unacknowledged';
import { unacknowledgedNotices } from './react/record-unacknowledged/unacknowledged-notices';
import { lateTiers } from './react/restate-promise/late-tiers';
import { restatePromise } from './react/restate-promise/restate-promise';
import { assignmentWhatIf } from './read/assignment-what-if/assignment-what-if';
import { complaintTargetReport } from './read/complaints/complaint-target';
import { complaints } from './complaints';
import { complaintsReport } from './read/complaints/complaints-report';
import { defectPareto } from './read/defect-pareto/defect-pareto';
import { hazardNotices } from './read/hazard-notices/hazard-notices';
import { passRateReport } from './read/pass-rate/pass-rate-report';
import { serviceRequests } from './service-requests';
import { serviceLoad } from './read/service-load/service-load';
import { slaReport } from './read/service-requests/sla-report';
import { serviceAssignmentPolicy } from './service-assignment-policy';
import { askForAssignment } from './service-desk';
import { serviceLevelsPolicy } from './service-levels-policy';
import { serviceSection } from './service-section';
import { acknowledgeHazardNotice } from './write/acknowledge-hazard-notice/acknowledge-hazard-notice';
import { assignRequest } from './write/assign-request/assign-request';
import { bringInRequest } from './write/bring-in-request/bring-in-request';
import { closeComplaint } from './write/close-complaint/close-complaint';
import { closeRequest } from './write/close-request/close-request';
import { correctComplaint } from './write/correct-complaint/correct-complaint';
import { correctHazardNotice } from './write/correct-hazard-notice/correct-hazard-notice';
import { correctInspection } from './write/correct-inspection/correct-inspection';
import { correctQualityReturn } from './write/correct-quality-return/correct-quality-return';
import { correctStep } from './write/correct-step/correct-step';
import { escalateComplaint } from './write/escalate-complaint/escalate-complaint';
import { fileComplaint } from './write/file-complaint/file-complaint';
import { findCause } from './write/find-cause/find-cause';
import { giveHazardNotice } from './write/give-hazard-notice/give-hazard-notice';
import { investigateComplaint } from './write/investigate-complaint/investigate-complaint';
import { openRequest } from './write/open-request/open-request';
import { pauseComplaint } from './write/pause-complaint/pause-complaint';
import { pauseRequest } from './write/pause-request/pause-request';
import { recordInspection } from './write/record-inspection/record-inspection';
import { recordQualityReturn } from './write/record-quality-return/record-quality-return';
import { reopenComplaint } from './write/reopen-complaint/reopen-complaint';
import { reopenRequest } from './write/reopen-request/reopen-request';
import { reportFinding } from './write/report-finding/report-finding';
import { resolveRequest } from './write/resolve-request/resolve-request';
import { respondToRequest } from './write/respond-to-request/respond-to-request';
import { resumeComplaint } from './write/resume-complaint/resume-complaint';
import { resumeRequest } from './write/resume-request/resume-request';
import { retractComplaintStep } from './write/retract-complaint-step/retract-complaint-step';
import { retractInspection } from './write/retract-inspection/retract-inspection';
import { retractQualityReturn } from './write/retract-quality-return/retract-quality-return';
import { retractStep } from './write/retract-step/retract-step';
import { takeAction } from './write/take-action/take-action';
import { verifyAction } from './write/verify-action/verify-action';
import { withdrawAcknowledgement } from './write/withdraw-acknowledgement/withdraw-acknowledgement';
import { withdrawComplaint } from './write/withdraw-complaint/withdraw-complaint';
import { withdrawHazardNotice } from './write/withdraw-hazard-notice/withdraw-hazard-notice';
import { withdrawRequest } from './write/withdraw-request/withdraw-request';

/** 服务与投诉 */
export const service: ContextDef = defineContext({
  name: 'service',
  title: { zh: '服务与投诉', en: 'Service and complaints' },
  slices: [
    openRequest,
    assignRequest,
    respondToRequest,
    pauseRequest,
    resumeRequest,
    resolveRequest,
    reopenRequest,
    closeRequest,
    withdrawRequest,
    correctStep,
    retractStep,
    bringInRequest,
    judgeRequest,
    dueVerdicts,
    askForAssignment,
    unassignedRequests,
    assignByPolicy,
    leaveUnassigned,
    endRound,
    assignmentRounds,
    serviceLoad,
    assignmentWhatIf,
    serviceAssignmentPolicy,
    restatePromise,
    lateTiers,
    serviceRequests,
    serviceSection,
    slaReport,
    serviceLevelsPolicy,
    businessCalendarPolicy,
    fileComplaint,
    investigateComplaint,
    reportFinding,
    findCause,
    takeAction,
    verifyAction,
    pauseComplaint,
    resumeComplaint,
    closeComplaint,
    reopenComplaint,
    withdrawComplaint,
    escalateComplaint,
    correctComplaint,
    retractComplaintStep,
    judgeComplaint,
    lateComplaints,
    complaints,
    complaintsReport,
    complaintTargetReport,
    complaintHandlingPolicy,
    complaintTargetPolicy,
    exceptionsOfService,
    giveHazardNotice,
    correctHazardNotice,
    withdrawHazardNotice,
    acknowledgeHazardNotice,
    withdrawAcknowledgement,
    recordUnacknowledged,
    unacknowledgedNotices,
    hazardNotices,
    hazardsSection,
    hazardNoticesPolicy,
    recordInspection,
    correctInspection,
    retractInspection,
    recordQualityReturn,
    correctQualityReturn,
    retractQualityReturn,
    inspections,
    qualityReturns,
    qualitySection,
    passRateReport,
    defectPareto,
    qualityPolicy,
  ],
});
