import { contexts } from '../../server/src/contexts';

/** Those beside which the toy may stand: service has complaints of its own, by the same names, and warnings takes from it. */
export const others = contexts.filter(({ name }) => name !== 'service' && name !== 'warnings');
