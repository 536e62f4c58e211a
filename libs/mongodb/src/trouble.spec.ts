import { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { isThere, troubleOf } from './trouble';

const coded = (code: number): Error => new MongoServerError({ message: 'no', code });

describe('an error of the driver', () => {
  const known: readonly (readonly [string, Error])[] = [
    ['the connection broke', new MongoNetworkError('reset')],
    ['at the same moment', coded(11000)],
    ['rights', coded(18)],
    ['disk is full', coded(14031)],
    ['primary', coded(189)],
  ];
  it.each(known)('is a reason to try again, in words of both languages: %s', (words, error) => {
    expect(troubleOf(error)?.en).toContain(words);
    expect(troubleOf(error)?.zh).toMatch(/^MongoDB 没有完成请求：/);
  });
  it('says what is wrong with the certificate of a server that is not reached for it', () => {
    const untrusted = new MongoServerSelectionError('unable to verify the first certificate', {} as never);
    expect(troubleOf(untrusted)?.en).toBe('MongoDB did not do what was asked: unable to verify the first certificate');
    expect(troubleOf(new MongoServerSelectionError('timed out', {} as never))?.en).toMatch(/no server can be reached$/);
  });
  it('is one to try again also where it is not known, for some servers answer so while they lack their database', () => {
    expect(troubleOf(coded(1))?.en).toBe('MongoDB did not do what was asked: no');
  });
  it.each([
    ['EPIPE', 'This socket has been ended by the other party'],
    ['ECONNRESET', 'read ECONNRESET'],
    ['ENOTFOUND', 'querySrv ENOTFOUND _mongodb._tcp.nowhere'],
  ])('is one to try again also where the driver passes on what the system says: %s', (code, message) => {
    expect(troubleOf(Object.assign(new Error(message), { code }))?.en).toMatch(/outcome is not known$/);
  });
  it('is no error of another part', () => {
    const ofFile = Object.assign(new Error('no such file'), { code: 'ENOENT', path: '/etc/tls/ca.pem' });
    const ofCode = Object.assign(new TypeError('no'), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const error of [new TypeError('no'), ofFile, ofCode, undefined]) expect(troubleOf(error)).toBeUndefined();
  });
});

describe('a key that is there', () => {
  const many = (codes: readonly number[], concern?: object): Error =>
    new MongoBulkWriteError(
      { message: 'no', code: codes[0] ?? 0, writeErrors: codes.map((code) => ({ code })) as never },
      { getWriteConcernError: () => concern } as never,
    );
  it('is told from other errors, of one write and of many', () => {
    expect([coded(11000), many([11000, 11000])].map(isThere)).toEqual([true, true]);
    const others = [coded(1), many([11000, 14031]), many([11000], { code: 64 }), new TypeError('no'), undefined];
    expect(others.map(isThere)).toEqual(others.map(() => false));
  });
});
