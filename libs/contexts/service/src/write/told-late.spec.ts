import { initialPolicies, type Instant, type Policies } from '@dossier/kernel';
import { decisionSpec, told, withPolicy } from '@dossier/testing';
import { businessCalendarPolicy } from '../business-calendar-policy';
import { judgeRequest } from '../react/judge-request/judge-request';
import {
  RequestAssigned,
  RequestOpened,
  RequestReopened,
  RequestResolved,
  RequestResponded,
  ServiceLevelMet,
  ServiceLevelMissed,
  VerdictWithdrawn,
} from '../request.events';
import { assignRequest } from './assign-request/assign-request';
import { reopenRequest } from './reopen-request/reopen-request';
import { resolveRequest } from './resolve-request/resolve-request';
import { respondToRequest } from './respond-to-request/respond-to-request';

const march = (day: number): string => `2026-03-0${day}T08:00:00.000Z`;
const opened = told(RequestOpened({ number: 'r', priority: 'normal' }), { occurredAt: march(1) });
const requestId = 'r';

describe('what is told in another order than it happened', () => {
  it('is not lost: a reopening that is told before the resolution that it follows', () =>
    decisionSpec(reopenRequest)
      .given(opened)
      .when({ requestId }, { occurredAt: march(3), now: march(5) })
      .then(RequestReopened({})));
  it('is not lost: a second resolution that is told before the reopening between the two', () =>
    decisionSpec(resolveRequest)
      .given(opened, told(RequestResolved({}), { occurredAt: march(2) }))
      .when({ requestId }, { occurredAt: march(4), now: march(5) })
      .then(RequestResolved({})));
  it('is not lost: who has it again, told before who had it between', () =>
    decisionSpec(assignRequest)
      .given(opened, told(RequestAssigned({ assignee: 'line-1' }), { occurredAt: march(2) }))
      .when({ requestId, assignee: 'line-1' }, { occurredAt: march(4), now: march(5) })
      .then(RequestAssigned({ assignee: 'line-1' })));
});

it('gives no verdict by a calendar that is not in force any more', () => {
  // the holidays were published on the 14th; a fact of the 13th is told on the 18th, when nothing is used up by them
  const { document, ...of } = initialPolicies(businessCalendarPolicy);
  const { zone, week, makeUpHours } = document;
  const noHolidays = { zone, week, makeUpHours, years: [] };
  const policies = ((policy: { readonly name: string }, at: Instant = '2026-02-13T02:00:00.000Z') =>
    policy.name === businessCalendarPolicy.name
      ? { ...of, document: at < '2026-02-14' ? noHolidays : document }
      : initialPolicies(policy as never)) as Policies;
  const promise = { responseMinutes: 60, resolutionMinutes: 960, hours: 'working', policyVersion: 0 } as const;
  decisionSpec(respondToRequest)
    .given(told(RequestOpened({ number: 'r', priority: 'high', promise }), { occurredAt: '2026-02-13T01:30:00.000Z' }))
    .when({ requestId }, { occurredAt: '2026-02-13T02:00:00.000Z', now: '2026-02-18T02:00:00.000Z', policies })
    .then(
      RequestResponded({}),
      expect.objectContaining({ type: 'service.ServiceLevelMet' }) as never, // of the response, and no missed resolution
    );
});

describe('a verdict that was given, where the calendar became another one', () => {
  const at = (day: number, time: string): string => new Date(`2026-03-0${day}T${time}:00+08:00`).toISOString();
  const promise = { responseMinutes: 60, resolutionMinutes: 600, hours: 'working', policyVersion: 0 } as const;
  const [openedAt, resolvedAt, reopenedAt] = [at(2, '09:00'), at(3, '10:00'), at(5, '10:00')];
  const opening = told(RequestOpened({ number: 'r', priority: 'high', promise }), { occurredAt: openedAt });
  const resolved = told(RequestResolved({}), { occurredAt: resolvedAt });
  const counted = { hours: 'working', stretches: [], levelsVersion: 0, calendarVersion: 0 } as const;
  const met = (clock: 'response' | 'resolution', targetMinutes: number, until?: string) =>
    told(
      ServiceLevelMet({
        ...{ clock, targetMinutes, spentMinutes: targetMinutes - 60, ...counted },
        ...(until !== undefined && { until }),
      }),
      { occurredAt: resolvedAt },
    );
  const { zone, makeUpHours, years, week: usual } = businessCalendarPolicy.initial;
  const week = (hours: readonly { readonly from: string; readonly to: string }[]) =>
    withPolicy(businessCalendarPolicy, {
      ...{ zone, makeUpHours, years },
      week: Object.fromEntries(Object.keys(usual).map((day) => [day, hours])) as never,
    });
  const always = week([{ from: '00:00', to: '24:00' }]);

  it('stands after a reopening, and what was left of the time is left', () => {
    const reopened = told(RequestReopened({}), { occurredAt: reopenedAt });
    const spec = decisionSpec(judgeRequest).given(
      ...[opening, resolved, met('response', 120), met('resolution', 600, reopenedAt), reopened],
    );
    const command = { requestId, dueAt: at(2, '19:00') };
    spec.when(command, { now: at(5, '10:30'), policies: always }).thenNothing(); // 60 of 600 minutes are left
    const stretches = [{ from: reopenedAt, to: at(5, '11:00'), minutes: 60 }];
    const missed = { clock: 'resolution', targetMinutes: 600, spentMinutes: 600, dueAt: at(5, '11:00') } as const;
    spec.when(command, { now: at(5, '11:00'), policies: always }).then(
      ServiceLevelMissed(
        { ...missed, ...counted, stretches, calendarVersion: 1, restates: 'event-4' },
        {
          occurredAt: at(5, '11:00'),
        },
      ),
    );
  });
  it('held until a reopening that is told when the calendar is another one', () =>
    decisionSpec(reopenRequest)
      .given(opening, resolved, met('response', 120), met('resolution', 600))
      .when({ requestId }, { occurredAt: reopenedAt, now: reopenedAt, policies: always })
      .then(
        RequestReopened({}),
        VerdictWithdrawn(
          {
            ...{ verdictId: 'event-4', clock: 'resolution', outcome: 'met' },
            ...{ because: 'reopened', fact: 'reopened', factAt: reopenedAt },
          },
          { occurredAt: reopenedAt },
        ),
      ));
  it('is not turned from missed to met by a resolution after it', () => {
    const missed = (clock: 'response' | 'resolution', targetMinutes: number) =>
      told(ServiceLevelMissed({ clock, targetMinutes, spentMinutes: targetMinutes, ...counted }), {
        occurredAt: at(2, '20:00'),
      });
    decisionSpec(resolveRequest)
      .given(opening, missed('response', 60), missed('resolution', 600))
      .when(
        { requestId },
        { occurredAt: resolvedAt, now: resolvedAt, policies: week([{ from: '09:00', to: '09:30' }]) },
      )
      .then(RequestResolved({}));
  });
});
