import { defineQuery, NoParams, type Text } from '@dossier/kernel';
import { severities, type Severity } from '../../terms';
import { complaints } from './complaints';

export interface ComplaintsRow {
  readonly severity: Severity;
  readonly label: Text;
  readonly complaints: number;
}

export const complaintsReport = defineQuery({
  name: 'report.complaints',
  title: { zh: '按严重程度统计投诉', en: 'Complaints by severity' },
  params: NoParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  ofNow: true,
  over: [complaints],
  run: async (_, { reads }): Promise<{ readonly rows: readonly ComplaintsRow[] }> => {
    const counted = await reads.group(complaints, { by: ['severity'], compute: { complaints: { fn: 'count' } } });
    const rows = counted.map(({ severity, complaints: count }) => ({
      severity: severity as Severity,
      label: severities.words[severity as Severity],
      complaints: Number(count),
    }));
    return { rows };
  },
});
