import { type CodeOf, defineTerms } from '@dossier/kernel';

export const severities = defineTerms(
  'complaints.severity',
  { zh: '严重程度', en: 'Severity' },
  { minor: { zh: '轻微', en: 'minor' }, major: { zh: '较重', en: 'major' }, critical: { zh: '严重', en: 'critical' } },
);
export type Severity = CodeOf<typeof severities>;

export const causes = defineTerms(
  'complaints.cause',
  { zh: '根本原因', en: 'Root cause' },
  {
    design: { zh: '设计', en: 'design' },
    material: { zh: '原材料', en: 'material' },
    workmanship: { zh: '制造', en: 'workmanship' },
    transport: { zh: '运输', en: 'transport' },
    misuse: { zh: '使用不当', en: 'misuse' },
  },
);
export type Cause = CodeOf<typeof causes>;
