import { stepsOf } from '@dossier/testing';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { holdsPersonal, isDialled, isPersonalReference, looksPersonal } from './looks-personal';

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
    'SO20260113812345678', // the digits are part of a longer number
    'SO-138123456789',
    'SO-23812345678',
    'SO-19991231001', // begins with a date
    'SO-150-2026-0042', // holds a year
    'PO-1502026-0042',
    'sku-138-12345-6789',
    '550e8400-e29b-41d4-a716-13812345678a',
    'a13812345678bcde', // a span of a trace
    '5f13812345678a0b1c2d3e4f',
    '01J9Z13812345678XK7QW3M5RT', // a ULID
    '01j9z13812345678xk7qw3m5rt',
    `${'ab'.repeat(11)}4${'c'.repeat(23)}440524188001010014`, // a digest in which a card stands by chance
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
    'zs-13812345678',
    'ZS13812345678',
    'tel13812345678',
    '13812345678zs',
    '1-13812345678',
    'zs-8613812345678',
    'zs008613812345678',
    'zs-138-1234-5678',
    'zs.138.1234.5678',
    'a13812345678', // as hexadecimal too short for an id of a program
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
    '550e8400-e29b-41d4-a716-13812345678a',
    '00-13812345678abcdef013812345678abc-00f067aa0ba902b7-01',
    'CAP@100V',
    'CAP@1.25V IC@-40°C',
    'Mugs @home',
    'a@ home',
    '@@home @@ 1@b',
    '100% cotton, 50%40mm',
    '深沟球轴承 6204-2RS 20x47x14',
    'Spanner set 3 4 5 6 8 10 12 14',
    'Needles 06 08 10 12 14 16',
    'Shims 0.125 0.250 0.375 0.500',
    'Shaft 20 +0.015 -0.005',
    'Resistors +10.000 -20.000',
    'Rails 1200 1400 1600 mm',
    'Tubes 200 300 400 500',
    'Kalender 01.01.2026 1234',
    'EAN 4901234567894',
    'EAN 6901234567892',
    'Cola 12-pack UPC 049000028911',
    'Green tea EAN 4902778913727',
    'Green tea 4902778913727',
    '绿茶 条码：4902778913727',
    'EAN-13: 8801234567893',
    'Ratio 0.12345678901',
    '礼品 110101199003071234',
    'SET 10 CARDS 12 DAYS WRAP  17058',
    'made 2026-01-31 10:00:00, lot 20260131000123',
    'run 1767225600000',
  ])('without personal data pass: %s', (words) => expect(holdsPersonal(words)).toBe(false));
  it.each([
    '礼品 领取人 11010519491231002X',
    'Cola 8613812345678',
    'UPC 447911123456',
    'li.wei@example.com',
    'ask li.wei@example.com',
    'call:13912345678',
    '李伟 13912345678',
    '李伟 １３９１２３４５６７８',
    'Li Wei (+44 20 7946 0958)',
    'Wei 0512-66778899',
    '张三13812345678',
    '王经理手机13812345678',
    '联系13812345678',
    'tel13812345678',
    'Wei13812345678x',
    'Wei 86-138-1234-5678',
    '138.1234.5678',
    '138–1234–5678',
    '(138) 1234 5678',
    '138\u200B12345678',
    '１３８１２３４５６７８',
    '𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖',
    'Tom +44 7911 123456',
    'Tom+447911123456x',
    'Tom 447911123456 5 pcs',
    'Tom 00447911123456',
    '+49 170 1234567',
    '+49 151 23456789 2 pcs',
    '電話０２０ ８３３３ ４４４４',
    '０２０ ８３３３ ４４４４ 5',
    'call 86 512 6677 8899',
    'li.wei＠example.com',
    'li.wei﹫example.com',
    'li.wei@qq',
    'li.wei@163.com',
    'li.wei%40example.com',
    'li.wei%2540example.com',
    'li.wei%252540example.com',
    '@a @ li.wei@example',
    'a@@ 1@example.com',
    'li.wei%EF%BC%A0example.com',
    '%2B44%207911%20123456',
  ])('with an e-mail address or a phone number do not: %s', (words) => expect(holdsPersonal(words)).toBe(true));
});

describe('words far longer than any field takes', () => {
  // the door tells all faults of a body, so it looks at what is too long as well: it must not be held up
  it.each([
    ['letters without an @ behind them', `${'a'.repeat(400_000)}1234567@`, false],
    ['dots behind an @', `a@${'1.'.repeat(200_000)}`, false],
    ['what is encoded over and over', `%${'25'.repeat(200_000)}`, false],
    ['what is encoded bit by bit', `${'%3'.repeat(200_000)}%30`, false],
    ['beginnings of numbers from abroad', '001 '.repeat(100_000), false],
    ['beginnings of national numbers', '012 '.repeat(100_000), true],
    ['pluses and brackets', '+( 1'.repeat(100_000), false],
    ['digits before letters', '1(1-1'.repeat(80_000), false],
  ])('are read in one pass: %s', (_what, words, expected) => {
    const look = (): boolean => holdsPersonal(words);
    expect(runInNewContext('look()', { look }, { timeout: 10_000 })).toBe(expected);
  });
  it('find what they hold, wherever it stands', () => {
    expect(holdsPersonal(`${'a '.repeat(200_000)}li.wei@example.com`)).toBe(true);
    expect(holdsPersonal(`li.wei@example.com${' a'.repeat(200_000)}`)).toBe(true);
  });
});

describe('a reference', () => {
  it.each(['13812345678', '8613812345678', 'YT13812345678', 'SO-150-2026-0042', '026-1234567-1234567', 'CAP@100V'])(
    'that other documents print passes: %s',
    (text) => expect(isPersonalReference(text)).toBe(false),
  );
  it.each(['138.1234.5678', '138-1234-5678', '138/1234/5678', '86-138-1234-5678', '+8613812345678', 'Li 13812345678'])(
    'that is written like a phone number does not: %s',
    (text) => expect(isPersonalReference(text)).toBe(true),
  );
});

describe('whether a number is dialled', () => {
  it('agrees with the whole library, but for codes of carriers: one of a thousand at most', () => {
    const numbers = fc.sample(fc.stringMatching(/^[1-9]\d{6,16}$/), { numRuns: 20_000, seed: 1 });
    const dialled = numbers.filter((digits) => parsePhoneNumberFromString(`+${digits}`)?.isPossible() === true);
    expect(dialled.length).toBeGreaterThan(1_000);
    const differ = numbers.filter((digits) => isDialled(digits) !== dialled.includes(digits));
    expect(differ.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['0011 '.repeat(40), false],
    ['0044 12 '.repeat(25), false],
    ['+1 (1) '.repeat(28), false],
  ])('is looked up for each of many candidates: %s', (words, expected) => {
    const looked = () => expect(holdsPersonal(words)).toBe(expected);
    looked(); // tables are made once
    expect(stepsOf('node_modules/libphonenumber-js', looked)).toBe(0);
    expect(stepsOf('libs/fields/src', looked)).toBeLessThan(5_000);
  });
});
