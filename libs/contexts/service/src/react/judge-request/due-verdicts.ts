import { byStream, defineReactor, earliest, idIn, type Instant, type Policies } from '@dossier/kernel';
import { businessCalendarPolicy } from '../../business-calendar-policy';
import { serviceRequest } from '../../request';
import { requestEvents } from '../../request.events';
import { type Entry, entryOf, logging, verdictOn } from '../../request-log';
import { reckon } from '../../service-clock';
import { serviceClocks } from '../../terms';
import { judgeRequest } from './judge-request';

interface Judged {
  readonly log: readonly Entry[];
}

/** A clock whose time is used up while it runs is missed, at that instant and by itself. */
export const dueVerdicts = defineReactor<Judged>()({
  name: 'judge-request',
  title: { zh: '登记服务时限超时', en: 'Record missed service levels' },
  version: 2,
  from: requestEvents,
  key: byStream,
  begins: { RequestOpened: (data, at) => ({ log: [entryOf.RequestOpened(data, at)] }) },
  evolve: logging<Judged | null>((doc, entry) => (doc === null ? null : { log: [...doc.log, entry] })),
  policies: [businessCalendarPolicy.name],
  reactsToHistory: true, // a verdict is no message: history is judged like the present
  dueAt: nextVerdict,
  sends: judgeRequest,
  react: (doc, stream, policies) => ({
    command: { requestId: idIn(serviceRequest, stream), dueAt: nextVerdict(doc, policies) ?? '' },
  }),
});

/** When the next clock runs out that is not decided yet. */
function nextVerdict({ log }: Judged, policies: Policies): Instant | null {
  return serviceClocks.codes.reduce<Instant | null>((first, clock) => {
    if (verdictOn(log, clock) !== undefined) return first;
    const { dueAt } = reckon(clock, log, { policies, upTo: '' });
    return dueAt === null ? first : earliest(first, dueAt);
  }, null);
}
