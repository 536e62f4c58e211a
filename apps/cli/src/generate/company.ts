import type { Text } from '@dossier/kernel';
import { abroad, china } from './catalogue';
import { type Books, DAY, HOUR, midnight, time, type Told } from './diary';
import { STAFF } from './staff';
import { both } from './story';
import { workdayFrom, workdaysBefore, workdaysLater } from './workdays';

/** What the company decides for all of its customers: exchange rates, and what is to be better. */
export function tellCompany(books: Books): void {
  const { agenda, opened } = books;
  // behind the first customers: by the first event one knows whose history it is
  agenda.note(workdayFrom(opened + 2 * DAY) + HOUR, (at) => books.tell(ratesFrom(at)));
  improve(books);
}

const policy = (name: string, document: object, approvedBy: string, at: number): Told => ({
  command: 'policies.PublishPolicy',
  data: { name, document, approvedBy, occurredAt: time(at) },
  events: 1,
  recordedAt: at,
});

/** What the company reckons with; where a yuan is worth so much, one unit of the other is worth its reverse. */
const ratesFrom = (at: number): Told => {
  const rates = abroad.map(({ currency, rate }) => ({ currency, from: day(at), rate: (1 / rate).toFixed(4) }));
  return policy('exchange-rates', { reportingCurrency: china.currency, rates }, '财务总监', at);
};
const day = (at: number): string => time(at).slice(0, 10);

/** Who of service can do what, and how many requests at once; one is kept for the most valuable customers. */
const AGENTS: readonly {
  readonly agent: string;
  readonly capacity: number;
  readonly skills: readonly string[];
  readonly tier?: string;
}[] = [
  { agent: STAFF.pneumatics, capacity: 5, skills: ['pneumatics', 'mechanics'] },
  { agent: STAFF.electrics, capacity: 5, skills: ['electrics', 'mechanics'] },
  { agent: STAFF.first, capacity: 3, skills: ['electrics', 'mechanics', 'parts'], tier: 'value-high' },
  { agent: STAFF.service, capacity: 8, skills: ['parts', 'papers'] },
];
/** Who is away in the end, and from when: workdays before the end. */
const AWAY = STAFF.pneumatics;
export const AWAY_SINCE = 5;
/** Days before the end from which on requests are assigned: each is seen to at once, and a demo is to be there soon. */
const ASSIGNED_FOR = { demo: 20, usual: 60 };

/** When requests begin to be assigned by policy. */
export const assignedSince = (ends: number, isDemo: boolean): number =>
  workdayFrom(midnight(ends) - ASSIGNED_FOR[isDemo ? 'demo' : 'usual'] * DAY);

/** Who gets which requests: first with all of them, and in the end while one of them is away. */
export function assignRequests({ agenda, ends, tell }: Books, since: number): void {
  const document = (absences: readonly object[]): object => ({
    agents: AGENTS.map(({ agent, capacity }) => ({ agent, capacity })),
    skills: AGENTS.flatMap(({ agent, skills }) => skills.map((skill) => ({ agent, skill }))),
    tiers: AGENTS.flatMap(({ agent, tier }) => (tier === undefined ? [] : { agent, tier })),
    absences,
  });
  const publish = (at: number, absences: readonly object[]): void =>
    agenda.note(at + HOUR, (then) => tell(policy('service-assignment', document(absences), '售后总监', then)));
  publish(since, []);
  const from = workdaysBefore(ends, AWAY_SINCE);
  const to = workdaysLater(midnight(ends), 2 * AWAY_SINCE);
  publish(workdaysBefore(from, 1), [{ agent: AWAY, from: day(from), to: day(to) }]);
}

/** What is to be better, by when it was made, in force and closed: days before the end. */
interface Plan {
  readonly title: Text;
  readonly measures: Text;
  readonly owner: string;
  readonly of: { readonly touchpoint: string; readonly ratedDepartment: string };
  readonly made: number;
  readonly started?: number;
  readonly closed?: { readonly ago: number; readonly outcome: string; readonly note: Text };
}
const PLANS: readonly Plan[] = [
  {
    title: { zh: '发货当天告知运单号', en: 'Tell the tracking number on the day of shipment' },
    measures: {
      zh: '发货系统推送短信；物流每周抽查',
      en: 'The shipping system sends a message; logistics check each week',
    },
    owner: STAFF.logistics,
    of: { touchpoint: 'delivery', ratedDepartment: 'logistics' },
    ...{ made: 430, started: 400 },
    closed: {
      ago: 200,
      outcome: 'unclear',
      note: { zh: '样本尚少，半年后再看', en: 'Too few answers yet, look again in half a year' },
    },
  },
  {
    title: { zh: '常用备件随车', en: 'Common parts in the van' },
    measures: { zh: '工程师随车携带二十种备件', en: 'Each engineer carries twenty parts' },
    owner: STAFF.first,
    of: { touchpoint: 'repair', ratedDepartment: 'service' },
    ...{ made: 150, started: 120 },
  },
  {
    title: { zh: '标签来料加测粘性', en: 'Test the glue of labels when they come in' },
    measures: { zh: '每批抽测三卷', en: 'Three rolls of each lot' },
    owner: STAFF.purchasing,
    of: { touchpoint: 'delivery', ratedDepartment: 'purchasing' },
    made: 20,
  },
];

function improve({ agenda, prefix, ends, tell }: Books): void {
  PLANS.forEach(({ title, measures, owner, of, made, started, closed }, i) => {
    const planId = `${prefix}-plan-${i + 1}`;
    const step = (command: string, ago: number, data: object = {}): void =>
      agenda.note(workdayFrom(midnight(ends) - ago * DAY) + 2 * HOUR, (at) =>
        tell({
          command: `satisfaction.${command}`,
          data: { planId, ...data, department: 'marketing', occurredAt: time(at) },
          ...{ events: 1, recordedAt: at },
        }),
      );
    const words = { title: both(title), measures: both(measures), owner };
    step('MakePlan', made, { ...words, instrument: 'csat', ...of });
    if (started !== undefined) step('StartPlan', started);
    if (closed) step('ClosePlan', closed.ago, { outcome: closed.outcome, note: both(closed.note) });
  });
}
