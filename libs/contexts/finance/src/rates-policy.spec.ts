import { exchangeRatesPolicy, RatesOfTheDay } from './rates-policy';

const policy = {
  reportingCurrency: 'CNY',
  rates: [
    { currency: 'EUR', from: '2026-02-01', rate: '8.10' },
    { currency: 'EUR', from: '2026-01-01', rate: '8.00' },
    { currency: 'JPY', from: '2026-01-01', rate: '0.05' },
    { currency: 'USD', from: '2026-03-01', rate: '7' },
  ],
};
const on = (asOf: string, zone = 'Asia/Shanghai') => new RatesOfTheDay(policy, { asOf, zone });

it('converts by the rates of the day, in the zone of the company', () => {
  expect(on('2026-01-31T15:59:59.999Z').converted(10_000, 'EUR', 'CNY')).toBe(80_000);
  expect(on('2026-01-31T16:00:00.000Z').converted(10_000, 'EUR', 'CNY')).toBe(81_000);
  expect(on('2026-01-31T16:00:00.000Z').converted(81_000, 'CNY', 'EUR')).toBe(10_000);
  expect(on('2026-01-15T00:00:00.000Z').converted(1_000, 'JPY', 'EUR')).toBe(625); // 1000 yen, 50 yuan, 6.25 euros
  expect(on('2026-01-15T00:00:00.000Z').converted(7, 'KWD', 'KWD')).toBe(7);
});
it('has no answer where a rate is missing, or not yet in force', () => {
  expect(on('2026-01-15T00:00:00.000Z').converted(100, 'USD', 'CNY')).toBeNull();
  expect(on('2026-01-15T00:00:00.000Z').converted(100, 'CNY', 'GBP')).toBeNull();
});
it('knows from which day a rate is another', () => {
  expect(on('2026-01-15T00:00:00.000Z').next(['EUR', 'JPY'])).toBe('2026-02-01');
  expect(on('2026-02-15T00:00:00.000Z').next(['EUR', 'JPY'])).toBeNull();
});
it('has one rate of a currency for a day', () => {
  const { fault } = exchangeRatesPolicy;
  expect(fault?.(policy)).toBeUndefined();
  expect(
    fault?.({ ...policy, rates: [...policy.rates, { currency: 'EUR', from: '2026-02-01', rate: '8.20' }] }),
  ).toEqual({
    zh: 'EUR 自 2026-02-01 起有两个汇率',
    en: 'EUR has two rates from 2026-02-01 on',
  });
});
