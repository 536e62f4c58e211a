import { defineRefusals } from '@dossier/kernel';

export const financeRefusal = defineRefusals('finance', {
  'id-needed': {
    field: 'number',
    status: 422,
    zh: '单号 {number} 不能直接作为编号，请另给编号（仅限字母、数字、点、下划线和连字符，最多 64 个字符，不得形似电话号码）。',
    en: 'The number {number} cannot serve as an id; give one (letters, digits, dot, underscore, hyphen; at most 64; nothing like a phone number).',
  },
  'personal-id': {
    status: 422,
    zh: '编号 {id} 形似电话号码或电子邮箱；编号会写入永久日志，不得含个人数据。',
    en: 'The id {id} looks like a phone number or an e-mail; ids stay for ever and must hold no personal data.',
  },
  'amount-too-fine': {
    status: 422,
    zh: '{amount} 比 {currency} 的最小货币单位更精细，至多 {digits} 位小数。',
    en: '{amount} is finer than the minor unit of {currency}; decimals it may have: {digits}.',
  },
  'amount-too-large': {
    status: 422,
    zh: '{amount} {currency} 超出单张单据的上限 {largest}。',
    en: '{amount} {currency} is more than one document may hold, {largest}.',
  },
  'customer-deactivated': {
    field: 'customerId',
    zh: '客户 {customerId} 自 {since} 起停用，在 {at} 时尚未重新启用；请先登记当时已重新启用，或由政策 finance-exceptions 允许。',
    en: 'Customer {customerId} was deactivated at {since} and not in use at {at}: take it into use again as of then, or let policy finance-exceptions allow it.',
  },
  'same-invoice': {
    field: 'number',
    zh: '客户 {customerId} 已有发票号为 {number} 的发票 {document}（不分大小写、全半角、空白与不可见字符）；请改用其他号码，或由政策 finance-exceptions 允许。',
    en: 'Customer {customerId} has an invoice with the number {number} already, {document}, whatever its case, width, white space and invisible characters: use another number, or let policy finance-exceptions allow it.',
  },
  'same-payment': {
    zh: '客户 {customerId} 已有流水号为 {number} 的收款 {document}（不分大小写、全半角、空白与不可见字符）；请核对是否重复登记，或由政策 finance-exceptions 允许。',
    en: 'Customer {customerId} has a payment with the number {number} already, {document}, whatever its case, width, white space and invisible characters: see whether it is the same money, or let policy finance-exceptions allow it.',
  },
  'unknown-order': {
    field: 'orderId',
    status: 404,
    zh: '没有编号为 {orderId} 的订单；请先登记订单，或由政策 finance-exceptions 允许。',
    en: 'There is no order {orderId}: place it first, or let policy finance-exceptions allow it.',
  },
  'order-of-another': {
    field: 'orderId',
    zh: '订单 {orderId} 属于客户 {customer}。',
    en: 'Order {orderId} belongs to customer {customer}.',
  },
  'order-in-other-currency': {
    field: 'currency',
    status: 422,
    zh: '订单 {orderId} 的货币是 {expected}，不是 {currency}。',
    en: 'Order {orderId} is in {expected}, not in {currency}.',
  },
  'unknown-invoice': {
    field: 'invoiceId',
    status: 404,
    zh: '没有编号为 {invoiceId} 的发票；若这是发票号，请在发票列表中按发票号（number）查其编号。',
    en: 'There is no invoice {invoiceId}. If that is its number, look its id up in the list of invoices by number.',
  },
  'unknown-payment': {
    field: 'paymentId',
    status: 404,
    zh: '没有编号为 {paymentId} 的收款；若这是流水号，请在收款列表中按流水号（number）查其编号。',
    en: 'There is no payment {paymentId}. If that is its number, look its id up in the list of payments by number.',
  },
  'before-issued': {
    field: 'occurredAt',
    status: 422,
    zh: '发票 {invoiceId} 于 {issuedAt} 开具，此前（{at}）不能有后续步骤。',
    en: 'Invoice {invoiceId} was issued at {issuedAt}; nothing can be done with it before, at {at}.',
  },
  'before-received': {
    field: 'occurredAt',
    status: 422,
    zh: '收款 {paymentId} 于 {receivedAt} 到账，此前（{at}）不能有后续步骤。',
    en: 'Payment {paymentId} came in at {receivedAt}; nothing can be done with it before, at {at}.',
  },
  'due-before-issued': {
    field: 'dueAt',
    status: 422,
    zh: '到期时间 {dueAt} 早于开具时间 {issuedAt}。',
    en: 'It would fall due at {dueAt}, before it was issued at {issuedAt}.',
  },
  'moved-too-often': {
    zh: '发票 {invoiceId} 已改期 {most} 次，不能再改。',
    en: 'The due date of invoice {invoiceId} was moved {most} times; it cannot be moved again.',
  },
  'nothing-corrected': {
    status: 422,
    zh: '请给出更正后的金额或到期时间。',
    en: 'Say the right amount or the right due date.',
  },
  'invoice-cancelled': {
    zh: '发票 {invoiceId} 已于 {cancelledAt} 作废，未予登记；作废有误的，请另开发票。',
    en: 'Invoice {invoiceId} was cancelled at {cancelledAt}: nothing was recorded. Where that was wrong, issue another one.',
  },
  'invoice-settled': {
    zh: '发票 {invoiceId} 已结清 {settled}（含坏账核销）；请先撤回。',
    en: '{settled} of invoice {invoiceId} is settled or written off; withdraw that first.',
  },
  'moved-since': {
    field: 'occurredAt',
    status: 422,
    zh: '发票 {invoiceId} 在 {since} 另有收付变动，{at} 不能作废。',
    en: 'What is open of invoice {invoiceId} changed at {since}; it cannot be cancelled before, at {at}.',
  },
  'allocated-since': {
    field: 'occurredAt',
    status: 422,
    zh: '收款 {paymentId} 于 {since} 核销过发票，{at} 不能退回。',
    en: 'Payment {paymentId} was allocated as from {since}; it cannot be reversed before, at {at}.',
  },
  'more-than-open': {
    field: 'amount',
    zh: '发票 {invoiceId} 只有 {open} 未付，不能再核销 {amount}。',
    en: 'Only {open} of invoice {invoiceId} is open, not {amount}.',
  },
  'not-open-then': {
    field: 'occurredAt',
    status: 422,
    zh: '发票 {invoiceId} 自 {at} 起并非一直有 {amount} 未付；请登记为 {since} 或以后。',
    en: 'Not all of {amount} was open of invoice {invoiceId} from {at} on: record it as of {since} or later.',
  },
  'nothing-open': { zh: '发票 {invoiceId} 没有未付金额。', en: 'Nothing of invoice {invoiceId} is open.' },
  'nothing-written-off': {
    zh: '发票 {invoiceId} 没有核销为坏账的金额。',
    en: 'Nothing of invoice {invoiceId} is written off.',
  },
  'written-off-since': {
    field: 'occurredAt',
    status: 422,
    zh: '发票 {invoiceId} 于 {since} 核销为坏账，{at} 不能撤回。',
    en: 'Invoice {invoiceId} was written off at {since}; that cannot be withdrawn before, at {at}.',
  },
  'payment-reversed': {
    zh: '收款 {paymentId} 已于 {reversedAt} 退回，未予登记；退回有误的，请另行登记收款。',
    en: 'Payment {paymentId} was reversed at {reversedAt}: nothing was recorded. Where that was wrong, record another payment.',
  },
  'more-than-left': {
    field: 'amount',
    zh: '收款 {paymentId} 只余 {left} 未核销，不能再核销 {amount}。',
    en: 'Only {left} of payment {paymentId} is not allocated yet, not {amount}.',
  },
  'settled-too-often': {
    zh: '发票 {invoiceId} 已由 {most} 笔收款核销，不能再多。',
    en: 'Invoice {invoiceId} is settled by {most} payments, which is the most there can be.',
  },
  'allocated-too-often': {
    zh: '收款 {paymentId} 已核销 {most} 张发票，不能再多。',
    en: 'Payment {paymentId} is allocated to {most} invoices, which is the most there can be.',
  },
  'nothing-left': { zh: '收款 {paymentId} 已全部核销。', en: 'All of payment {paymentId} is allocated already.' },
  'other-currency': {
    zh: '发票 {invoiceId} 的币种为 {expected}，收款为 {currency}。',
    en: 'Invoice {invoiceId} is in {expected}, the payment in {currency}.',
  },
  'not-allocated': {
    zh: '收款 {paymentId} 没有核销发票 {invoiceId}。',
    en: 'Payment {paymentId} settles nothing of invoice {invoiceId}.',
  },
  'has-customer': {
    zh: '收款 {paymentId} 已属于客户 {customer}。',
    en: 'Payment {paymentId} belongs to customer {customer} already.',
  },
  'not-due-yet': {
    zh: '发票于 {dueAt} 到期，尚未逾期。',
    en: 'The invoice falls due at {dueAt} and is not overdue yet.',
  },
  'currency-needed': { field: 'currency', status: 422, zh: '请给出额度的币种。', en: 'Say the currency of the limit.' },
  'choose-currency': {
    status: 422,
    zh: '有多种币种（{currencies}），请用 currency 指定一种：不同币种的金额不相加。',
    en: 'There are several currencies ({currencies}); choose one by currency: amounts of several are never added up.',
  },
});
