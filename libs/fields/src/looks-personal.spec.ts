import { holdsPersonal, looksPersonal } from './looks-personal';

describe('an id that is no personal data', () => {
  it.each([
    '14646',
    '536365',
    'C536379',
    'A563185',
    '85123A',
    'c-1',
    '4500012345', // ten digits, as ERP systems count
    '0000012345',
    '20261231001', // begins with a date
    '2026-01-31-0001',
    '20240115000123',
    '123456789012345678',
    '018f3c2e-7b1a-7cc3-98c4-dc0c0c07398f',
    '550e8400-e29b-41d4-a716-446655440000',
    '91110108551385082Q',
    'order.2026_01',
    'li.wei-example.com',
  ])('%s passes', (id) => expect(looksPersonal(id)).toBe(false));
});

describe('an id that looks like a phone number or an e-mail address', () => {
  it.each([
    '13912345678',
    '139-1234-5678',
    '8613912345678',
    '+8613912345678',
    '008613912345678',
    '447700900123',
    '+447700900123',
    '+44 20 7946 0958',
    '02079460958',
    '0512-66778899',
    '15551234567',
    '12025550123',
    'li.wei@example.com',
    'a@b',
  ])('%s is refused', (id) => expect(looksPersonal(id)).toBe(true));
});

describe('words', () => {
  it.each([
    'sales',
    '华东 销售二部',
    'Région Île-de-France',
    'ERP 4500012345',
    'batch 2026-01-31',
    '550e8400-e29b-41d4-a716-446655440000',
    '018f3c2e7b1a7cc398c4dc0c0c07398f',
    'import-7:536365',
  ])('without personal data pass: %s', (words) => expect(holdsPersonal(words)).toBe(false));
  it.each([
    'li.wei@example.com',
    'ask li.wei@example.com',
    'call:13912345678',
    '李伟 13912345678',
    '李伟 １３９１２３４５６７８',
    'Li Wei (+44 20 7946 0958)',
    'Wei 0512-66778899',
  ])('with an e-mail address or a phone number do not: %s', (words) => expect(holdsPersonal(words)).toBe(true));
});
