import { sentenceOf } from '@dossier/rules';
import { FactAsserted } from './customer.events';

it('tells a country by its name, not by its code', () => {
  expect(sentenceOf(FactAsserted, { attribute: 'country', value: 'CN', standard: true }, 'UTC')).toEqual({
    zh: '登记国家或地区：中国',
    en: 'Country or region recorded: China',
  });
});
