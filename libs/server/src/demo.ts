import { addDays, instant, type Instant, milliseconds, type Language, type Text } from '@dossier/kernel';
import { PREFIX } from '@dossier/web/prefix';

/** Begins every id of a demo, with the version of what it tells: one that was begun by another version cannot go on. */
export const DEMO = 'demo9';

/** Keys of the customers of the stories: behind the prefix of the demo they are their ids. */
export const CAST = {
  suzhou: 'plant-suzhou',
  chengdu: 'plant-chengdu',
  film: 'group-film',
  seasonal: 'sugar-mill',
  unprofitable: 'big-buyer',
  proven: 'late-paper',
} as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/**
 * When the goods of the late proof were to be shipped, and when it was told that they were, in milliseconds since 1970: on a
 * Monday and on the Tuesday of the week after, at six and at one in the afternoon in Shanghai.
 * @param ends of the demo
 */
export function proofOf(ends: number): { readonly promised: number; readonly told: number } {
  const week = ends - 35 * DAY;
  const monday = week + ((8 - new Date(week).getUTCDay()) % 7) * DAY;
  return { promised: monday + 10 * HOUR, told: monday + 8 * DAY + 5 * HOUR };
}

/** The policy `tier-value` as it is shipped, but for these conditions; what it takes to stay is four fifths. */
const drafted = (measure: string, high: number, medium: number): object => ({
  rules: [
    { tier: 'value-high', conditions: [{ measure, by: 'at-least', enter: high, stay: high * 0.8 }] },
    { tier: 'value-medium', conditions: [{ measure, by: 'at-least', enter: medium, stay: medium * 0.8 }] },
  ],
  ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
});
/** With twice as much for the highest tier. */
const STRICTER = drafted('net-revenue', 200_000, 10_000);
/** About what is earned by customers of as much revenue as the policy asks for. */
const BY_PROFIT = drafted('profit', 30_000, 3_000);

/** A story of the demo, and where to look. */
export interface Story {
  readonly title: Text;
  readonly text: Text;
  /** `typed`: what has the tool show the same, for people; left out where only the API does, or a page for paper. */
  readonly links: readonly { readonly title: Text; readonly path: string; readonly typed?: string }[];
}

/** Begins the ids of the demo of which the first event is; undefined: that is of no demo, or of another version. */
export const demoPrefix = (subject: string): string | undefined =>
  new RegExp(`(?:^|-)(${DEMO}-\\d{8})-`).exec(subject)?.[1];

/** @param prefix of the demo, which ends with its last day */
export function storiesOf(prefix: string, language: Language): readonly Story[] {
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)$/.exec(prefix) ?? [];
  const ends = addDays(instant(Date.parse(`${year}-${month}-${day}`)), 1);
  const { told } = proofOf(milliseconds(ends));
  const ago = (days: number): Instant => addDays(ends, -days);
  const link = (zh: string, en: string, path: string, typed?: string): Story['links'][number] => ({
    title: { zh, en },
    path: `/${PREFIX}/${path}`,
    ...(typed !== undefined && { typed }),
  });
  const id = (part: keyof typeof CAST): string => `${prefix}-${CAST[part]}`;
  const of = (part: keyof typeof CAST, path: string): string => `customers/${id(part)}/${path}`;
  const replay = (part: keyof typeof CAST, more = ''): string => `replay ${id(part)}${more}`;
  const list = (model: string, part: keyof typeof CAST): string => `query ${model} --where customer=${id(part)}`;
  const beforeThePaper = instant(told - DAY);
  const proof = `${id('proven')}-proof`;
  return [
    {
      title: { zh: '集团在涨，工厂在丢', en: 'The group grows, its plants are being lost' },
      text: {
        zh: '华岭食品集团因薄膜公司一次性买线而增长，苏州、成都两厂近三个月的备件却比去年同期少四成；采购负责人离职只有服务知道，竞争对手两次出现在纪要里。九周前其实已经可以知道。旁边的糖厂每年一月、七月采购，沉默而不预警。',
        en: 'The Hualing group grows by one line that its film company bought, while the plants in Suzhou and Chengdu took 42 % fewer spare parts in the last three months than in those of last year. That the head of purchasing left only service noted, and a rival shows in two minutes. It could be known nine weeks ago. A sugar mill beside them buys each January and July, is silent, and rightly not warned of.',
      },
      links: [
        link('苏州工厂的 360° 视图', 'The plant in Suzhou, 360°', of('suzhou', '360'), replay('suzhou', ' --view')),
        link(
          '苏州工厂的预警与依据事件',
          'Its warnings, with the events behind them',
          of('suzhou', 'warnings'),
          list('warnings', 'suzhou'),
        ),
        link(
          '净销售额由何而来',
          'Why its sales are what they are',
          of('suzhou', '360/why?figure=/sales/net'),
          replay('suzhou', ' --why /sales/net'),
        ),
        link(
          '互动记录：谁知道什么',
          'What was said, and to whom',
          of('suzhou', 'interactions'),
          list('interactions', 'suzhou'),
        ),
        link(
          '九周前已知的情况',
          'What was known nine weeks ago',
          of('suzhou', `360?knownAt=${ago(63)}`),
          replay('suzhou', ` --view --known-at ${ago(63)}`),
        ),
        link(
          '成都工厂的预警',
          'Warnings of the plant in Chengdu',
          of('chengdu', 'warnings'),
          list('warnings', 'chengdu'),
        ),
        link('薄膜公司的 360° 视图', 'The film company, 360°', of('film', '360'), replay('film', ' --view')),
        link('糖厂：没有预警', 'The sugar mill: no warnings', of('seasonal', 'warnings'), list('warnings', 'seasonal')),
      ],
    },
    {
      title: { zh: '回单晚到，违约金不成立', en: 'A proof of delivery that came late' },
      text: {
        zh: '绿源乳业的三台包装机按时发出，回单却晚了一周多：系统先判迟发，补登后改判按时，免去 ¥38,400 违约金；原判仍可查。',
        en: 'Three machines left for the dairy in time, but the paper came more than a week late: the promise counted as missed, then as kept, which spares a penalty of ¥38,400. The old verdict stays visible.',
      },
      links: [
        link(
          '全部事件：原判与更正',
          'All events: the verdict and its correction',
          of('proven', 'timeline'),
          replay('proven'),
        ),
        link(
          '回单补登之前已知的情况',
          'What was known before the paper came',
          of('proven', `timeline?knownAt=${beforeThePaper}`),
          replay('proven', ` --known-at ${beforeThePaper}`),
        ),
        link('订单与发货', 'The order and its shipment', `orders/${proof}`, `query orders --where number=${proof}`),
      ],
    },
    {
      title: { zh: '大客户不赚钱', en: 'A large customer that earns nothing' },
      text: {
        zh: '宏达包装按销售额名列前三，扣除成本、运费、折扣与退货后利润为负；销售总监把它的级别调为中价值，依据、批准人都有记录。改政策之前可先用草案在全部历史上试算，不写入任何内容：以利润代替销售额，宏达降为低价值，依据为负的利润；名古屋由合作方供货，成本未知，那里客户的利润即为未知，而不是按零成本计。',
        en: 'Hongda is number three by revenue, and its profit is negative after cost, freight, discounts and returns. The director of sales set its tier to medium; the measures, the reason and who approved are on record. A draft of the policy is tried over all of history before it binds, and writes nothing: by profit in place of revenue Hongda is of low value, on a profit below zero. A partner supplies Nagoya and does not say what it costs: the profit of customers there is not known, and never as if nothing cost anything.',
      },
      links: [
        link(
          '按销售额的集中度',
          'Concentration by revenue',
          'reports/concentration?currency=CNY&top=5',
          'report concentration --set currency=CNY --set top=5',
        ),
        link('宏达包装的 360° 视图', 'Hongda, 360°', of('unprofitable', '360'), replay('unprofitable', ' --view')),
        link(
          '级别变动：依据与批准人',
          'Its tier: measures, reason, approver',
          of('unprofitable', 'tier-changes'),
          list('tier-changes', 'unprofitable'),
        ),
        link('投诉', 'Its complaints', of('unprofitable', 'complaints'), list('complaints', 'unprofitable')),
        link(
          '客户投诉调查处理表',
          'The form of a complaint, to print',
          `complaints/${id('unprofitable')}-k1/forms/handling?lang=${language}`,
        ),
        link(
          '试算：以利润代替销售额，谁会变动、凭多少利润、权益成本变多少',
          'What if tiers went by profit in place of revenue: who would move, on which profit, and what the benefits would cost',
          `tier-schemes/value/what-if?body=${encodeURIComponent(JSON.stringify({ draft: BY_PROFIT }))}`,
          `what-if value '${JSON.stringify(BY_PROFIT)}'`,
        ),
        link(
          '试算：高价值的界限加倍，谁会变动、权益成本省多少',
          'What if the highest tier took twice as much: who would move, and what the benefits would cost',
          `tier-schemes/value/what-if?body=${encodeURIComponent(JSON.stringify({ draft: STRICTER }))}`,
          `what-if value '${JSON.stringify(STRICTER)}'`,
        ),
        link('下次评定将会如何', 'What the next assessment would do', 'tier-schemes/value/preview'),
        link(
          '例外：违反规则的记账',
          'Exceptions: what was booked against a rule',
          'reports/exceptions',
          'report exceptions',
        ),
      ],
    },
    {
      title: { zh: '售后与质量：正在进行', en: 'Service and quality, as they stand' },
      text: {
        zh: '谁接哪件服务请求由政策按技能、级别与在办数决定。苏州工厂几天前的报修已答复，但会修的人不在岗，至今无人可派。薄膜公司的投诉正等待客户寄样，时限停计。危险告知须按期确认，验收检验与质量退货得出合格率。',
        en: 'Who gets which request is decided by policy: skill, tier and load. The plant in Suzhou asked for a repair some days ago; it was answered, but who can do it is away, and nobody has it. A complaint of the film company waits for samples, and its clocks stand. Notices of hazards are to be acknowledged in time; inspections and returns make the pass rate.',
      },
      links: [
        link(
          '各人在办与无人负责',
          'Who has how many, and which have nobody',
          'reports/service-load',
          'report service-load',
        ),
        link(
          '薄膜公司的投诉',
          'The complaint of the film company',
          of('film', 'complaints'),
          list('complaints', 'film'),
        ),
        link('危险告知', 'Notices of hazards', 'hazard-notices', 'query hazard-notices'),
        link('合格率', 'Pass rate', 'reports/pass-rate', 'report pass-rate'),
        link('哪些缺陷占大多数', 'Which defects make most of all', 'reports/defect-pareto', 'report defect-pareto'),
        link('质量退货', 'Quality returns', 'quality-returns', 'query quality-returns'),
        link('反馈与回复', 'Feedback, and how it is answered', 'reports/feedback', 'report feedback'),
      ],
    },
  ];
}
