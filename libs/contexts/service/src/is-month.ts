import { IsForm } from '@dossier/fields';

/** A month of the company, as a parameter of a report. */
export const IsMonth = (): PropertyDecorator =>
  IsForm(/^\d{4}-(?:0[1-9]|1[0-2])$/, { zh: '月份，如 "2026-03"', en: 'a month, such as "2026-03"' });
