export { exchangeRatesPolicy, ExchangeRatesPolicy, RatesOfTheDay } from './rates-policy';
export {
  type Due,
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
export { dueBy, withDue } from './invoice';
