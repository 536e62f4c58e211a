import { type CodeOf, defineTerms } from '@dossier/kernel';

export const urgencies = defineTerms(
  'sales.urgency',
  { zh: '紧急程度', en: 'Urgency' },
  { normal: { zh: '普通', en: 'normal' }, urgent: { zh: '紧急', en: 'urgent' } },
);
export type Urgency = CodeOf<typeof urgencies>;

export const partClasses = defineTerms(
  'sales.part-class',
  { zh: '配件类别', en: 'Class of a part' },
  { common: { zh: '常用件', en: 'common part' }, uncommon: { zh: '非常用件', en: 'uncommon part' } },
);
export type PartClass = CodeOf<typeof partClasses>;

/** Channels that most companies have; a company may use names of its own for others. */
export const channels = defineTerms(
  'sales.channel',
  { zh: '购买渠道', en: 'Channel' },
  {
    direct: { zh: '直销', en: 'direct' },
    web: { zh: '网站', en: 'web' },
    phone: { zh: '电话', en: 'phone' },
    distributor: { zh: '经销商', en: 'distributor' },
    'e-mail': { zh: '电子邮件', en: 'e-mail' },
  },
);

export const orderStatuses = defineTerms(
  'sales.order-status',
  { zh: '订单状态', en: 'Status of an order' },
  {
    placed: { zh: '已下单', en: 'placed' },
    confirmed: { zh: '已确认', en: 'confirmed' },
    'partly-shipped': { zh: '部分发货', en: 'partly shipped' },
    shipped: { zh: '已发货', en: 'shipped' },
    delivered: { zh: '已到货', en: 'delivered' },
    returned: { zh: '已退货', en: 'returned' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
);
export type OrderStatus = CodeOf<typeof orderStatuses>;

/** What is counted: `net` includes returns and credits, `gross` does not. */
export const bases = defineTerms(
  'sales.basis',
  { zh: '金额口径', en: 'What money means' },
  { net: { zh: '净额', en: 'net' }, gross: { zh: '毛额', en: 'gross' } },
);
export type Basis = CodeOf<typeof bases>;

export const factKinds = defineTerms(
  'sales.fact-kind',
  { zh: '销售事实的种类', en: 'Kind of sales fact' },
  {
    order: { zh: '订单', en: 'order' },
    cancellation: { zh: '取消', en: 'cancellation' },
    return: { zh: '退货', en: 'return' },
    credit: { zh: '贷项', en: 'credit' },
  },
);

/** What lowers the worth of an order itself; credit notes are documents of their own. */
export const lowerings = defineTerms(
  'sales.lowering',
  { zh: '订单金额减少的原因', en: 'What lowers an order' },
  { cancellation: factKinds.words.cancellation, return: factKinds.words.return },
);
export type LoweredBy = CodeOf<typeof lowerings>;

/** `flag`: accepted, and listed in the report `exceptions`. */
export const handlings = defineTerms(
  'sales.handling',
  { zh: '处理方式', en: 'How it is handled' },
  { refuse: { zh: '拒绝', en: 'refuse' }, flag: { zh: '接受并列出', en: 'accept and list' } },
);
export type Handling = CodeOf<typeof handlings>;

/** The instant from which the days for a return count. */
export const returnStarts = defineTerms(
  'sales.return-start',
  { zh: '退货期限的起算', en: 'When the days of a return begin' },
  { delivery: { zh: '到货', en: 'delivery' }, purchase: { zh: '购买', en: 'purchase' } },
);

export const exceptionKinds = defineTerms(
  'sales.exception-kind',
  { zh: '例外的种类', en: 'Kind of exception' },
  {
    'credited-more-than-sold': { zh: '贷记超过售出', en: 'credited more than sold' },
    'customer-deactivated': { zh: '客户已停用', en: 'customer deactivated' },
    'same-number': { zh: '单号重复', en: 'same number' },
    'other-customer': { zh: '与订单的客户不一致', en: 'not of the customer of its order' },
    'other-currency': { zh: '与订单的货币不一致', en: 'not in the currency of its order' },
    'before-order': { zh: '早于订单的下单时间', en: 'issued before its order was placed' },
    'order-missing': { zh: '所写明的订单不存在', en: 'names an order that is not there' },
    'not-credited-before': { zh: '退货注明已贷记，而无相应贷项', en: 'came back as credited, and no note gave it' },
    overpaid: { zh: '结清超过应收', en: 'settled by more than it is for' },
    'note-missing': { zh: '已计入订单但未开出', en: 'counted with its order and never issued' },
  },
);

/** What may be found when goods come back. */
export const RETURN_FINDINGS = {
  packageComplete: { zh: '包装完整', en: 'Package complete' },
  quantityRight: { zh: '数量无误', en: 'Quantity right' },
  resalable: { zh: '可再次销售', en: 'Can be sold again' },
  invoiceBack: { zh: '发票已退回', en: 'Invoice came back' },
  customerPaysFreight: { zh: '客户承担运费', en: 'Customer pays the freight' },
} as const;
