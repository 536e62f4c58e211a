import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { troubleOf } from '@dossier/kernel';
import { holdsData } from '../find-door';
import type { Finding } from './finding';

/** The oldest Node that Dossier runs on. */
const OLDEST = [20, 19] as const;
const GIGABYTE = 1024 ** 3;

export function nodeVersion(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return {
    check: 'node',
    state: fits ? 'well' : 'bad',
    text: fits
      ? { zh: 'Node {version}', en: 'Node {version}' }
      : { zh: 'Node {version} 太旧，需要 {oldest} 以上', en: 'Node {version} is too old: {oldest} or later is needed' },
    details: { version, oldest: OLDEST.join('.') },
  };
}

const EMPTY = {
  zh: '{path} 里还没有 Dossier 的数据；首次启动时写入',
  en: '{path} holds no data of Dossier yet: the first start writes it',
};

/** The data folder as the file system shows it. @param free bytes, where they are known */
export function folder(data: string, free: (path: string) => number = freeBytes): readonly Finding[] {
  const path = resolve(data);
  const details = { path };
  if (!existsSync(path))
    return [
      {
        check: 'folder',
        state: 'poor',
        text: {
          zh: '还没有数据文件夹 {path}；首次启动时建立',
          en: 'there is no data folder {path} yet: the first start makes it',
        },
        details,
      },
    ];
  if (!statSync(path).isDirectory())
    return [{ check: 'folder', state: 'bad', text: troubleOf(path, { code: 'ENOTDIR' }), details: {} }];
  if (!writable(path))
    return [{ check: 'folder', state: 'bad', text: { zh: '{path} 不可写', en: '{path} cannot be written' }, details }];
  return [
    holdsData(path)
      ? { check: 'folder', state: 'well', text: { zh: '数据文件夹 {path}', en: 'data folder {path}' }, details }
      : { check: 'folder', state: 'poor', text: EMPTY, details },
    ...secrets(path),
    space(free(path)),
  ];
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What Dossier writes into its folder; other files there are somebody else's. */
const OURS = /\.db(?:-\w+)?$|^master\.key$|\.sock$/;

/** Others on the machine must not read keys and customers, nor speak through the control socket. */
function secrets(path: string): readonly Finding[] {
  return readdirSync(path)
    .filter((name) => OURS.test(name))
    .flatMap((name): readonly Finding[] => {
      const found = statSync(join(path, name), { throwIfNoEntry: false }); // a server that ends takes side files away
      if (!found || found.isDirectory()) return [];
      const mode = found.mode & 0o777;
      const own = (mode & 0o077) === 0;
      return [
        {
          check: 'permissions',
          state: own ? 'well' : 'bad',
          text: own
            ? { zh: '{name} 仅所有者可读', en: '{name} is for its owner alone' }
            : {
                zh: '{name} 的权限是 {mode}，其他用户可读；请执行 chmod 600',
                en: '{name} has mode {mode}: others can read it; chmod 600 it',
              },
          details: { name, mode: mode.toString(8) },
        },
      ];
    });
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function space(bytes: number): Finding {
  const gigabytes = Math.round((bytes / GIGABYTE) * 10) / 10;
  return {
    check: 'disk',
    state: bytes < GIGABYTE / 4 ? 'bad' : bytes < 2 * GIGABYTE ? 'poor' : 'well',
    text: { zh: '磁盘剩余 {gigabytes} GB', en: '{gigabytes} GB of disk left' },
    details: { gigabytes },
  };
}
