import { byStream, defineReactor, idIn } from '@dossier/kernel';
import { businessCalendarPolicy } from '../../business-calendar-policy';
import { serviceRequest } from '../../request';
import { requestEvents } from '../../request.events';
import { type Entry, entryOf, logging } from '../../request-log';
import { clockedOf, nextDue } from '../../service-clock';
import { judgeRequest } from './judge-request';

interface Judged {
  readonly log: readonly Entry[];
}

/** A clock whose time is used up while it runs is missed, at that instant and by itself. */
export const dueVerdicts = defineReactor<Judged>()({
  name: 'judge-request',
  title: { zh: '登记服务时限超时', en: 'Record missed service levels' },
  version: 3,
  from: requestEvents,
  key: byStream,
  begins: { RequestOpened: (data, at) => ({ log: [entryOf.RequestOpened(data, at)] }) },
  evolve: logging<Judged | null>((doc, entry) => (doc === null ? null : { log: [...doc.log, entry] })),
  policies: [businessCalendarPolicy.name],
  reactsToHistory: true, // a verdict is no message: history is judged like the present
  dueAt: ({ log }, policies) => nextDue(clockedOf(log), policies),
  sends: judgeRequest,
  react: ({ log }, stream, policies) => ({
    command: { requestId: idIn(serviceRequest, stream), dueAt: nextDue(clockedOf(log), policies) ?? '' },
  }),
});
