import { industryTurningBad } from '../../signals/outlook';
import { watching } from '../../watch';

/** Warns of a customer whose industry has a bad outlook. */
export const customersInBadIndustries = watching(industryTurningBad);
