import { INDUSTRIES, SIZE_BANDS } from '@dossier/contexts/customers';
import { STAGES } from '@dossier/contexts/lifecycle';
import type { Language, Text } from '@dossier/kernel';
import { columnWord, departmentWords, roleWords } from './column-words';

const chinese = (titles: Readonly<Record<string, Text>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(titles).map(([code, { zh }]) => [code, zh]));

const stages = chinese(STAGES);

/** Codes and what a Chinese reader sees for them, by the column or figure that holds them. English codes are words. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  action: {
    authenticate: '验证密钥',
    'customers.AssertFacts': '登记客户信息',
    'customers.ClaimExternalId': '登记外部编号',
    'customers.DeactivateCustomer': '停用客户',
    'customers.NoteCustomer': '补录客户',
    'customers.ReactivateCustomer': '重新启用客户',
    'customers.RegisterCustomer': '客户建档',
    'customers.WithdrawFact': '撤回客户信息',
    'dead-letters.Retry': '重试处理失败事件',
    'installation.ChangeZone': '更改时区',
    'installation.ImportSecret': '取得导入密钥',
    'keys.Issue': '签发密钥',
    'keys.Revoke': '吊销密钥',
    'log.AcceptLoss': '接受数据丢失',
    'log.Verify': '核对日志',
    'policies.PublishPolicy': '发布政策',
    'projections.Rebuild': '重建读模型',
    'sales.AttributeCreditNote': '归属贷项单',
    'sales.AttributeOrder': '归属订单',
    'sales.CancelOrder': '取消订单',
    'sales.ConfirmOrder': '确认订单',
    'sales.CountCreditNote': '贷项单计入订单',
    'sales.DeliverOrder': '登记到货',
    'sales.IssueCreditNote': '开具贷项单',
    'sales.PlaceOrder': '下单',
    'sales.RecordMissedShipDate': '登记发货逾期',
    'sales.ReturnOrder': '登记退货',
    'sales.ShipOrder': '登记发货',
    several: '多种操作',
    'sign-in': '登录',
  },
  after: stages,
  basis: { gross: '毛额', net: '净额' },
  channel: { direct: '直销', distributor: '经销商', 'e-mail': '电子邮件', phone: '电话', web: '网站' },
  creditedMoreThanSold: { flag: '接受并列出', refuse: '拒绝' },
  deactivatedCustomer: { flag: '接受并列出', refuse: '拒绝' },
  department: departmentWords,
  departments: departmentWords,
  from: { ...stages, delivery: '到货', purchase: '购买' },
  industry: chinese(INDUSTRIES),
  kind: {
    'before-order': '早于订单的下单时间',
    cancellation: '取消',
    command: '命令',
    credit: '贷项',
    'credited-more-than-sold': '贷记超过售出',
    'customer-deactivated': '客户已停用',
    entry: '登录尝试',
    event: '事件',
    'note-missing': '已计入订单但未开出',
    order: '订单',
    'order-missing': '所写明的订单不存在',
    organisation: '组织',
    'other-currency': '与订单的货币不一致',
    'other-customer': '与订单的客户不一致',
    person: '个人',
    read: '读取',
    return: '退货',
    'same-number': '单号重复',
    time: '时间流逝',
  },
  outcome: { done: '完成' },
  partClass: { common: '常用件', uncommon: '非常用件' },
  role: roleWords,
  sameNumber: { flag: '接受并列出', refuse: '拒绝' },
  sizeBand: chinese(SIZE_BANDS),
  stage: stages,
  status: {
    active: '正常',
    cancelled: '已取消',
    confirmed: '已确认',
    deactivated: '已停用',
    delivered: '已到货',
    open: '未完成',
    'partly-shipped': '部分发货',
    placed: '已下单',
    returned: '已退货',
    shipped: '已发货',
  },
  to: stages,
  urgency: { normal: '普通', urgent: '紧急' },
};

const yesOrNo: Readonly<Record<Language, readonly [string, string]>> = { zh: ['是', '否'], en: ['yes', 'no'] };
const countries = new Intl.DisplayNames(['zh-CN'], { type: 'region', fallback: 'code' });

/** A value of a column as a person reads it. */
export function valueWord(column: string, value: string | boolean, language: Language): string {
  if (typeof value === 'boolean') return yesOrNo[language][value ? 0 : 1];
  if (language === 'en') return value;
  if (column === 'attribute') return columnWord(value, language);
  if (column === 'country') return /^[A-Z]{2}$/.test(value) ? (countries.of(value) ?? value) : value;
  const known = words[column] ?? {};
  return (Object.hasOwn(known, value) ? known[value] : undefined) ?? value;
}
