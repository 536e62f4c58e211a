export { CreditNoteIssued } from './credit-note.events';
export { type PricedColumns } from './lines';
export { type Named, named } from './money-report';
export {
  type LineColumns,
  type MovedLine,
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
  OrderRevalued,
  OrderShipped,
  type OrderOrigin,
  ShipDateKept,
  ShipDateMissed,
} from './order.events';
export {
  keepPurchases,
  lastPurchase,
  NO_PURCHASES,
  type Purchase,
  purchaseEvents,
  type Purchases,
  standing,
  stands,
  type Taken,
} from './purchases';
export { type SalesFact, salesFacts } from './sales-facts';
export * from './terms';
