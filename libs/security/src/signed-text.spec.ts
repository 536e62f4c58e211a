import fc from 'fast-check';
import { openSigned, sign } from './signed-text';

const secret = Buffer.alloc(32, 3);

it('opens what it signed, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (payload) => {
      const text = sign(secret, payload);
      expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(openSigned(secret, text)).toBe(payload);
    }),
  );
});

it('opens nothing that was changed by one character, cut or made longer', () => {
  const text = sign(secret, '{"after":"c-17"}');
  const other = (at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  const forged = Array.from(text).flatMap((_, at) => [
    other(at),
    text.slice(0, at),
    `${text.slice(0, at)}*${text.slice(at)}`,
  ]);
  for (const one of [...forged, `${text}=`, `${text}A`, ` ${text}`]) expect(openSigned(secret, one)).toBeUndefined();
});

it('opens nothing signed with another secret', () => {
  expect(openSigned(Buffer.alloc(32, 4), sign(secret, 'x'))).toBeUndefined();
});

it.each(['', 'x', '张三', '../../etc/passwd', '%00'])('opens nothing of %j', (text) => {
  expect(openSigned(secret, text)).toBeUndefined();
});
