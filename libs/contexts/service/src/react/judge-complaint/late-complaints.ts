import { byStream, defineReactor, idIn } from '@dossier/kernel';
import { businessCalendarPolicy } from '../../business-calendar-policy';
import { complaint } from '../../complaint';
import { complaintEvents } from '../../complaint.events';
import { clockedComplaint, type ComplaintEntry, complaintEntryOf, complaintLogging } from '../../complaint-log';
import { nextDue } from '../../service-clock';
import { judgeComplaint } from './judge-complaint';

interface Judged {
  readonly log: readonly ComplaintEntry[];
}

/** A deadline that passes is missed, at that instant and by itself, and the complaint is escalated. */
export const lateComplaints = defineReactor<Judged>()({
  name: 'judge-complaint',
  title: { zh: '登记投诉超时并升级', en: 'Record missed deadlines of complaints, and escalate them' },
  version: 2,
  from: complaintEvents,
  key: byStream,
  begins: { ComplaintFiled: (data, at) => ({ log: [complaintEntryOf.ComplaintFiled(data, at)] }) },
  evolve: complaintLogging<Judged | null>((doc, entry) => (doc === null ? null : { log: [...doc.log, entry] })),
  policies: [businessCalendarPolicy.name],
  reactsToHistory: true, // a verdict is no message: history is judged like the present
  dueAt: ({ log }, policies) => nextDue(clockedComplaint(log), policies),
  sends: judgeComplaint,
  react: ({ log }, stream, policies) => ({
    command: { complaintId: idIn(complaint, stream), dueAt: nextDue(clockedComplaint(log), policies) ?? '' },
  }),
});
