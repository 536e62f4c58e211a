export { costsOf } from './costs';
export { CreditNoteIssued } from './credit-note.events';
export { customerOf as customerOfOrder } from './credit-order';
export {
  exception,
  exceptions,
  type ExceptionModel,
  ofDeactivated,
  ofSameNumber,
  ofUnfitOrders,
  type SalesException,
} from './exceptions';
export { type PricedColumns } from './lines';
export { type Named, named } from './money-report';
export { numberMeant } from './numbers';
export { order, type PlacedOrder } from './order';
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
export { orders } from './read/orders/orders';
export { type SalesFact, salesFacts } from './sales-facts';
export * from './terms';
