import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { openValue, SealBroken, sealValue } from './sealing';

const key = createSecretKey(Buffer.alloc(32, 7));
const place = { eventId: '018f-1', field: 'phone', owner: 'c-1' };

it('opens what was sealed, whatever JSON value it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      expect(openValue(key, place, sealValue(key, place, plain))).toEqual(plain);
    }),
  );
});

it('gives the same bytes to a retry, whatever the order of keys', () => {
  expect(sealValue(key, place, { a: 1, b: 2 })).toBe(sealValue(key, place, { b: 2, a: 1 }));
});

it('keeps the format of version 1', () => {
  expect(sealValue(key, place, '+86 138 0013 8000')).toBe('kFDEMas5M+TSHRYhigCwM7c/GWyU9EUwB5u1IwqWU3YLQ/A=');
});

it.each([{ eventId: '018f-2' }, { field: 'mail' }, { owner: 'c-2' }])('does not open elsewhere: %j', (moved) => {
  const sealed = sealValue(key, place, 'secret');
  expect(() => openValue(key, { ...place, ...moved }, sealed)).toThrow(SealBroken);
});

it('does not open with another key', () => {
  expect(() => openValue(createSecretKey(Buffer.alloc(32, 8)), place, sealValue(key, place, 1))).toThrow(SealBroken);
});

it('notices every changed, missing and added byte, and names the place but never the value', () => {
  const sealed = Buffer.from(sealValue(key, place, 'Zhang San'), 'base64');
  const changed = [...sealed.keys()].map((at) => {
    const copy = Buffer.from(sealed);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  });
  const cut = [...sealed.keys()].map((length) => sealed.subarray(0, length));
  for (const bytes of [...changed, ...cut, Buffer.concat([sealed, Buffer.alloc(1)])])
    expect(() => openValue(key, place, bytes.toString('base64'))).toThrow(
      expect.objectContaining({
        name: 'SealBroken',
        eventId: '018f-1',
        field: 'phone',
        message: 'the seal of phone in event 018f-1 is broken',
      }) as Error,
    );
});
