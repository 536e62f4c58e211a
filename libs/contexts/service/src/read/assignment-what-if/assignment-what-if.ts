import { schemes, standAt, type Tier, tiersSection, type TiersState } from '@dossier/contexts/tiers';
import { Titled } from '@dossier/fields';
import {
  type Asking,
  compareTexts,
  defineQuery,
  kind,
  orNull,
  placeOf,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { returnsOf, workingDay } from '../../assignment';
import { assigneeOf } from '../../request-log';
import { ServiceAssignmentPolicy, serviceAssignmentPolicy } from '../../service-assignment-policy';
import { serviceRequests } from '../../service-requests';
import { serviceRefusal } from '../../service.refusals';
import { ASSIGNED, OPENED_AT, PRIORITY, REQUEST, SKILL } from '../../shown-parts';
import { cut, stepsOf } from '../../step-log';
import { unassignedReasons } from '../../terms';
import { type Asked, drafted, spellsOf } from './drafted';

/** Most requests that are listed. */
const MOST = 2000;

export class AssignmentWhatIfParams {
  @Titled(
    { zh: '草案', en: 'Draft' },
    { help: { zh: '政策 service-assignment 的完整内容。', en: 'A whole document of policy service-assignment.' } },
  )
  @ValidateNested()
  @Type(() => ServiceAssignmentPolicy)
  readonly draft!: ServiceAssignmentPolicy;
}

const whatIfShape = shape({
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  requests: kind.count({ zh: '服务请求数', en: 'Requests' }),
  assigned: kind.count(
    { zh: '草案下已分派', en: 'Assigned by the draft' },
    { help: { zh: '含尚无分派政策时的', en: 'with those of before there was a policy' } },
  ),
  moved: kind.count(
    { zh: '负责人不同', en: 'With somebody else' },
    { help: { zh: '不含尚无分派政策时的', en: 'without those of before there was a policy' } },
  ),
  unruled: kind.count(
    { zh: '当时尚无政策', en: 'Of before any policy' },
    {
      help: {
        zh: '受理时尚无分派政策的请求：按草案分派，但不与实际比较',
        en: 'Opened before any policy of assignment was in force: assigned by the draft, and compared with nothing',
      },
    },
  ),
  agents: kind.rows(
    { zh: '各人', en: 'By agent' },
    {
      agent: kind.text({ zh: '人员', en: 'Agent' }),
      requests: kind.count({ zh: '实际负责', en: 'Requests as recorded' }),
      drafted: kind.count({ zh: '草案下', en: 'By the draft' }),
    },
    { help: { zh: '两者均不含尚无分派政策时的请求', en: 'Both without requests of before there was a policy' } },
  ),
  unassigned: kind.rows(
    { zh: '草案下未能分派', en: 'Left by the draft' },
    {
      reason: kind.code(unassignedReasons.title, unassignedReasons),
      skill: orNull(kind.text(SKILL)),
      requests: kind.count({ zh: '服务请求数', en: 'Requests' }),
    },
    { help: { zh: '含尚无分派政策时的请求', en: 'With requests of before there was a policy' } },
  ),
  rows: kind.rows(
    { zh: '负责人不同的请求', en: 'Requests with somebody else' },
    {
      request: REQUEST,
      customer: orNull(kind.customer({ zh: '客户', en: 'Customer' })),
      priority: PRIORITY,
      skill: orNull(kind.text(SKILL)),
      openedAt: OPENED_AT,
      from: { ...ASSIGNED, title: { zh: '实际负责人', en: 'As recorded' } },
      to: { ...ASSIGNED, title: { zh: '草案下负责人', en: 'By the draft' } },
      at: orNull(kind.instant({ zh: '草案下分派时间', en: 'Given by the draft' })),
      reason: orNull(kind.code(unassignedReasons.title, unassignedReasons)),
    },
  ),
  left: kind.count(
    { zh: '未列出的请求数', en: 'Not in these rows' },
    {
      help: {
        zh: `按受理时间最多列出 ${MOST} 件；各项计数含全部请求。`,
        en: `At most ${MOST} are given, by when they were opened; all are counted.`,
      },
    },
  ),
});
type WhatIf = Shown<typeof whatIfShape>;
type Row = WhatIf['rows'][number];

/** What requests need, and who has each as recorded. */
interface Recorded extends Asked {
  readonly assignee: string | null;
}

/** Who would have got which request had a draft been the policy of assignment all along. Nothing is written. */
export const assignmentWhatIf = defineQuery({
  name: 'service.assignment-what-if',
  title: { zh: '试算：若采用分派草案', en: 'What if a draft assigned the requests' },
  params: AssignmentWhatIfParams,
  by: READERS,
  refuses: [serviceRefusal.some('unfit-assignment')],
  over: [serviceRequests, tiersSection],
  route: {
    path: 'service-assignment/what-if',
    description: {
      zh: '自始按草案重新分派全部服务请求，包括人工分派的和作为历史补录的；每件用时与实际相同，客户级别按当时。列出负责人不同的请求，尚无分派政策时受理的只计件数。不写入任何内容。',
      en: 'Assigns all requests anew by the draft from the beginning on, also those that were assigned by hand or brought in as history. Each takes as long as it did, and customers have the tiers of then. Requests that somebody else would have got are listed; those opened before any policy of assignment was in force are only counted. Nothing is written.',
    },
    posted: {
      draft: {
        agents: [{ agent: 'tech-1', capacity: 5 }],
        skills: [{ agent: 'tech-1', skill: 'pneumatics' }],
        ...{ tiers: [], absences: [] },
      },
    },
  },
  shape: whatIfShape,
  run: async ({ draft }, asking): Promise<WhatIf> => {
    const fault = serviceAssignmentPolicy.fault?.(draft);
    if (fault)
      throw serviceRefusal('unfit-assignment', { fault: { zh: fault.zh, en: fault.en } }).of(
        'draft',
        ...placeOf(fault),
      );
    const { asOf, policies } = asking;
    const all = await requestsBy(asking);
    const tiers = draft.tiers.length === 0 ? new Map<string, TiersState>() : await tiersBy(all, asking);
    const outcomes = await drafted(all, draft, {
      returns: returnsOf(draft.absences, policies).filter((at) => at <= asOf),
      dayOf: (at) => workingDay(at, policies),
      tiersOf: (customer, at): readonly Tier[] => {
        const known = tiers.get(customer ?? '');
        return known ? schemes.codes.flatMap((scheme) => standAt(known, scheme, at)?.tier ?? []) : [];
      },
    });
    const agents = new Map(draft.agents.map(({ agent }) => [agent, { requests: 0, drafted: 0 }]));
    const unassigned = new Map<string, WhatIf['unassigned'][number]>();
    const rows: Row[] = [];
    let [assigned, moved, unruled] = [0, 0, 0];
    for (const { key, customer, priority, skill, spells, assignee } of all) {
      const outcome = outcomes.get(key);
      if (outcome === undefined) continue;
      const { agent } = outcome;
      const reason = outcome.agent === null ? outcome.reason : null;
      assigned += agent === null ? 0 : 1;
      if (reason !== null) {
        const group = JSON.stringify([reason, skill]);
        unassigned.set(group, { reason, skill, requests: (unassigned.get(group)?.requests ?? 0) + 1 });
      }
      const openedAt = spells[0]?.from ?? asOf;
      if (policies(serviceAssignmentPolicy, openedAt).version === 0) {
        unruled += 1;
        continue;
      }
      if (assignee !== null) countIn(agents, assignee, 'requests');
      if (agent !== null) countIn(agents, agent, 'drafted');
      if (agent === assignee) continue;
      moved += 1;
      if (rows.length >= MOST) continue;
      const at = outcome.agent === null ? null : outcome.at;
      rows.push({ request: key, customer, priority, skill, openedAt, from: assignee, to: agent, at, reason });
    }
    return {
      ...{ asOf, requests: all.length, assigned, moved, unruled },
      agents: [...agents].map(([agent, of]) => ({ agent, ...of })),
      unassigned: [...unassigned.values()].sort((a, b) => b.requests - a.requests),
      ...{ rows, left: moved - rows.length },
    };
  },
});

function countIn(
  agents: Map<string, { requests: number; drafted: number }>,
  agent: string,
  which: 'requests' | 'drafted',
): void {
  const of = agents.get(agent) ?? { requests: 0, drafted: 0 };
  of[which] += 1;
  agents.set(agent, of);
}

/** As they were by then, in the order in which they were opened. */
async function requestsBy({ reads, asOf }: Asking): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for await (const chunk of reads.documents(serviceRequests))
    for (const { key, doc } of chunk) {
      const steps = stepsOf(cut(doc.log, { asOf }));
      const spells = spellsOf(steps);
      const { customer, skill, priority } = doc;
      if (spells.length > 0) all.push({ key, customer, skill, priority, spells, assignee: assigneeOf(steps) });
    }
  const openedAt = ({ spells }: Asked): string => spells[0]?.from ?? '';
  return all.sort((a, b) => compareTexts(openedAt(a), openedAt(b)) || compareTexts(a.key, b.key));
}

async function tiersBy(all: readonly Asked[], { reads }: Asking): Promise<ReadonlyMap<string, TiersState>> {
  const keys = [...new Set(all.flatMap(({ customer }) => customer ?? []))];
  const found = new Map<string, TiersState>();
  if (keys.length === 0) return found;
  for await (const chunk of reads.documents(tiersSection, { keys }))
    for (const { key, doc } of chunk) found.set(key, doc);
  return found;
}
