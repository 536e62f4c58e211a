import { defineRefusals } from '@dossier/kernel';

export const salesRefusal = defineRefusals('sales', {
  'order-id-needed': {
    status: 422,
    zh: '单号 {number} 不能直接作为编号，请另给 orderId（仅限字母、数字、点、下划线和连字符，最多 64 个字符）。',
    en: 'The number {number} cannot serve as an id; give an orderId (letters, digits, dot, underscore, hyphen; at most 64).',
  },
  'credit-note-id-needed': {
    status: 422,
    zh: '单号 {number} 不能直接作为编号，请另给 creditNoteId（仅限字母、数字、点、下划线和连字符，最多 64 个字符）。',
    en: 'The number {number} cannot serve as an id; give a creditNoteId (letters, digits, dot, underscore, hyphen; at most 64).',
  },
  'personal-id': {
    status: 422,
    zh: '编号 {id} 形似电话号码或电子邮箱；编号会写入永久日志，不得含个人数据。',
    en: 'The id {id} looks like a phone number or an e-mail; ids stay for ever and must hold no personal data.',
  },
  'nothing-ordered': {
    status: 422,
    zh: '订单至少要有一行商品或一行调整。',
    en: 'An order has at least one line or one adjustment.',
  },
  'unknown-currency': {
    status: 422,
    zh: '{currency} 不是 ISO 4217 货币代码。',
    en: '{currency} is not a currency code of ISO 4217.',
  },
  'quantity-too-fine': {
    status: 422,
    zh: '{at} 的数量 {quantity} 超过三位小数。',
    en: 'The quantity {quantity} of {at} has more than three decimals.',
  },
  'amount-too-large': {
    status: 422,
    zh: '合计金额超出单张单据的上限 {largest} {currency}。',
    en: 'The total is more than one document may hold, {largest} {currency}.',
  },
  'unknown-order': { status: 404, zh: '没有编号为 {orderId} 的订单。', en: 'There is no order {orderId}.' },
  'unknown-credit-note': {
    status: 404,
    zh: '没有编号为 {creditNoteId} 的贷项单。',
    en: 'There is no credit note {creditNoteId}.',
  },
  'before-placed': {
    status: 422,
    zh: '订单 {orderId} 于 {placedAt} 下单，此前（{at}）不能有后续步骤。',
    en: 'Order {orderId} was placed at {placedAt}; nothing can be done with it before, at {at}.',
  },
  'before-shipped': {
    status: 422,
    zh: '第 {line} 行：截至 {at}，已发货的数量只剩 {left}，不能登记 {quantity}。',
    en: 'Line {line}: of what was shipped by {at} only {left} is left, not {quantity}.',
  },
  'order-cancelled': { zh: '订单 {orderId} 已取消。', en: 'Order {orderId} is cancelled.' },
  'already-shipped': {
    zh: '订单 {orderId} 已全部发货，不能取消，只能退货。',
    en: 'Order {orderId} is wholly shipped: it cannot be cancelled, only returned.',
  },
  'line-unnamed': {
    status: 422,
    zh: '每一项都要写明行号（line）或货号（sku）。',
    en: 'Name each item by its line number (line) or its sku.',
  },
  'no-such-line': {
    status: 422,
    zh: '订单中没有行号为 {line}、货号为 {sku} 的行。',
    en: 'The order has no line {line} with sku {sku}.',
  },
  'more-than-left': {
    zh: '行号 {line}、货号 {sku}：要求 {asked}，只剩 {left}。',
    en: 'Line {line}, sku {sku}: {asked} asked, only {left} left.',
  },
  'return-too-late': {
    zh: '退货期限（政策 sales-returns：{days} 天）已于 {until} 结束；若双方另有约定，请注明 agreed。',
    en: 'The time for returns ended at {until} ({days} days by policy sales-returns); say agreed if it was agreed otherwise.',
  },
  'not-missed-yet': {
    zh: '承诺的发货时间 {promisedShipAt} 尚未到。',
    en: 'The promised ship date {promisedShipAt} has not come yet.',
  },
  'return-without-order': {
    status: 422,
    zh: '注明 forReturn 的贷项单必须写明订单（orderId）。',
    en: 'A credit note that says forReturn must name its order (orderId).',
  },
  'nothing-returned': {
    zh: '订单 {orderId} 没有登记过退货，贷项单不能注明 forReturn。',
    en: 'No return was recorded on order {orderId}: a credit note cannot settle one (forReturn).',
  },
  'more-than-returned': {
    zh: '订单 {orderId} 退回的货值为 {returned} {currency}，注明 forReturn 的贷项单不得超过此金额。',
    en: 'What came back of order {orderId} is worth {returned} {currency}; a credit note that settles it (forReturn) cannot be more.',
  },
  'customer-needed': {
    status: 422,
    zh: '订单 {orderId} 属于客户 {customer}，请写明 customerId。',
    en: 'Order {orderId} belongs to customer {customer}: name it as customerId.',
  },
  'other-currency': {
    status: 422,
    zh: '订单 {orderId} 的货币是 {expected}，不是 {currency}。',
    en: 'Order {orderId} is in {expected}, not in {currency}.',
  },
  'other-customer': {
    zh: '订单 {orderId} 属于客户 {customer}。',
    en: 'Order {orderId} belongs to customer {customer}.',
  },
  'has-customer': {
    zh: '{document} 已属于客户 {customer}，不能再次归属。',
    en: '{document} belongs to customer {customer} already.',
  },
  'choose-currency': {
    status: 422,
    zh: '有多个币种（{currencies}），请用 currency 选择其一。',
    en: 'There are several currencies ({currencies}); choose one by currency.',
  },
});
