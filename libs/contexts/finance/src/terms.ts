import { type CodeOf, defineTerms } from '@dossier/kernel';

export const invoiceStatuses = defineTerms(
  'finance.invoice-status',
  { zh: '发票状态', en: 'Status of an invoice' },
  {
    open: { zh: '未付', en: 'open' },
    overdue: { zh: '逾期', en: 'overdue' },
    paid: { zh: '已付清', en: 'paid' },
    'written-off': { zh: '已核销为坏账', en: 'written off' },
    cancelled: { zh: '已作废', en: 'cancelled' },
  },
);
export type InvoiceStatus = CodeOf<typeof invoiceStatuses>;

/** Where a customer stands with what it owes. */
export const standings = defineTerms(
  'finance.standing',
  { zh: '付款情况', en: 'Payment standing' },
  {
    clear: { zh: '无未付', en: 'nothing open' },
    'in-time': { zh: '未到期', en: 'nothing due yet' },
    overdue: { zh: '有逾期', en: 'overdue' },
  },
);
export type Standing = CodeOf<typeof standings>;

/** Ways of paying that most companies have; a company may use names of its own for others. */
export const paymentMethods = defineTerms(
  'finance.payment-method',
  { zh: '付款方式', en: 'Way of paying' },
  {
    transfer: { zh: '银行转账', en: 'bank transfer' },
    acceptance: { zh: '承兑汇票', en: 'bank acceptance' },
    cheque: { zh: '支票', en: 'cheque' },
    card: { zh: '银行卡', en: 'card' },
    cash: { zh: '现金', en: 'cash' },
  },
);

/** Why money that had settled an invoice does so no more. */
export const reopenings = defineTerms(
  'finance.reopening',
  { zh: '重新未付的原因', en: 'Why an invoice is open again' },
  {
    reversed: { zh: '付款被退回', en: 'the payment was reversed' },
    withdrawn: { zh: '核销被撤回', en: 'the allocation was withdrawn' },
  },
);
export type Reopening = CodeOf<typeof reopenings>;
