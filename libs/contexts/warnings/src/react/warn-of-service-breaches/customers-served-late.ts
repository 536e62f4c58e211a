import { serviceBreaches } from '../../signals/breaches';
import { watching } from '../../watch';

/** Warns of a customer whose service levels are missed again and again. */
export const customersServedLate = watching(serviceBreaches);
