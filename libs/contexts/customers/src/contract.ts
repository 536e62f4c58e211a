export { type Customer, customer, deactivationAt } from './customer';
export { CustomerDeactivated, type CustomerKind, CustomerReactivated, CustomerRegistered } from './customer.events';
export { attributes } from './attributes';
export { industries, sizeBands } from './code-lists';
export { customerKinds } from './customer.events';
export { customerStatuses, deactivations } from './status';
export { customersProjection } from './read/customers/customers';
export { NoteCustomer, noteCustomer } from './write/note-customer/note-customer';
export { RegisterCustomer, registerCustomer } from './write/register-customer/register-customer';
