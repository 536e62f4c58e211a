export { type Customer, customer, deactivationAt } from './customer';
export { CustomerDeactivated, type CustomerKind, CustomerReactivated, CustomerRegistered } from './customer.events';
export { INDUSTRIES, SIZE_BANDS } from './code-lists';
export { deactivations } from './status';
export { customersProjection } from './read/customers/customers';
export { NoteCustomer, noteCustomer } from './write/note-customer/note-customer';
export { RegisterCustomer, registerCustomer } from './write/register-customer/register-customer';
