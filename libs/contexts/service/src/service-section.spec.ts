import { projectionSpec, told } from '@dossier/testing';
import {
  RequestAssigned,
  RequestOpened,
  RequestPaused,
  RequestReopened,
  RequestResolved,
  ServiceLevelMet,
  ServiceLevelMissed,
  StepCorrected,
  VerdictWithdrawn,
} from './request.events';
import { serviceSection } from './service-section';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T04:00:00.000Z`;
const on = (id: string, day: number) => ({ stream: `service-request-${id}`, occurredAt: march(day) });
const promise = { responseMinutes: 60, resolutionMinutes: 480, hours: 'working', policyVersion: 3 } as const;
const opened = (id: string, day: number) => told(RequestOpened({ number: id, priority: 'high', promise }), on(id, day));
const given = {
  targetMinutes: 60,
  spentMinutes: 30,
  stretches: [],
  hours: 'working',
  levelsVersion: 3,
  calendarVersion: 1,
} as const;
const story = [
  opened('a', 2),
  told(RequestAssigned({ assignee: 'line-2' }), on('a', 2)),
  told(ServiceLevelMissed({ ...given, clock: 'response' }), on('a', 3)),
  opened('b', 3),
  told(RequestResolved({}), on('b', 5)),
  told(ServiceLevelMet({ ...given, clock: 'response' }), on('b', 5)),
  told(ServiceLevelMet({ ...given, clock: 'resolution' }), on('b', 5)),
  opened('c', 4),
  told(RequestPaused({}), on('c', 6)),
] as const;
const shows = (
  wanted: object,
  asOf: string,
  events: Parameters<ReturnType<typeof projectionSpec>['given']> = story as never,
) =>
  projectionSpec(serviceSection)
    .given(...(events as unknown as typeof story))
    .inAnyOrderOfStreams()
    .thenView(expect.objectContaining(wanted) as never, { asOf });

it('says what is open, waits and is late, and how well promises were kept', () => {
  const request = { response: 'running', resolution: 'running', assignee: null, unassigned: null };
  shows(
    {
      ...{ openRequests: 1, waitingRequests: 1, overdueRequests: 1, requestsInAll: 3, resolvedRequests: 1 },
      ...{ reopenedRequests: 0, responsesMet: 1, responsesMissed: 1, resolutionsMet: 1, resolutionsMissed: 0 },
      ...{ restatedVerdicts: 0, meanDaysToResolve: 2, lastRequestAt: march(4) },
      requests: [
        {
          ...{ ...request, request: 'service-request-a', status: 'open', openedAt: march(2), assignee: 'line-2' },
          response: 'missed',
        },
        { ...request, request: 'service-request-c', status: 'waiting', openedAt: march(4) },
      ],
    },
    march(10),
  );
  projectionSpec(serviceSection)
    .given(...story)
    .thenFields({ openRequests: 1, waitingRequests: 1, overdueRequests: 1, lastRequestAt: march(4) });
});

it('goes on with a request that is reopened: what was met is not decided any more', () => {
  const reopened = [
    ...story.slice(3, 7),
    told(RequestReopened({}), on('b', 8)),
    told(
      VerdictWithdrawn({
        ...{ verdictId: 'event-4', clock: 'resolution', outcome: 'met', because: 'reopened' },
        ...{ fact: 'reopened', factAt: march(8) },
      }),
      on('b', 8),
    ),
    told(RequestResolved({}), on('b', 9)),
  ];
  shows(
    { resolutionsMet: 0, reopenedRequests: 1, restatedVerdicts: 1, meanDaysToResolve: 6 },
    march(10),
    reopened as never,
  );
});

it('knows of a step only as of when it was right that it happened', () => {
  const corrected = told(
    StepCorrected({ stepId: 'event-2', step: 'resolved', before: march(5), at: march(9), reason: 'x' }),
    on('b', 5),
  );
  const events = [opened('b', 3), told(RequestResolved({}), on('b', 5)), corrected] as never;
  shows({ openRequests: 1, resolvedRequests: 0 }, march(8), events);
  shows({ openRequests: 0, resolvedRequests: 1 }, march(9), events);
});
