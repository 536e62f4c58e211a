import { errorWords } from './error-words';
import { OperatorError } from './operator-error';
import type { Text } from './text';

/** Why something cannot be used, and what the operator can do. */
interface Words {
  readonly why: Text;
  readonly remedy: Text;
}

const NO_RIGHTS: Words = {
  why: { zh: '当前用户无权使用它', en: 'this user has no right to use it' },
  remedy: {
    zh: '请将它交给运行 Dossier 的用户（chown），或以其所有者的身份运行',
    en: 'give it to the user who runs Dossier (chown), or run Dossier as its owner',
  },
};
const READ_ONLY: Words = {
  why: { zh: '它只能读取，不能写入', en: 'it can only be read, not written' },
  remedy: {
    zh: '请以可写方式挂载，或另选文件夹（DOSSIER_DATA）',
    en: 'mount it writable, or choose another folder (DOSSIER_DATA)',
  },
};
const FULL: Words = {
  why: { zh: '磁盘已满', en: 'the disk is full' },
  remedy: { zh: '请腾出空间后重新启动', en: 'make room and start again' },
};
const IS_FOLDER: Words = {
  why: { zh: '此处应为文件，却是文件夹', en: 'a folder is where a file should be' },
  remedy: {
    zh: '请将该文件夹移走，或从备份恢复该文件',
    en: 'move the folder away, or restore the file from your backup',
  },
};
const IS_FILE: Words = {
  why: { zh: '此处应为文件夹，却是文件', en: 'a file is where a folder should be' },
  remedy: {
    zh: '请将该文件移走，或另选文件夹（DOSSIER_DATA）',
    en: 'move the file away, or choose another folder (DOSSIER_DATA)',
  },
};
const MISSING: Words = {
  why: { zh: '它不存在', en: 'it is not there' },
  remedy: { zh: '请建立它，或另选文件夹（DOSSIER_DATA）', en: 'make it, or choose another folder (DOSSIER_DATA)' },
};
const NO_DATABASE: Words = {
  why: { zh: '它不是 Dossier 的数据库文件', en: 'it is no database of Dossier' },
  remedy: { zh: '请将它移走，并从备份恢复该文件', en: 'move it away, and restore the file from your backup' },
};
const OTHER_FILE: Words = {
  why: {
    zh: '它是 Dossier 的另一个文件，内容与文件名不符（可能与 events.db、vault.db 或 views.db 互换了）',
    en: 'it is another file of Dossier than its name says (events.db, vault.db and views.db may have been exchanged)',
  },
  remedy: {
    zh: '请让各文件恢复原名，或从备份恢复',
    en: 'give each file its own name back, or restore them from your backup',
  },
};
const DAMAGED: Words = {
  why: { zh: '它已损坏', en: 'it is damaged' },
  remedy: { zh: '请从备份恢复该文件', en: 'restore it from your backup' },
};
const DISK_FAILS: Words = {
  why: { zh: '磁盘读写失败', en: 'the disk fails to read or write it' },
  remedy: { zh: '请检查磁盘，必要时从备份恢复', en: 'check the disk, and restore it from your backup if need be' },
};
const NOT_OPENED: Words = {
  why: { zh: '它无法打开', en: 'it cannot be opened' },
  remedy: {
    zh: '请检查它及其所在文件夹的类型与权限',
    en: 'see that it is a file, and who may read and write it and its folder',
  },
};
const TOO_MANY_FILES: Words = {
  why: { zh: '已打开的文件过多', en: 'too many files are open' },
  remedy: {
    zh: '请提高可打开文件数的上限（ulimit -n），再重新启动',
    en: 'allow more open files (ulimit -n) and start again',
  },
};
const PATH_TOO_LONG: Words = {
  why: { zh: '路径过长', en: 'its path is too long' },
  remedy: {
    zh: '请另选路径较短的文件夹（DOSSIER_DATA）',
    en: 'choose a folder with a shorter path (DOSSIER_DATA)',
  },
};
const LINKS_IN_A_CIRCLE: Words = {
  why: { zh: '路径中的符号链接形成循环', en: 'symbolic links in its path lead in a circle' },
  remedy: {
    zh: '请更正这些链接，或另选文件夹（DOSSIER_DATA）',
    en: 'correct them, or choose another folder (DOSSIER_DATA)',
  },
};
const IN_USE: Words = {
  why: { zh: '另一个程序正在使用它', en: 'another program uses it' },
  remedy: { zh: '请结束该程序后重新启动', en: 'end that program and start again' },
};
const NO_MEMORY: Words = {
  why: { zh: '内存不足', en: 'there is not enough memory' },
  remedy: { zh: '请释放内存后重新启动', en: 'free some and start again' },
};
const TOO_LARGE: Words = {
  why: { zh: '文件大小已达上限', en: 'it may not grow any more' },
  remedy: {
    zh: '请提高文件大小的上限（ulimit -f），或将数据文件夹移到其他文件系统',
    en: 'raise the limit on the size of files (ulimit -f), or move the data folder to another file system',
  },
};
const NO_LOCAL_DISK: Words = {
  why: {
    zh: '其文件系统缺少所需的锁定或同步功能',
    en: 'its file system does not lock or sync as a database needs',
  },
  remedy: { zh: '请将数据文件夹放在本地磁盘上', en: 'put the data folder on a local disk' },
};
const PORT_TAKEN: Text = { zh: '端口已被占用', en: 'the port is taken' };
const NO_HOST: Text = { zh: '主机名无法解析', en: 'there is no such host' };
const FOREIGN_ADDRESS: Text = { zh: '它不是本机的地址', en: 'it is no address of this machine' };
const OTHER_ADDRESS: Text = { zh: '请用 PORT 或 HOST 另选地址', en: 'choose another with PORT or HOST' };
const address = (why: Text): Words => ({ why, remedy: OTHER_ADDRESS });

/** The one place where codes of the system and of SQLite become words. A code of SQLite also covers its extended codes. */
const WORDS: Readonly<Record<string, Words>> = {
  EACCES: NO_RIGHTS,
  EPERM: NO_RIGHTS,
  SQLITE_PERM: NO_RIGHTS,
  EROFS: READ_ONLY,
  SQLITE_READONLY: READ_ONLY,
  ENOSPC: FULL,
  EDQUOT: FULL,
  SQLITE_FULL: FULL,
  SQLITE_IOERR_SHMSIZE: FULL, // the file that readers and the writer share cannot grow
  EISDIR: IS_FOLDER,
  ERR_FS_EISDIR: IS_FOLDER,
  ENOTDIR: IS_FILE,
  EEXIST: IS_FILE, // of mkdir
  ENOENT: MISSING,
  SQLITE_NOTADB: NO_DATABASE,
  OTHER_FILE,
  SQLITE_CORRUPT: DAMAGED,
  EIO: DISK_FAILS,
  ENXIO: DISK_FAILS,
  ENODEV: DISK_FAILS,
  SQLITE_IOERR: DISK_FAILS,
  SQLITE_CANTOPEN: NOT_OPENED,
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  ENAMETOOLONG: PATH_TOO_LONG,
  ELOOP: LINKS_IN_A_CIRCLE,
  SQLITE_CANTOPEN_SYMLINK: LINKS_IN_A_CIRCLE,
  EBUSY: IN_USE,
  ETXTBSY: IN_USE,
  SQLITE_BUSY: IN_USE,
  SQLITE_LOCKED: IN_USE,
  ENOMEM: NO_MEMORY,
  SQLITE_NOMEM: NO_MEMORY,
  SQLITE_IOERR_NOMEM: NO_MEMORY,
  EFBIG: TOO_LARGE,
  SQLITE_NOLFS: TOO_LARGE,
  ENOLCK: NO_LOCAL_DISK,
  ENOSYS: NO_LOCAL_DISK,
  ENOTSUP: NO_LOCAL_DISK,
  EOPNOTSUPP: NO_LOCAL_DISK,
  ESTALE: NO_LOCAL_DISK,
  SQLITE_PROTOCOL: NO_LOCAL_DISK,
  SQLITE_IOERR_LOCK: NO_LOCAL_DISK,
  EADDRINUSE: address(PORT_TAKEN),
  EADDRNOTAVAIL: address(FOREIGN_ADDRESS),
  EAFNOSUPPORT: address(FOREIGN_ADDRESS),
  ENOTFOUND: address(NO_HOST),
  EAI_AGAIN: address(NO_HOST),
};

/** Code that an error carries (`EACCES`, `SQLITE_FULL`); undefined: it carries none. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function wordsOf(code: string | undefined): Words | undefined {
  if (code === undefined) return undefined;
  const [extended, simple] = [code, code.split('_', 2).join('_')];
  return WORDS[extended] ?? WORDS[simple];
}

/** A file or folder that Dossier needs cannot be used. */
export class CannotUse extends OperatorError {
  override readonly name = 'CannotUse';
  constructor(
    what: string,
    readonly code: string,
    { why, remedy }: Words,
  ) {
    super({
      zh: `无法使用 ${what}：${why.zh}；${remedy.zh}。`,
      en: `cannot use ${what}: ${why.en}; ${remedy.en}`,
    });
  }
}

/** What is to be written waits for another process, or did so in vain. */
export class HeldElsewhere extends OperatorError {
  override readonly name = 'HeldElsewhere';
  constructor(file: string) {
    super({ zh: `另一进程占用着 ${file}`, en: `another process holds ${file}` });
  }
}

/** The server cannot listen at its address. */
export class CannotListen extends OperatorError {
  override readonly name = 'CannotListen';
  constructor(
    where: string,
    readonly code: string,
    { why }: Words,
  ) {
    super({
      zh: `无法监听 ${where}：${why.zh}；${OTHER_ADDRESS.zh}。`,
      en: `cannot listen at ${where}: ${why.en}; ${OTHER_ADDRESS.en}`,
    });
  }
}

/**
 * What an error means to the operator.
 * @param what path that was used, if the error names none
 * @returns CannotUse where the error's code is known, else the error as it is
 */
export const cannotUse = (what: string, error: unknown): unknown => {
  const words = error instanceof OperatorError ? undefined : wordsOf(codeOf(error));
  const { path } = (error ?? {}) as { readonly path?: unknown };
  return words ? new CannotUse(typeof path === 'string' ? path : what, codeOf(error) ?? '', words) : error;
};

/** The same in words. An error that is not known brings its own, which are English. */
export function troubleOf(what: string, error: unknown): Text {
  const known = cannotUse(what, error);
  if (known instanceof OperatorError) return known.words;
  return { zh: `${what} 出现意外错误，详情见英文信息`, en: errorWords(error) };
}

/** The same for an address. */
export const cannotListen = (where: string, error: unknown): unknown => {
  const words = wordsOf(codeOf(error));
  return words ? new CannotListen(where, codeOf(error) ?? '', words) : error;
};

/** Does work with a file or folder. @throws CannotUse where it fails for a known reason, else what the work throws */
export function using<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotUse(what, error);
  }
}

/** A copy of an error that keeps message and code between threads: one of SQLite's driver loses its message. */
export const outOfThread = (error: unknown): Error => {
  const code = codeOf(error);
  return Object.assign(new Error(String(error)), code !== undefined && { code });
};
