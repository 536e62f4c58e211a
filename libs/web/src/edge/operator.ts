import type { Principal } from '@dossier/engine';

/** The owner of the machine, connected by the control socket. */
export const OPERATOR: Principal = { id: 'operator', role: 'admin', departments: [] };

/** Of a demo: whoever sits at the machine and shows no key. Reads what is invented, and changes nothing. */
export const VISITOR: Principal = { id: 'visitor', role: 'auditor', departments: [] };
