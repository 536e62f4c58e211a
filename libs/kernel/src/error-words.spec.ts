import { errorStack, errorWords } from './error-words';

function faultOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('an error for the log', () => {
  it.each(['{"phone":"13812345678"', '13812345678 Li Lei', '["Li Lei",]'])(
    'does not quote what was parsed: %s',
    (text) => {
      const error = faultOf(text);
      for (const words of [errorWords(error), errorStack(error)]) {
        expect(words).not.toMatch(/138|Li Lei|phone/);
        expect(words).toMatch(/^SyntaxError: what was read is no JSON/);
      }
      expect(errorStack(error)).toContain('error-words.spec');
    },
  );
  it('is told whole where it quotes nothing', () => {
    expect(errorWords(new TypeError('no'))).toBe('TypeError: no');
    expect(errorStack(new TypeError('no'))).toMatch(/^TypeError: no\n {4}at /);
    expect([errorWords('plain'), errorStack('plain'), errorStack(null)]).toEqual(['plain', 'plain', 'null']);
  });
});
