import { complaintsUp } from '../../signals/complaints';
import { watching } from '../../watch';

/** Warns of a customer that complains more than before. */
export const customersThatComplainMore = watching(complaintsUp);
