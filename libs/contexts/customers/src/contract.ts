export { IDENTITY_LINKS, identityLinks } from './identity';
export { attributions, SubjectAttributed } from './identity.events';
export { CustomerDeactivated, type CustomerKind, CustomerReactivated, CustomerRegistered } from './customer.events';
export { ExternalIdClaimed } from './external-id.events';
export { customersProjection } from './read/customers/customers';
export { type ExternalIdOwner, externalIds } from './read/external-ids/external-ids';
export { AttributeSubject, attributeSubject } from './write/attribute-subject/attribute-subject';
export { ClaimExternalId, claimExternalId } from './write/claim-external-id/claim-external-id';
export { RegisterCustomer, registerCustomer } from './write/register-customer/register-customer';
