import type { Principal } from '@dossier/engine';

/** The owner of the machine, connected by the control socket. */
export const OPERATOR: Principal = { id: 'operator', role: 'admin', departments: [] };
