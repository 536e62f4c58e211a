import { satisfactionFalling } from '../../signals/satisfaction';
import { watching } from '../../watch';

/** Warns of a customer whose answers are worse than they were. */
export const customersLessSatisfied = watching(satisfactionFalling);
