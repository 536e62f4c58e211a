export { CreditNoteIssued } from './credit-note.events';
export { isPaid, type PricedColumns } from './lines';
export {
  type LineColumns,
  type MovedLine,
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
  OrderShipped,
  type OrderOrigin,
  ShipDateMissed,
} from './order.events';
export { type SalesFact, salesFacts } from './sales-facts';
