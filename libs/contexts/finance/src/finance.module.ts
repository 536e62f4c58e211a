import { type ContextDef, defineContext } from '@dossier/kernel';
import { financeExceptions } from './exceptions-policy';
import { exceptionsOfFinance } from './exceptions';
import { financeSection } from './finance-section';
import { exchangeRatesPolicy } from './rates-policy';
import { fitAllocation } from './fit-allocation';
import { allocations } from './react/carry-out-allocation/allocations';
import { carryOutAllocation } from './react/carry-out-allocation/carry-out-allocation';
import { carryOutReversal } from './carry-out-reversal';
import { reversals } from './react/carry-out-reversal/reversals';
import { overdueInvoices } from './react/record-overdue/overdue-invoices';
import { recordOverdue } from './react/record-overdue/record-overdue';
import { credit } from './read/credit/credit';
import { creditLimits } from './read/credit-limits/credit-limits';
import { invoices } from './read/invoices/invoices';
import { payments } from './read/payments/payments';
import { receivableFacts } from './read/receivables/receivable-facts';
import { receivables } from './read/receivables/receivables';
import { receivablesPolicy } from './receivables-policy';
import { settleInvoice } from './settle-invoice';
import { allocatePayment } from './write/allocate-payment/allocate-payment';
import { attributePayment } from './write/attribute-payment/attribute-payment';
import { cancelInvoice } from './write/cancel-invoice/cancel-invoice';
import { correctInvoice } from './write/correct-invoice/correct-invoice';
import { issueInvoice } from './write/issue-invoice/issue-invoice';
import { moveDueDate } from './write/move-due-date/move-due-date';
import { receivePayment } from './write/receive-payment/receive-payment';
import { reversePayment } from './write/reverse-payment/reverse-payment';
import { setCreditLimit } from './write/set-credit-limit/set-credit-limit';
import { withdrawAllocation } from './write/withdraw-allocation/withdraw-allocation';
import { withdrawWriteOff } from './write/withdraw-write-off/withdraw-write-off';
import { writeOffInvoice } from './write/write-off-invoice/write-off-invoice';

/** 财务 */
export const finance: ContextDef = defineContext({
  name: 'finance',
  title: { zh: '财务', en: 'Finance' },
  slices: [
    issueInvoice,
    correctInvoice,
    moveDueDate,
    writeOffInvoice,
    withdrawWriteOff,
    receivePayment,
    allocatePayment,
    withdrawAllocation,
    cancelInvoice,
    reversePayment,
    attributePayment,
    setCreditLimit,
    settleInvoice,
    fitAllocation,
    carryOutAllocation,
    allocations,
    recordOverdue,
    carryOutReversal,
    overdueInvoices,
    reversals,
    invoices,
    payments,
    creditLimits,
    receivableFacts,
    financeSection,
    receivables,
    credit,
    exceptionsOfFinance,
    financeExceptions,
    receivablesPolicy,
    exchangeRatesPolicy,
  ],
});
