import type { Text } from '@dossier/kernel';
import { STAFF } from './staff';

/** What customers and departments talk about. */
export interface Topic {
  readonly department: string;
  readonly kind: 'call' | 'mail' | 'meeting' | 'visit' | 'chat' | 'social' | 'web' | 'review';
  readonly channel?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly subject: Text;
  readonly minutes?: Text;
  readonly need?: Text;
  /** What we promise, who keeps it, and for how many workdays later. */
  readonly promise?: { readonly what: Text; readonly owner: string; readonly days: number };
  /** What we want to see to ourselves. */
  readonly followUp?: { readonly what: Text; readonly owner: string; readonly days: number };
  /** How often of a hundred the customer is content, and how often not. */
  readonly mood: readonly [content: number, not: number];
}

export const topics: readonly [Topic, ...Topic[]] = [
  {
    department: 'sales',
    kind: 'visit',
    direction: 'outbound',
    subject: { zh: '季度拜访：备件计划与交期', en: 'Quarterly visit: plan of spare parts and delivery' },
    minutes: {
      zh: '走访包装车间，二号线备件消耗偏快；提到另一家供应商报价低 6%。',
      en: 'Saw the packing hall; line 2 uses up parts quickly. Another supplier is said to be 6 % cheaper.',
    },
    need: { zh: '备件最迟四天到厂', en: 'Parts on site within four days' },
    promise: { what: { zh: '月底前到货', en: 'Here by the end of the month' }, owner: STAFF.logistics, days: 12 },
    followUp: { what: { zh: '回访到货情况', en: 'Ask whether it has arrived' }, owner: STAFF.accounts, days: 15 },
    mood: [30, 20],
  },
  {
    department: 'sales',
    kind: 'call',
    direction: 'inbound',
    subject: { zh: '催问订单交期', en: 'Asks when the order comes' },
    promise: {
      what: { zh: '两天内答复发货日', en: 'Say within two days when it ships' },
      owner: STAFF.accounts,
      days: 2,
    },
    mood: [10, 40],
  },
  {
    department: 'sales',
    kind: 'mail',
    direction: 'outbound',
    subject: { zh: '发送新机型资料', en: 'Papers on the new machine' },
    followUp: { what: { zh: '一周后电话确认', en: 'Call in a week' }, owner: STAFF.accounts, days: 5 },
    mood: [20, 5],
  },
  {
    department: 'sales',
    kind: 'meeting',
    channel: 'video',
    subject: { zh: '年度框架协议', en: 'Frame contract of the year' },
    minutes: {
      zh: '对方采购、生产、财务参加；希望账期由三十天延至六十天。',
      en: 'With their purchasing, production and finance; they want sixty days to pay instead of thirty.',
    },
    need: { zh: '账期延至六十天', en: 'Sixty days to pay' },
    promise: { what: { zh: '提交协议草案', en: 'Send a draft' }, owner: STAFF.accounts, days: 8 },
    mood: [35, 10],
  },
  {
    department: 'service',
    kind: 'call',
    direction: 'inbound',
    subject: { zh: '设备停机报修', en: 'A machine stands still' },
    need: { zh: '停机时四小时内有人答复', en: 'An answer within four hours when a machine stands' },
    promise: { what: { zh: '派工程师到场', en: 'An engineer comes' }, owner: STAFF.service, days: 1 },
    mood: [5, 60],
  },
  {
    department: 'service',
    kind: 'chat',
    channel: 'wechat',
    direction: 'inbound',
    subject: { zh: '询问备件型号', en: 'Asks for the number of a part' },
    mood: [25, 5],
  },
  {
    department: 'technical-support',
    kind: 'call',
    direction: 'outbound',
    subject: { zh: '回访维修效果', en: 'Is the repair good?' },
    mood: [50, 10],
  },
  {
    department: 'logistics',
    kind: 'call',
    direction: 'outbound',
    subject: { zh: '预约卸货时间', en: 'When can it be unloaded?' },
    mood: [20, 10],
  },
  {
    department: 'finance',
    kind: 'mail',
    direction: 'outbound',
    subject: { zh: '对账单', en: 'Statement of account' },
    followUp: {
      what: { zh: '确认对账差异', en: 'Settle what differs' },
      owner: STAFF.receivables,
      days: 10,
    },
    mood: [5, 10],
  },
  {
    department: 'purchasing',
    kind: 'mail',
    direction: 'outbound',
    subject: { zh: '进口轴承交期延长，建议备库存', en: 'Imported bearings take longer: better keep some in stock' },
    promise: {
      what: { zh: '给出替代型号与交期', en: 'Name other models and when they come' },
      owner: STAFF.purchasing,
      days: 5,
    },
    mood: [10, 20],
  },
  {
    department: 'project-development',
    kind: 'meeting',
    channel: 'video',
    subject: { zh: '新产线方案评审', en: 'Review of the plan for a new line' },
    minutes: {
      zh: '节拍要求每分钟 60 袋；洁净区布局待确认。',
      en: 'Sixty bags a minute are wanted; where the clean area is to lie is still open.',
    },
    need: { zh: '整线每分钟 60 袋', en: 'A whole line of sixty bags a minute' },
    followUp: {
      what: { zh: '提交布局图', en: 'Send the drawing' },
      owner: STAFF.projects,
      days: 10,
    },
    mood: [40, 5],
  },
  {
    department: 'marketing',
    kind: 'review',
    channel: 'web',
    direction: 'inbound',
    subject: { zh: '在线评价', en: 'Review on the web' },
    mood: [60, 20],
  },
  {
    department: 'marketing',
    kind: 'social',
    channel: 'wechat',
    direction: 'inbound',
    subject: { zh: '公众号留言询价', en: 'Asks for a price by message' },
    mood: [20, 5],
  },
];
