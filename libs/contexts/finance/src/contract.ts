export { creditLimitEvents } from './credit-limit.events';
export { type InvoiceOrigin, invoiceEvents } from './invoice.events';
export { paymentEvents } from './payment.events';
export { RatesOfTheDay, exchangeRatesPolicy } from './rates-policy';
export * from './terms';
