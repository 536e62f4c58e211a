import { reactorSpec, told } from '@dossier/testing';
import {
  ComplaintDeadlineMet,
  ComplaintDeadlineMissed,
  ComplaintFiled,
  ComplaintPaused,
  ComplaintResumed,
  InvestigationAsked,
} from '../../complaint.events';
import { lateComplaints } from './late-complaints';

/** Noon in Shanghai. */
const march = (day: number): string => `2026-03-0${day}T04:00:00.000Z`;
const on = (day: number) => ({ stream: 'complaint-k', occurredAt: march(day) });
const promise = { responseMinutes: 480, resolutionMinutes: 2400, hours: 'working', policyVersion: 0 } as const;
const filed = told(ComplaintFiled({ number: 'KS-1', severity: 'major', complaint: 'x', promise }), on(2));
const asked = told(InvestigationAsked({ department: 'purchasing' }), on(3));
const counted = { hours: 'working', levelsVersion: 0, calendarVersion: 0, stretches: [] } as const;
const looked = told(
  ComplaintDeadlineMet({ clock: 'response', targetMinutes: 480, spentMinutes: 480, ...counted }),
  on(3),
);
const missed = told(
  ComplaintDeadlineMissed({ clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, ...counted }),
  on(9),
);
const due = (dueAt: string) => [dueAt, { complaintId: 'k', dueAt }] as const;

it('waits for the deadlines, for each as long as it is not decided', () => {
  reactorSpec(lateComplaints)
    .given(filed)
    .twice()
    .then(...due(march(3)));
  reactorSpec(lateComplaints)
    .given(filed, asked, looked)
    .then(...due(march(9)));
  reactorSpec(lateComplaints).given(filed, asked, looked, missed).thenNothing();
});
it('waits for nothing while we wait for the customer, and longer after it', () => {
  const paused = told(ComplaintPaused({}), on(4));
  const resumed = told(ComplaintResumed({}), on(5));
  reactorSpec(lateComplaints).given(filed, asked, looked, paused).thenNothing();
  reactorSpec(lateComplaints)
    .given(filed, asked, looked, paused, resumed)
    .then(...due('2026-03-10T04:00:00.000Z'));
});
it('judges history as well', () =>
  reactorSpec(lateComplaints)
    .given({ ...filed, backfill: true, recordedAt: '2026-06-01T00:00:00.000Z' })
    .then(...due(march(3))));
