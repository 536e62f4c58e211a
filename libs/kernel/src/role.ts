/** Who may. `admin` may everything; a role that is not named may not. */
export type Role = 'admin' | 'service' | 'analyst' | 'auditor' | 'staff';
