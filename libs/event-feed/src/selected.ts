import type { Stored } from '@dossier/event-store';
import { departmentCode } from '@dossier/kernel';
import type { Selection } from './log-reader.port';

/** Whether a selection names the event. */
export const isSelected = (
  { type, subject, department }: Pick<Stored, 'type' | 'subject' | 'department'>,
  { types, subjects, departments }: Selection,
): boolean =>
  (types?.some((each) => (each.endsWith('.*') ? type.startsWith(each.slice(0, -1)) : type === each)) ?? true) &&
  (subjects?.includes(subject) ?? true) &&
  (departments === undefined ||
    (department !== null && departments.map(departmentCode).includes(departmentCode(department))));
