import { cannotListen, CannotUse, cannotUse, outOfThread, using } from './cannot-use';
import { OperatorError } from './operator-error';

const failed = (code: string, more: object = {}): Error => Object.assign(new Error('it failed'), { code, ...more });

it.each([
  ['EACCES', 'this user has no right to use it', '当前用户无权使用它'],
  ['EPERM', 'this user has no right to use it', '当前用户无权使用它'],
  ['SQLITE_PERM', 'this user has no right to use it', '当前用户无权使用它'],
  ['EROFS', 'it can only be read', '它只能读取'],
  ['SQLITE_READONLY_DIRECTORY', 'it can only be read', '它只能读取'],
  ['ENOSPC', 'the disk is full', '磁盘已满'],
  ['EDQUOT', 'the disk is full', '磁盘已满'],
  ['SQLITE_FULL', 'the disk is full', '磁盘已满'],
  ['SQLITE_IOERR_SHMSIZE', 'the disk is full', '磁盘已满'],
  ['EISDIR', 'a folder is where a file should be', '此处应为文件，却是文件夹'],
  ['ERR_FS_EISDIR', 'a folder is where a file should be', '此处应为文件，却是文件夹'],
  ['ENOTDIR', 'a file is where a folder should be', '此处应为文件夹，却是文件'],
  ['EEXIST', 'a file is where a folder should be', '此处应为文件夹，却是文件'],
  ['ENOENT', 'it is not there', '它不存在'],
  ['SQLITE_NOTADB', 'it is no database of Dossier', '它不是 Dossier 的数据库文件'],
  ['SQLITE_CORRUPT_VTAB', 'it is damaged', '它已损坏'],
  ['EIO', 'the disk fails', '磁盘读写失败'],
  ['ENXIO', 'the disk fails', '磁盘读写失败'],
  ['ENODEV', 'the disk fails', '磁盘读写失败'],
  ['SQLITE_IOERR_FSYNC', 'the disk fails', '磁盘读写失败'],
  ['SQLITE_CANTOPEN', 'it cannot be opened', '它无法打开'],
  ['EMFILE', 'too many files are open', '已打开的文件过多'],
  ['ENFILE', 'too many files are open', '已打开的文件过多'],
  ['ENAMETOOLONG', 'its path is too long', '路径过长'],
  ['ELOOP', 'symbolic links in its path lead in a circle', '路径中的符号链接形成循环'],
  ['SQLITE_CANTOPEN_SYMLINK', 'symbolic links in its path lead in a circle', '路径中的符号链接形成循环'],
  ['EBUSY', 'another program uses it', '另一个程序正在使用它'],
  ['ETXTBSY', 'another program uses it', '另一个程序正在使用它'],
  ['SQLITE_BUSY_SNAPSHOT', 'another program uses it', '另一个程序正在使用它'],
  ['SQLITE_LOCKED', 'another program uses it', '另一个程序正在使用它'],
  ['ENOMEM', 'there is not enough memory', '内存不足'],
  ['SQLITE_NOMEM', 'there is not enough memory', '内存不足'],
  ['SQLITE_IOERR_NOMEM', 'there is not enough memory', '内存不足'],
  ['EFBIG', 'it may not grow any more', '文件大小已达上限'],
  ['SQLITE_NOLFS', 'it may not grow any more', '文件大小已达上限'],
  ['ENOLCK', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['ENOSYS', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['ENOTSUP', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['EOPNOTSUPP', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['ESTALE', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['SQLITE_PROTOCOL', 'its file system does not lock', '其文件系统缺少所需的锁定'],
  ['SQLITE_IOERR_LOCK', 'its file system does not lock', '其文件系统缺少所需的锁定'],
])('takes %s for what it is, and says what to do', (code, en, zh) => {
  const error = cannotUse('x.db', failed(code)) as CannotUse;
  expect(error).toBeInstanceOf(CannotUse);
  expect(error.words.en).toMatch(new RegExp(`^cannot use x\\.db: ${en}.*; .+`));
  expect(error.words.zh).toMatch(new RegExp(`^无法使用 x\\.db：${zh}.*；.+。$`));
});

it.each([
  ['EADDRINUSE', 'the port is taken', '端口已被占用'],
  ['EADDRNOTAVAIL', 'it is no address of this machine', '它不是本机的地址'],
  ['EAFNOSUPPORT', 'it is no address of this machine', '它不是本机的地址'],
  ['ENOTFOUND', 'there is no such host', '主机名无法解析'],
  ['EAI_AGAIN', 'there is no such host', '主机名无法解析'],
  ['EACCES', 'this user has no right to use it', '当前用户无权使用它'],
])('says why there is no listening where %s comes', (code, en, zh) => {
  expect(cannotListen('[::1]:80', failed(code))).toMatchObject({
    words: {
      en: `cannot listen at [::1]:80: ${en}; choose another with PORT or HOST`,
      zh: `无法监听 [::1]:80：${zh}；请用 PORT 或 HOST 另选地址。`,
    },
  });
});

it('names the path that the error names', () => {
  expect((cannotUse('folder', failed('EACCES', { path: 'folder/x' })) as Error).message).toMatch(
    /^cannot use folder\/x:/,
  );
});

it('leaves an error that it does not know as it is, with its stack', () => {
  const errors = [failed('SQLITE_MISUSE'), failed('EINVAL'), new TypeError('a mistake of ours')];
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
