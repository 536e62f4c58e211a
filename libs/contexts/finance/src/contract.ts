export { exchangeRatesPolicy, ExchangeRatesPolicy, RatesOfTheDay } from './rates-policy';
export {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceIssued,
  type InvoiceOrigin,
  InvoiceReopened,
  InvoiceSettled,
  InvoiceWrittenOff,
  WriteOffWithdrawn,
} from './invoice.events';
export { hasOwnDues, type KnownDues, NO_DUES, withAgreed, withCorrected, withDues } from './dues';
export { dueBy, dueFollowed } from './invoice';
