export { ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from './request.events';
export {
  type Complaints,
  complaintStepEvents,
  type CountedComplaint,
  countedComplaints,
  keepComplaints,
  NO_COMPLAINTS,
} from './counted-complaints';
