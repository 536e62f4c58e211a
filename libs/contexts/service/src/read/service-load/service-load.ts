import { tiers } from '@dossier/contexts/tiers';
import { compareTexts, defineQuery, kind, NoParams, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { isAbsent, workingDay } from '../../assignment';
import { isBegun } from '../../request-log';
import { type Summary, summaryOf } from '../../request-summary';
import { serviceAssignmentPolicy } from '../../service-assignment-policy';
import { serviceRequests } from '../../service-requests';
import { ASSIGNEE, SKILL } from '../../shown-parts';
import { cut } from '../../step-log';
import { type UnassignedReason, unassignedReasons } from '../../terms';

const FIGURES = {
  requests: kind.count(
    { zh: '在办', en: 'Requests' },
    { help: { zh: '处理中与等待客户合计', en: 'open and waiting' } },
  ),
  open: kind.count({ zh: '处理中', en: 'Open' }),
  waiting: kind.count({ zh: '等待客户', en: 'Waiting for the customer' }),
  overdue: kind.count({ zh: '已超时', en: 'Overdue' }, { help: { zh: '任一时限已超时', en: 'a clock is missed' } }),
};
const loadShape = shape({
  policyVersion: kind.number({ zh: '分派政策版本', en: 'Version of the assignment policy' }),
  rows: kind.rows(
    { zh: '各人在办', en: 'By agent' },
    {
      agent: kind.text(ASSIGNEE),
      ...FIGURES,
      byPolicy: kind.count({ zh: '按政策分派', en: 'Assigned by policy' }),
      capacity: orNull(
        kind.count(
          { zh: '同时最多', en: 'At most at once' },
          { help: { zh: '不在政策之列时为 null', en: 'null where the policy does not name the agent' } },
        ),
      ),
      free: orNull(kind.count({ zh: '余量', en: 'Room left' })),
      absent: orNull(kind.flag({ zh: '不在岗', en: 'Absent' })),
      skills: kind.list(kind.text(SKILL)),
      tiers: kind.list(kind.code(tiers.title, tiers)),
    },
  ),
  unassigned: kind.rows(
    { zh: '无人负责', en: 'Without an agent' },
    {
      reason: orNull(
        kind.code(unassignedReasons.title, unassignedReasons, {
          help: { zh: '政策尚未处理时为 null', en: 'null where the policy was not asked' },
        }),
      ),
      skill: orNull(kind.text(SKILL)),
      ...FIGURES,
    },
  ),
  total: kind.group({ zh: '合计', en: 'Total' }, FIGURES),
});
type Report = Shown<typeof loadShape>;

/** 各人在办: who has how many requests as of a day, how many more, and which have nobody. */
export const serviceLoad = defineQuery({
  name: 'report.service-load',
  title: { zh: '服务在办情况', en: 'Load of service agents' },
  params: NoParams,
  by: READERS,
  asKnown: true,
  over: [serviceRequests],
  shape: loadShape,
  run: async (_, { reads, asOf, policies }): Promise<Report> => {
    const all: Summary[] = [];
    const byAgent = new Map<string, Summary[]>();
    const nobody = new Map<string, { reason: UnassignedReason | null; skill: string | null; some: Summary[] }>();
    for await (const chunk of reads.documents(serviceRequests))
      for (const { doc } of chunk) {
        const one = summaryOf(cut(doc.log, { asOf }), asOf);
        if (one === null || !isBegun(one)) continue;
        all.push(one);
        const { assignee, unassigned: reason } = one;
        const { skill } = doc;
        const group = JSON.stringify([reason, skill]);
        const some = assignee === null ? nobody.get(group)?.some : byAgent.get(assignee);
        if (some) some.push(one);
        else if (assignee === null) nobody.set(group, { reason, skill, some: [one] });
        else byAgent.set(assignee, [one]);
      }
    const { document, version: policyVersion } = policies(serviceAssignmentPolicy);
    const day = workingDay(asOf, policies);
    const named = document.agents.map(({ agent }) => agent);
    const others = [...byAgent.keys()].filter((agent) => !named.includes(agent)).sort(compareTexts);
    const rows = [...named, ...others].map((agent) => {
      const has = byAgent.get(agent) ?? [];
      const capacity = document.agents.find((one) => one.agent === agent)?.capacity ?? null;
      return {
        ...{ agent, ...figuresOf(has), capacity },
        byPolicy: has.filter((one) => one.policyVersion !== null).length,
        free: capacity === null ? null : Math.max(capacity - has.length, 0),
        absent: capacity === null ? null : isAbsent(document.absences, agent, day),
        skills: document.skills.flatMap((one) => (one.agent === agent ? one.skill : [])),
        tiers: document.tiers.flatMap((one) => (one.agent === agent ? one.tier : [])),
      };
    });
    const unassigned = [...nobody.values()]
      .map(({ reason, skill, some }) => ({ reason, skill, ...figuresOf(some) }))
      .sort((a, b) => b.requests - a.requests || compareTexts(a.skill ?? '', b.skill ?? ''));
    return { policyVersion, rows, unassigned, total: figuresOf(all) };
  },
});

const figuresOf = (all: readonly Summary[]): Report['total'] => ({
  requests: all.length,
  open: all.filter(({ status }) => status === 'open').length,
  waiting: all.filter(({ status }) => status === 'waiting').length,
  overdue: all.filter(({ response, resolution }) => response === 'missed' || resolution === 'missed').length,
});
