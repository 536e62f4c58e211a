import { defineRefusals } from '@dossier/kernel';

export const salesRefusal = defineRefusals('sales', {
  'order-id-needed': {
    field: 'number',
    status: 422,
    zh: '单号 {number} 不能直接作为编号，请另给 orderId（仅限字母、数字、点、下划线和连字符，最多 64 个字符）。',
    en: 'The number {number} cannot serve as an id; give an orderId (letters, digits, dot, underscore, hyphen; at most 64).',
  },
  'credit-note-id-needed': {
    field: 'number',
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
    field: 'lines',
    status: 422,
    zh: '订单至少要有一行商品或一行调整。',
    en: 'An order has at least one line or one adjustment.',
  },
  'promised-before-placed': {
    field: 'promisedShipAt',
    status: 422,
    zh: '承诺发货时间 {promisedShipAt} 早于下单时间 {placedAt}。',
    en: 'It would be promised for {promisedShipAt}, before it was placed at {placedAt}.',
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
  'unknown-order': {
    field: 'orderId',
    status: 404,
    zh: '没有编号为 {orderId} 的订单。',
    en: 'There is no order {orderId}.',
  },
  'unknown-credit-note': {
    field: 'creditNoteId',
    status: 404,
    zh: '没有编号为 {creditNoteId} 的贷项单。',
    en: 'There is no credit note {creditNoteId}.',
  },
  'before-placed': {
    field: 'occurredAt',
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
  'cancelled-later': {
    field: 'occurredAt',
    zh: '订单 {orderId} 未发货的部分已登记为 {cancelledAt} 取消，不能再登记为更早（{at}）取消。',
    en: 'What was not shipped of order {orderId} is recorded as cancelled at {cancelledAt}; it cannot be cancelled earlier, at {at}.',
  },
  'cancelled-otherwise': {
    zh: '订单 {orderId} 未发货的部分已于 {cancelledAt} 取消，登记的原因不同，未予登记。',
    en: 'What was not shipped of order {orderId} was cancelled at {cancelledAt} for another reason: nothing was recorded.',
  },
  'shipped-otherwise': {
    zh: '订单 {orderId}：所指商品均已发货，登记的承运商或运单号不同，未予登记。',
    en: 'All that is named of order {orderId} was shipped by another carrier or under another tracking number: nothing was recorded.',
  },
  'returned-otherwise': {
    zh: '订单 {orderId}：所指商品均已退货，登记的原因或退货条件不同，未予登记。',
    en: 'All that is named of order {orderId} came back for another reason or in another condition: nothing was recorded.',
  },
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
    field: 'orderId',
    status: 422,
    zh: '注明 forReturn 的贷项单必须写明订单（orderId）。',
    en: 'A credit note that says forReturn must name its order (orderId).',
  },
  'nothing-returned': {
    zh: '订单 {orderId} 没有登记过退货，贷项单不能注明 forReturn。',
    en: 'No return was recorded on order {orderId}: a credit note cannot settle one (forReturn).',
  },
  'more-than-returned': {
    zh: '订单 {orderId}：{what}，注明 forReturn 的贷项单合计 {credited}，退回而尚未贷记的只有 {most}。',
    en: 'Credit notes that settle returns of order {orderId} (forReturn) come to {credited} {what}; only {most} came back.',
  },
  'more-credited-than-sold': {
    zh: '订单 {orderId}：{what}，贷项单合计 {credited}，超过扣除取消与退货后售出的 {most}。如公司允许，请修改政策 sales-exceptions；若退回的货物此前已贷记，退货时请注明 credited。',
    en: 'Credit notes of order {orderId} come to {credited} {what}, more than the {most} that are sold after cancellations and returns. Where the company allows that, policy sales-exceptions says so; goods that come back after they were credited are returned as credited.',
  },
  'not-credited-before': {
    zh: '订单 {orderId}：货号 {sku} 此前按订单价格贷记的数量少于退回的数量，退货不能注明 credited；若只更正过价格，请不注明 credited，净额只减少其余部分。',
    en: 'Credit notes of order {orderId} gave back less of sku {sku} at the price of the order than comes back now: the return cannot say credited. Where only the price was corrected leave it out; net is then lowered by the rest alone.',
  },
  'credit-note-pending': {
    zh: '贷项单 {creditNoteId} 已以其他内容对订单 {orderId} 登记，尚未开出；请先按原内容重新发送，或改用其他编号。',
    en: 'Credit note {creditNoteId} was begun for order {orderId} with other content and is not issued yet: send it again as it was, or choose another id.',
  },
  'note-of-other-customer': {
    zh: '订单 {orderId} 的贷项单 {creditNoteId} 属于客户 {customer}；同一订单及其贷项单只能属于一个客户。',
    en: 'Credit note {creditNoteId} of order {orderId} belongs to customer {customer}: an order and its credit notes have one customer.',
  },
  'customer-deactivated': {
    field: 'customerId',
    zh: '客户 {customerId} 自 {since} 起停用，在 {at} 时尚未重新启用；请先登记当时已重新启用，或由政策 sales-exceptions 允许。',
    en: 'Customer {customerId} was deactivated at {since} and not in use at {at}: take it into use again as of then, or let policy sales-exceptions allow it.',
  },
  'same-number': {
    zh: '客户 {customerId} 已有单号为 {number} 的订单 {document}（不分大小写、全半角、空白与不可见字符）；请改用其他单号，或由政策 sales-exceptions 允许。',
    en: 'Customer {customerId} has an order with the number {number} already, {document}, whatever its case, width, white space and invisible characters: use another number, or let policy sales-exceptions allow it.',
  },
  'nothing-shipped': {
    zh: '订单 {orderId}：所指商品尚未发货，不能登记到货或退货。',
    en: 'Nothing of what is named was shipped of order {orderId}: it can neither arrive nor come back.',
  },
  'nothing-to-ship': {
    zh: '订单 {orderId}：所指商品没有可发货的数量（没有商品行，或已取消）。',
    en: 'Nothing of what is named can be shipped of order {orderId}: it has no such lines, or they are cancelled.',
  },
  'customer-needed': {
    field: 'customerId',
    status: 422,
    zh: '订单 {orderId} 属于客户 {customer}，请写明 customerId。',
    en: 'Order {orderId} belongs to customer {customer}: name it as customerId.',
  },
  'other-currency': {
    field: 'currency',
    status: 422,
    zh: '订单 {orderId} 的货币是 {expected}，不是 {currency}。',
    en: 'Order {orderId} is in {expected}, not in {currency}.',
  },
  'other-customer': {
    field: 'customerId',
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
