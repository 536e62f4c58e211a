import { type Tier, tiers } from '@dossier/contexts/tiers';
import { applyDecorators, IsForm, IsLabel, IsOneOf, Titled } from '@dossier/fields';
import { type Day, definePolicy, isDay, type Policies, type Text } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';

const AGENT: Text = { zh: '人员', en: 'Agent' };
const IsAgent = (): PropertyDecorator => applyDecorators(Titled(AGENT), IsLabel());
const IsDayText = (): PropertyDecorator =>
  IsForm(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, {
    zh: '日期，如 "2026-01-31"',
    en: 'a day, such as "2026-01-31"',
  });

export class AssignmentAgent {
  @Titled(AGENT, {
    help: { zh: '人员或班组的代号，不写人名。', en: 'The code of a person or a team, no name of a person.' },
  })
  @IsLabel()
  readonly agent!: string;
  @Titled(
    { zh: '同时最多', en: 'At most at once' },
    {
      help: {
        zh: '处理中与等待客户的请求合计；到此数即不再自动分派，人工仍可分派。',
        en: 'Requests that are open or wait for the customer. From then on none is assigned by policy; by hand it can be.',
      },
    },
  )
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly capacity!: number;
}
export class AgentSkill {
  @IsAgent() readonly agent!: string;
  @Titled(
    { zh: '技能', en: 'Skill' },
    {
      help: {
        zh: '产品、问题类别或语言等，与请求的 skill 写法一致。',
        en: 'A product, a kind of question, a language, as requests name it in skill.',
      },
    },
  )
  @IsLabel()
  readonly skill!: string;
}
export class AgentTier {
  @IsAgent() readonly agent!: string;
  @Titled(tiers.title) @IsOneOf(tiers) readonly tier!: Tier;
}
export class AgentAbsence {
  @IsAgent() readonly agent!: string;
  @Titled({ zh: '首日', en: 'First day' }) @IsDayText() readonly from!: Day;
  @Titled({ zh: '末日', en: 'Last day' }) @IsDayText() readonly to!: Day;
}

export class ServiceAssignmentPolicy {
  @Titled(
    { zh: '人员', en: 'Agents' },
    {
      help: {
        zh: '同等合适者按此顺序。为空时不自动分派。',
        en: 'In the order in which equal ones are chosen. Where there are none, nothing is assigned by policy.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => AssignmentAgent)
  readonly agents!: readonly AssignmentAgent[];
  @Titled(
    { zh: '技能', en: 'Skills' },
    {
      help: {
        zh: '请求指明技能时，只分派给具备者。',
        en: 'A request that names a skill goes to who has it, and to nobody else.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => AgentSkill)
  readonly skills!: readonly AgentSkill[];
  @Titled(
    { zh: '专属级别', en: 'Tiers' },
    {
      help: {
        zh: '列出级别的人员只服务这些级别的客户，且优先于服务全部客户的人员；没有列出的服务全部客户。',
        en: 'An agent with tiers serves customers of these alone, and goes before those who serve everybody; one without serves everybody.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => AgentTier)
  readonly tiers!: readonly AgentTier[];
  @Titled(
    { zh: '不在岗', en: 'Absences' },
    {
      help: {
        zh: '含首末两日，按政策 business-calendar 的时区；其间不自动分派，已有的请求不变。',
        en: 'Both days included, in the zone of policy business-calendar. Nothing is assigned by policy meanwhile; what the agent has stays.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => AgentAbsence)
  readonly absences!: readonly AgentAbsence[];
}

/** 服务分派: who may get which requests, and how many. */
export const serviceAssignmentPolicy = definePolicy<ServiceAssignmentPolicy>({
  name: 'service-assignment',
  title: { zh: '服务请求分派', en: 'Assignment of service requests' },
  document: ServiceAssignmentPolicy,
  initial: { agents: [], skills: [], tiers: [], absences: [] },
  fault: ({ agents, skills, tiers: kept, absences }) => {
    const known = new Set(agents.map(({ agent }) => agent));
    if (known.size < agents.length) {
      const twice = agents.find(({ agent }, i) => agents.findIndex((one) => one.agent === agent) < i)?.agent ?? '';
      return { zh: `人员“${twice}”列出了两次`, en: `agent “${twice}” is there twice` };
    }
    const stranger = [...skills, ...kept, ...absences].find(({ agent }) => !known.has(agent))?.agent;
    if (stranger !== undefined) return { zh: `“${stranger}”不在人员之列`, en: `“${stranger}” is none of the agents` };
    const wrong = absences.find(({ from, to }) => !isDay(from) || !isDay(to) || to < from);
    if (wrong === undefined) return undefined;
    const { agent, from, to } = wrong;
    return { zh: `“${agent}”不在岗的日期有误：${from} 至 ${to}`, en: `“${agent}” is absent from ${from} to ${to}` };
  },
});

/** Whether anything is assigned by policy. */
export const namesAgents = (policies: Policies): boolean =>
  policies(serviceAssignmentPolicy).document.agents.length > 0;
