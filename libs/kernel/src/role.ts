import { type CodeOf, defineTerms } from './terms';

/** `admin` may do everything; other roles only where they are named. */
export const roles = defineTerms(
  'role',
  { zh: '角色', en: 'Role' },
  {
    admin: { zh: '管理员', en: 'administrator' },
    service: { zh: '内部服务', en: 'internal service' },
    analyst: { zh: '分析人员', en: 'analyst' },
    auditor: { zh: '审计人员', en: 'auditor' },
    staff: { zh: '部门人员', en: 'staff of a department' },
  },
);
export type Role = CodeOf<typeof roles>;

/** Every role beside `admin`: may read what is no secret inside the company. */
export const READERS: readonly Role[] = roles.codes.filter((role) => role !== 'admin');
