import { defineQuery, kind, NoParams, READERS, shape, type Shown } from '@dossier/kernel';
import { severities, type Severity } from '../../terms';
import { complaints } from './complaints';

const reportShape = shape({
  rows: kind.rows(severities.title, {
    severity: kind.code(severities.title, severities),
    complaints: kind.count({ zh: '投诉件数', en: 'Complaints' }),
  }),
});

export const complaintsReport = defineQuery({
  name: 'report.complaints',
  title: { zh: '按严重程度统计投诉', en: 'Complaints by severity' },
  params: NoParams,
  by: READERS,
  ofNow: true,
  over: [complaints],
  shape: reportShape,
  run: async (_, { reads }): Promise<Shown<typeof reportShape>> => {
    const counted = await reads.group(complaints, { by: ['severity'], compute: { complaints: { fn: 'count' } } });
    const rows = counted.map(({ severity, complaints: count }) => ({
      severity: severity as Severity,
      complaints: Number(count),
    }));
    return { rows };
  },
});
