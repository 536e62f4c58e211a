const isParseFault = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && (error as Partial<Error>).name === 'SyntaxError';

/** An error for logs and operators. `JSON.parse` quotes the text it could not read, which may be personal, so its message is left out. */
export const errorWords = (error: unknown): string =>
  isParseFault(error) ? 'SyntaxError: what was read is no JSON' : String(error);

/** The same with the stack. */
export function errorStack(error: unknown): string {
  const { stack } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  if (typeof stack !== 'string') return errorWords(error);
  if (!isParseFault(error)) return stack;
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [errorWords(error), ...frames].join('\n');
}
