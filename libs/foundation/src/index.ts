export { foundation } from './foundation';
export { ClaimExternalId, claimExternalId } from './identity/claim-external-id';
export { claimed, externalId, externalIdKey, externalIdNames, OtherId } from './identity/external-id';
export { ExternalIdClaimed } from './identity/external-id.events';
export { type ExternalIdOwner, externalIds } from './identity/external-ids/external-ids';
export { attributed, IDENTITY_LINKS, type IdentityLinks, identityLinks, ownerOf } from './identity/identity';
export { attributions, SubjectAttributed } from './identity/identity.events';
export { identityRefusal } from './identity/identity.refusals';
export { historyPolicy, type HistoryPolicy } from './policies/history-policy';
export { personalData, type PersonalData } from './policies/personal-data';
export { policiesRefusal } from './policies/policies.refusals';
export { policy, policyStream } from './policies/policy';
export { type PolicyDocument, PolicyPublished } from './policies/policy.events';
export {
  completedDocument,
  type PolicyHistory,
  policyInForce,
  type PolicyVersion,
  versionInForce,
  type VersionPublished,
} from './policies/policy-in-force';
export { policiesProjection, type PolicyVersions } from './policies/read/policies/policies';
export { Publishing, PublishPolicy, publishPolicy } from './policies/write/publish-policy/publish-policy';
