import { type ContextDef, defineContext } from '@dossier/kernel';
import { creditNoteEvents } from './credit-note.events';
import { orderEvents } from './order.events';
import { countCreditNotes as uncountedCreditNotes } from './react/count-credit-notes/count-credit-notes';
import { recordMissedShipDate as missedShipDates } from './react/record-missed-ship-date/record-missed-ship-date';
import { pastCreditEvents } from './past-credit.events';
import { purchaseLedger } from './purchase-ledger';
import { abc } from './read/abc/abc';
import { cohorts } from './read/cohorts/cohorts';
import { begunCredits } from './begun-credits';
import { concentration } from './read/concentration/concentration';
import { creditNotes } from './read/credit-notes/credit-notes';
import { CreditNotesHttp, OrderCreditNotesHttp } from './read/credit-notes/credit-notes.http';
import { orders } from './read/orders/orders';
import { CustomerOrdersHttp, OrdersHttp } from './read/orders/orders.http';
import { rfm } from './read/rfm/rfm';
import { salesSection } from './read/sales-section/sales-section';
import { exceptions } from './exceptions';
import { salesExceptions } from './exceptions-policy';
import { salesReturns } from './returns-policy';
import { salesFacts } from './sales-facts';
import { SalesFactsHttp } from './sales-facts.http';
import { salesRefusal } from './sales.refusals';
import { attributeCreditNote } from './write/attribute-credit-note/attribute-credit-note';
import { AttributeCreditNoteHttp } from './write/attribute-credit-note/attribute-credit-note.http';
import { attributeOrder } from './write/attribute-order/attribute-order';
import { AttributeOrderHttp } from './write/attribute-order/attribute-order.http';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { CancelOrderHttp } from './write/cancel-order/cancel-order.http';
import { confirmOrder } from './write/confirm-order/confirm-order';
import { ConfirmOrderHttp } from './write/confirm-order/confirm-order.http';
import { deliverOrder } from './write/deliver-order/deliver-order';
import { DeliverOrderHttp } from './write/deliver-order/deliver-order.http';
import { issueCreditNote } from './write/issue-credit-note/issue-credit-note';
import { IssueCreditNoteHttp } from './write/issue-credit-note/issue-credit-note.http';
import { countCreditNote } from './write/count-credit-note/count-credit-note';
import { placeOrder } from './write/place-order/place-order';
import { PlaceOrderHttp } from './write/place-order/place-order.http';
import { recordMissedShipDate } from './write/record-missed-ship-date/record-missed-ship-date';
import { returnOrder } from './write/return-order/return-order';
import { ReturnOrderHttp } from './write/return-order/return-order.http';
import { shipOrder } from './write/ship-order/ship-order';
import { ShipOrderHttp } from './write/ship-order/ship-order.http';

/** 销售 */
export const sales: ContextDef = defineContext({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  events: [orderEvents, creditNoteEvents, pastCreditEvents],
  commands: [
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
    countCreditNote,
  ],
  projections: [orders, creditNotes, salesFacts, purchaseLedger, begunCredits],
  sections: [salesSection],
  reactors: [missedShipDates, uncountedCreditNotes],
  queries: [rfm, abc, concentration, cohorts, exceptions],
  policies: [salesReturns, salesExceptions],
  refusals: [salesRefusal],
  http: [
    PlaceOrderHttp,
    ConfirmOrderHttp,
    ShipOrderHttp,
    DeliverOrderHttp,
    CancelOrderHttp,
    ReturnOrderHttp,
    AttributeOrderHttp,
    IssueCreditNoteHttp,
    AttributeCreditNoteHttp,
    OrdersHttp,
    CustomerOrdersHttp,
    CreditNotesHttp,
    OrderCreditNotesHttp,
    SalesFactsHttp,
  ],
});
