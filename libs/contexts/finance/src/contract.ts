export { exchangeRatesPolicy, ExchangeRatesPolicy, RatesOfTheDay } from './rates-policy';
