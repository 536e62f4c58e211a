import { cannotListen, CannotUse, cannotUse, outOfThread, using } from './cannot-use';
import { OperatorError } from './operator-error';

const failed = (code: string, more: object = {}): Error => Object.assign(new Error('it failed'), { code, ...more });

it.each([
  ['SQLITE_READONLY_DIRECTORY', 'cannot use x.db: it can only be read'],
  ['SQLITE_IOERR_SHMSIZE', 'cannot use x.db: the disk is full'],
  ['SQLITE_IOERR_FSYNC', 'cannot use x.db: the disk fails'],
  ['ERR_FS_EISDIR', 'cannot use x.db: a folder is where a file should be'],
])('takes %s for what it is', (code, words) => {
  const error = cannotUse('x.db', failed(code));
  expect(error).toBeInstanceOf(CannotUse);
  expect((error as CannotUse).words.en).toContain(words);
  expect((error as CannotUse).words.zh).toMatch(/^无法使用 x\.db：.*；.*。$/);
});

it('names the path that the error names', () => {
  expect((cannotUse('folder', failed('EACCES', { path: 'folder/x' })) as Error).message).toMatch(
    /^cannot use folder\/x:/,
  );
});

it('leaves an error that it does not know as it is, with its stack', () => {
  const errors = [failed('SQLITE_MISUSE'), failed('EMFILE'), new TypeError('a mistake of ours')];
  for (const error of errors) expect([cannotUse('x', error), cannotListen('x', error)]).toEqual([error, error]);
  expect(() => using('x', () => JSON.parse('{') as unknown)).toThrow(SyntaxError);
  expect(cannotUse('x', undefined)).toBeUndefined();
});

it('leaves words that are there already', () => {
  class Said extends OperatorError {
    readonly code = 'ENOSPC';
  }
  const said = new Said({ zh: '已说', en: 'said' });
  expect(cannotUse('x', said)).toBe(said);
});

it('keeps code and message on the way out of a thread', () => {
  expect(outOfThread(failed('SQLITE_FULL'))).toMatchObject({ message: 'Error: it failed', code: 'SQLITE_FULL' });
});
