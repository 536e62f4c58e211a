import { silence } from '../../signals/silence';
import { watching } from '../../watch';

/** Warns of a customer that is silent for longer than its rhythm and its season explain. */
export const silentCustomers = watching(silence);
