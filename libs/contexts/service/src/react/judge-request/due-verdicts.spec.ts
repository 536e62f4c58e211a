import { reactorSpec, told, withPolicy } from '@dossier/testing';
import { businessCalendarPolicy } from '../../business-calendar-policy';
import {
  RequestOpened,
  RequestPaused,
  RequestResolved,
  RequestResponded,
  RequestResumed,
  ServiceLevelMet,
  ServiceLevelMissed,
} from '../../request.events';
import { dueVerdicts } from './due-verdicts';

const stream = 'service-request-r';
const march = (day: number, hour: number): string => `2026-03-${String(day).padStart(2, '0')}T0${hour}:00:00.000Z`;
const promise = { responseMinutes: 60, resolutionMinutes: 480, hours: 'working', policyVersion: 0 } as const;
const opened = told(RequestOpened({ number: 'r', priority: 'high', promise }), { stream, occurredAt: march(2, 2) });
const given = {
  targetMinutes: 60,
  spentMinutes: 60,
  stretches: [],
  hours: 'working',
  levelsVersion: 0,
  calendarVersion: 0,
} as const;
const responseMissed = told(ServiceLevelMissed({ ...given, clock: 'response' }), { stream, occurredAt: march(2, 3) });
const responded = told(RequestResponded({}), { stream, occurredAt: march(2, 3) });
const responseMet = told(ServiceLevelMet({ ...given, clock: 'response' }), { stream, occurredAt: march(2, 3) });
const due = (dueAt: string) => [dueAt, { requestId: 'r', dueAt }] as const;
/** 10:00 in Shanghai and eight working hours. */
const RUNS_OUT = march(3, 2);

it('waits for the first clock that runs out, then for the next', () => {
  reactorSpec(dueVerdicts)
    .given(opened)
    .twice()
    .then(...due(march(2, 3)));
  reactorSpec(dueVerdicts)
    .given(opened, responseMissed)
    .then(...due(RUNS_OUT));
  reactorSpec(dueVerdicts)
    .given(opened, responded, responseMet)
    .then(...due(RUNS_OUT));
});
it('waits for nothing while we wait for the customer, and longer after it', () => {
  const paused = told(RequestPaused({}), { stream, occurredAt: march(2, 5) });
  const resumed = told(RequestResumed({}), { stream, occurredAt: march(2, 6) });
  reactorSpec(dueVerdicts).given(opened, responded, responseMet, paused).thenNothing();
  reactorSpec(dueVerdicts)
    .given(opened, responded, responseMet, paused, resumed)
    .then(...due(march(3, 3)));
});
it('has nothing to wait for once it is resolved, or where nothing was promised', () => {
  const resolved = told(RequestResolved({}), { stream, occurredAt: march(2, 5) });
  reactorSpec(dueVerdicts).given(opened, responded, responseMet, resolved).thenNothing();
  reactorSpec(dueVerdicts)
    .given(told(RequestOpened({ number: 'r', priority: 'high' }), { stream }))
    .thenNothing();
});
it('judges history as well, and goes by the calendar that was published since', () => {
  const brought = { ...opened, backfill: true, recordedAt: '2026-06-01T00:00:00.000Z' };
  reactorSpec(dueVerdicts)
    .given(brought)
    .then(...due(march(2, 3)));
  const holiday = { name: { zh: '厂庆', en: 'Jubilee' }, from: '2026-03-03', to: '2026-03-03', makeUpDays: [] };
  const years = [{ year: 2026, source: { zh: '通知', en: 'notice' }, holidays: [holiday] }];
  const { zone, week, makeUpHours } = businessCalendarPolicy.initial;
  const policies = withPolicy(businessCalendarPolicy, { zone, week, makeUpHours, years });
  reactorSpec(dueVerdicts)
    .given(opened, responded, responseMet)
    .under(policies)
    .then(...due(march(4, 2)));
});
