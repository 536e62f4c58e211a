import { readsOf, viewing } from '@dossier/testing';
import { type ComplaintDocument, complaints } from './complaints';
import { complaintsReport } from './complaints-report';

const filed: ComplaintDocument = {
  ...{ customer: 'c-1', severity: 'major', complaint: '密封圈漏油', filedAt: '2026-03-01T08:00:00.000Z' },
  ...{ escalated: false, closedAt: null },
};
const documents = { 'complaint-k-1': filed, 'complaint-k-2': filed, 'complaint-k-3': { ...filed, severity: 'minor' } };

it('counts complaints by severity', async () => {
  const asking = { ...viewing(), reads: readsOf(new Map([[complaints, documents]])) };
  expect(await complaintsReport.run({}, asking)).toEqual({
    rows: [
      { severity: 'major', complaints: 2 },
      { severity: 'minor', complaints: 1 },
    ],
  });
});
