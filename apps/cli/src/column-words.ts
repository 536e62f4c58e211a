import { departments, type Terms, type Text } from '@dossier/kernel';
import type { Reader } from './catalogue-words';

const chinese = ({ words }: Terms): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries<Text>(words).map(([code, { zh }]) => [code, zh]));

/**
 * What a person reads for names that no context declares: those of the platform's own lists and of this tool's results, and
 * those that mean several things in several places and stand, as in the content of an event, in none. Contexts declare the
 * words of all others (`shape`), and the catalogue gives them; machines get the names themselves.
 */
const words: Readonly<Record<string, string>> = {
  ...chinese(departments),
  a: '参数 a',
  accepted: '已导入行数',
  action: '操作',
  actions: '措施',
  actor: '操作者',
  actorName: '操作者名称',
  after: '变更后的值',
  ages: '账龄',
  amount: '金额',
  amounts: '金额',
  answer: '答复',
  apiKey: '密钥',
  approvedBy: '批准人',
  asOf: '截至',
  at: '时间',
  b: '参数 b',
  backfill: '历史补录',
  because: '原因',
  before: '变更前的值',
  broken: '断链处',
  businessline: '业务线',
  byMonth: '按月',
  cause: '原因',
  change: '变化',
  changes: '变更',
  channel: '渠道',
  closed: '已结束',
  closedAt: '关闭时间',
  commands: '命令数',
  complaint: '投诉',
  complaints: '投诉',
  correlationid: '关联编号',
  createdAt: '创建时间',
  credited: '贷项',
  customerId: '客户编号',
  customers: '客户数',
  data: '内容',
  days: '天数',
  datacontenttype: '内容格式',
  dataschema: '内容结构',
  departments: '部门',
  detail: '详情',
  digest: '摘要',
  direction: '方向',
  document: '文档',
  downgradeTo: '将降为',
  dueAt: '期限',
  en: '英文',
  dues: '到期时间',
  ended: '已结束',
  endedAt: '结束时间',
  error: '错误',
  event: '事件',
  eventId: '事件编号',
  events: '事件数',
  eventType: '事件类型',
  expected: '预计金额',
  expectedPurchases: '预计购买次数',
  expiresAt: '到期时间',
  figure: '指标',
  figures: '依据数值',
  follows: '应接在此之后',
  formula: '公式',
  found: '实际接在此之后',
  frequency: '购买次数',
  from: '起算',
  gap: '缺失处',
  halted: '未能更新的原因',
  hash: '哈希值',
  id: '编号',
  invoices: '发票数',
  isBegun: '数据是否已开始',
  key: '文档编号',
  knownAt: '已知截至',
  keys: '密钥',
  kind: '种类',
  lag: '落后事件数',
  last: '末尾位置',
  lastAt: '最近时间',
  left: '未列出条数',
  levels: '服务水平',
  lines: '明细行',
  lower: '下限',
  lowered: '降级',
  madeAt: '作出时间',
  meanDays: '平均天数',
  measures: '指标',
  medianDays: '天数中位数',
  model: '模型',
  monetary: '金额',
  month: '月份',
  name: '名称',
  'not-due': '未到期',
  note: '说明',
  number: '单号',
  occurredAt: '发生时间',
  ok: '是否完好',
  open: '未付',
  order: '订单',
  orderId: '订单编号',
  orders: '订单数',
  p: '参数 p',
  purchases: '购买次数',
  q: '参数 q',
  r: '参数 r',
  raised: '已发出',
  resolutionMinutes: '解决时限（分钟）',
  resolutionMissed: '解决超时',
  responseMinutes: '响应时限（分钟）',
  responseMissed: '响应超时',
  steps: '步骤',
  upper: '上限',
  usualDays: '通常间隔（天）',
  v: '参数 v',
  warns: '预警',
  what: '内容',
  withdrawn: '已撤回',
  'orders and credit notes': '订单与贷项单数',
  promise: '约定',
  requests: '服务请求',
  'service requests': '服务请求数',
  outcome: '结果',
  overdue: '逾期',
  parked: '处理失败事件数',
  parkedAt: '搁置时间',
  partition: '分区',
  partitionkey: '分区键',
  partitions: '分区',
  policies: '政策',
  position: '位置',
  projection: '读模型',
  promises: '约定',
  reason: '原因',
  recencyDays: '距今天数',
  receivedAt: '收到时间',
  recordedAt: '记录时间',
  recordedtime: '记录时间',
  refused: '被拒绝的命令数',
  rejected: '被拒绝的行数',
  returned: '退货',
  revision: '版本',
  revokedAt: '吊销时间',
  role: '角色',
  rows: '行数',
  says: '说明',
  satisfied: '客户满意',
  schemaversion: '结构版本',
  seconds: '用时（秒）',
  since: '生效时间',
  stepId: '步骤编号',
  to: '至',
  unallocated: '未核销',
  until: '截止',
  verdict: '判定',
  verdictId: '结论编号',
  was: '原为',
  announced: '已通知降级',
  byHand: '人工指定',
  conditions: '条件',
  eventIds: '依据事件',
  everyMonths: '评定周期（月）',
  minimumStayDays: '最短停留天数',
  noticeDays: '降级通知天数',
  score: '分数',
  benefits: '权益',
  entitlements: '权益',
  minutes: '分钟',
  tier: '级别',
  tiers: '客户分级',
  windowMonths: '考察期（月）',
  zh: '中文',
  zone: '时区',
  by: '设定者',
  source: '来源',
  specversion: '规范版本',
  stale: '未含全部事件的部分',
  status: '状态',
  stream: '事件流',
  streams: '事件流数',
  subject: '主体',
  subjects: '涉及客户',
  summary: '汇总',
  time: '发生时间',
  title: '标题',
  type: '类型',
  unchanged: '已存在、未变化',
  value: '值',
  version: '版本',
  versions: '历史版本',
};

/** Where a name means something else than elsewhere. */
const inPlace: Readonly<Record<string, string>> = {
  'actors.active': '有效',
};

/**
 * A name as a person reads it, below `path` where it is nested; one without a word stays as it is.
 * @param answer name of the report or list that it stands in
 */
export function columnWord(name: string, { language, words: declared }: Reader, path = '', answer = ''): string {
  if (language !== 'zh') return name;
  const place = path === '' ? name : `${path}.${name}`;
  return (
    (answer === '' ? undefined : declared?.at(`${answer}.${place}`)) ??
    declared?.at(place) ??
    inPlace[place] ??
    (Object.hasOwn(words, name) ? words[name] : undefined) ??
    declared?.of(name) ??
    (DAYS.test(name) ? `${name} 天` : name)
  );
}
/** The unit of the numbers of that name, for readers of Chinese; the names that others see say it. */
export function unitOf(
  name: string,
  { language, words: declared }: Reader,
  path = '',
  answer = '',
): string | undefined {
  if (language !== 'zh') return undefined;
  const place = path === '' ? name : `${path}.${name}`;
  return (answer === '' ? undefined : declared?.unit(`${answer}.${place}`)) ?? declared?.unit(place);
}

/** An age such as `30-59` or `90+`. */
const DAYS = /^\d+(-\d+|\+)$/;

/** A path such as `sales.net`, each part by its word. */
export const pathWords = (path: string, reader: Reader, answer?: string): string =>
  path
    .split('.')
    .map((part, i, parts) => columnWord(part, reader, parts.slice(0, i).join('.'), answer))
    .join(reader.language === 'zh' ? '·' : '.');
