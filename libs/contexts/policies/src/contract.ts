export { historyPolicy, type HistoryPolicy } from './history-policy';
export { personalData, type PersonalData } from './personal-data';
export { type PolicyDocument, PolicyPublished } from './policy.events';
export { policyStream } from './policy';
export { type PolicyHistory, policyInForce, type PolicyVersion } from './policy-in-force';
export { policiesProjection } from './read/policies/policies';
export { PublishPolicy, publishPolicy } from './write/publish-policy/publish-policy';
