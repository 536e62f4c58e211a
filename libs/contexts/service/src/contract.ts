export { ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from './request.events';
