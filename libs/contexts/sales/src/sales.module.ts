import { type ContextDef, defineContext } from '@dossier/kernel';
import { countCreditNote } from './react/count-credit-notes/count-credit-note';
import { uncountedCreditNotes } from './react/count-credit-notes/uncounted-credit-notes';
import { missedShipDates } from './react/record-missed-ship-date/missed-ship-dates';
import { recordMissedShipDate } from './react/record-missed-ship-date/record-missed-ship-date';
import { creditOrder } from './credit-order';
import { followOrder } from './follow-order';
import { recordPastCredit } from './record-past-credit';
import { revalueOrder } from './revalue-order';
import { abc } from './read/abc/abc';
import { cohorts } from './read/cohorts/cohorts';
import { begunCredits } from './begun-credits';
import { concentration } from './read/concentration/concentration';
import { creditNotes } from './read/credit-notes/credit-notes';
import { orders } from './read/orders/orders';
import { rfm } from './read/rfm/rfm';
import { salesSection } from './sales-section';
import { exceptions } from './exceptions';
import { salesExceptions } from './exceptions-policy';
import { salesReturns } from './returns-policy';
import { salesFacts } from './sales-facts';
import { attributeCreditNote } from './write/attribute-credit-note/attribute-credit-note';
import { attributeOrder } from './write/attribute-order/attribute-order';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { confirmOrder } from './write/confirm-order/confirm-order';
import { deliverOrder } from './write/deliver-order/deliver-order';
import { issueCreditNote } from './write/issue-credit-note/issue-credit-note';
import { placeOrder } from './write/place-order/place-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

/** 销售 */
export const sales: ContextDef = defineContext({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  slices: [
    placeOrder,
    confirmOrder,
    shipOrder,
    deliverOrder,
    cancelOrder,
    returnOrder,
    recordMissedShipDate,
    issueCreditNote,
    attributeOrder,
    attributeCreditNote,
    creditOrder,
    recordPastCredit,
    revalueOrder,
    followOrder,
    countCreditNote,
    orders,
    creditNotes,
    salesFacts,
    begunCredits,
    salesSection,
    missedShipDates,
    uncountedCreditNotes,
    rfm,
    abc,
    concentration,
    cohorts,
    exceptions,
    salesReturns,
    salesExceptions,
  ],
});
