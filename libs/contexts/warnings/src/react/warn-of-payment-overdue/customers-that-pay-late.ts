import { paymentOverdue } from '../../signals/overdue';
import { watching } from '../../watch';

/** Warns of a customer with money overdue, once for all that is overdue at a time. */
export const customersThatPayLate = watching(paymentOverdue);
