import fc from 'fast-check';
import { instant } from '@dossier/kernel';
import { base32, derivedId, fingerprint, keyedHash, keyedName, uuidv7 } from './ids';

const UUID = (version: number) =>
  new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);
const secret = Buffer.alloc(32, 1);

it('derives the same id from the same parts, for ever', () => {
  expect(derivedId('erp', '14646')).toBe('8103de09-3f13-898a-8c46-dd3413506908');
  expect(derivedId('erp', '14646')).toMatch(UUID(8));
});

it('tells parts apart that read the same when written one after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      const equal = a.length === b.length && a.every((part, i) => part === b[i]);
      expect(derivedId(...a) === derivedId(...b)).toBe(equal);
      expect(keyedHash(secret, ...a) === keyedHash(secret, ...b)).toBe(equal);
    }),
  );
  expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
});

it('makes ids that rise within a millisecond, past its 4,096 counts, and when the clock is set back', () => {
  const next = uuidv7((bytes) => Buffer.alloc(bytes, 0xff));
  const now = '2026-01-31T08:00:00.000Z';
  const ids = Array.from({ length: 10_000 }, () => next(now));
  ids.push(next('2001-01-01T00:00:00.000Z'), next('2026-01-31T08:00:01.000Z'));
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(ids.every((id) => UUID(7).test(id))).toBe(true);
});

it('puts the milliseconds of the given time into the first 48 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 253_402_300_799_999 }), (ms) => {
      const id = uuidv7((bytes) => Buffer.alloc(bytes))(instant(ms));
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(ms);
    }),
  );
});

it('hashes with the secret of the installation: another installation, another name', () => {
  expect(keyedHash(secret, 'mail', 'a@example.com')).toMatch(/^[0-9a-f]{64}$/);
  expect(keyedName(secret, 'online-retail', '536365')).toBe('464tb8hm3dt2tagnui573rghps');
  expect(keyedName(Buffer.alloc(32, 2), 'online-retail', '536365')).not.toBe(
    keyedName(secret, 'online-retail', '536365'),
  );
});

it.each([
  ['', ''],
  ['f', 'co'],
  ['fo', 'cpng'],
  ['foo', 'cpnmu'],
  ['foob', 'cpnmuog'],
  ['fooba', 'cpnmuoj1'],
  ['foobar', 'cpnmuoj1e8'],
])('writes %j in base32hex as RFC 4648 does, without padding', (text, written) => {
  expect(base32(Buffer.from(text))).toBe(written);
});

it('gives equal content the equal fingerprint and other content another', () => {
  expect(fingerprint('sales.PlaceOrder', { a: 1, b: 2 })).toBe(fingerprint('sales.PlaceOrder', { b: 2, a: 1 }));
  expect(fingerprint('sales.PlaceOrder', { a: 1 })).not.toBe(fingerprint('sales.PlaceOrder', { a: 2 }));
});
