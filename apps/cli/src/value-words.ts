import { INDUSTRIES, SIZE_BANDS } from '@dossier/contexts/customers';
import { STAGES } from '@dossier/contexts/lifecycle';
import type { Language, Text } from '@dossier/kernel';
import { columnWord, departmentWords } from './column-words';

const chinese = (titles: Readonly<Record<string, Text>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(titles).map(([code, { zh }]) => [code, zh]));

const stages = chinese(STAGES);

/** Codes and what a Chinese reader sees for them, by the column or figure that holds them. English codes are words. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
  role: { admin: '管理员', analyst: '分析人员', auditor: '审计人员', service: '内部服务', staff: '部门人员' },
  sizeBand: chinese(SIZE_BANDS),
  stage: stages,
  status: {
    active: '正常',
    cancelled: '已取消',
    closed: '已完结',
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
