import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Clock } from '@dossier/engine';
import { codeOf, type Language } from '@dossier/kernel';
import { type Door, HttpDoor } from './door';
import { WrongUse } from './failure';

/** A data folder that this process has opened for itself, which nobody else can until it is closed; or servers. */
export interface OpenedFolder {
  readonly socketPath: string;
  close(): Promise<void>;
}
/** How a folder is opened here. */
export interface Opening {
  /** Tells it the time; left out: that of the system. */
  readonly clock?: Clock;
  /** Of the data, where they are begun and the environment names none; left out: UTC. */
  readonly zone?: string;
}
/**
 * Starts the application over a folder, listening on the folder's control socket alone.
 * @param data undefined: over the servers that the environment names, on a socket in a temporary folder
 * @param language of what it says on the screen
 * @throws when it is owned already
 */
export type OpenFolder = (data: string | undefined, language: Language, opening?: Opening) => Promise<OpenedFolder>;

export interface Target extends Opening {
  /** undefined: the environment names servers. */
  readonly data: string | undefined;
  readonly url?: string;
  readonly key?: string;
  /**
   * True: a folder without data is begun. `try`: an empty folder is made for the time being, and removed afterwards. Left
   * out: a folder without data is refused.
   */
  readonly begin?: boolean | 'try';
}

/** Path of a folder's control socket, as short as it can be said: the system takes about a hundred bytes. */
export function controlSocket(data: string): string {
  const path = join(resolve(data), 'control.sock');
  const near = relative('', path);
  return near.length < path.length ? near : path;
}

/** True when somebody listens there. */
export const listening = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** True for a folder that Dossier has written to, also one that has lost half of it: opening it says which half. */
export const holdsData = (folder: string): boolean =>
  ['events.db', 'vault.db', 'views.db'].some((name) => existsSync(join(resolve(folder), name)));

/** False where the folder cannot be read, or is a file: what it holds is then unknown, and opening it says why. */
function canLookInto(folder: string): boolean {
  try {
    readdirSync(`${resolve(folder)}/.`);
    return true;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}

/** @throws WrongUse */
export function mustHoldData(data: string): void {
  if (holdsData(data) || !canLookInto(data)) return;
  throw new WrongUse(
    {
      zh: '{folder} 里没有 Dossier 的数据：请用 --data 指定另一个文件夹，或用 npm start、dossier import、dossier generate 开始',
      en: '{folder} holds no data of Dossier: name another folder with --data, or begin with npm start, dossier import or dossier generate',
    },
    { folder: resolve(data) },
  );
}

/**
 * The server that was named, or the one that owns the folder, or the folder itself, or the servers.
 * @throws WrongUse for a folder without data
 */
export async function findDoor(target: Target, language: Language, openFolder: OpenFolder): Promise<Door> {
  const { data, url, key, begin, clock, zone } = target;
  if (url !== undefined) return new HttpDoor({ url, language, ...(key === undefined ? {} : { key }) });
  if (data === undefined) {
    const opened = await openFolder(undefined, language, {
      ...(clock && { clock }),
      ...(zone !== undefined && { zone }),
    });
    return behind(opened, language, () => opened.close());
  }
  const socketPath = controlSocket(data);
  if (await listening(socketPath)) return new HttpDoor({ socketPath, language });
  if (begin === undefined || begin === false) mustHoldData(data);
  const opening = { ...(clock && { clock }), ...(zone !== undefined && !holdsData(data) && { zone }) };
  const passing = begin === 'try' && !holdsData(data) ? mkdtempSync(join(tmpdir(), 'dossier-')) : undefined;
  const opened = await openFolder(passing ?? resolve(data), language, opening).catch((error: unknown) => {
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true });
    throw error;
  });
  return behind(opened, language, async () => {
    await opened.close();
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true });
  });
}

function behind({ socketPath }: OpenedFolder, language: Language, letGo: () => Promise<void>): Door {
  const door = new HttpDoor({ socketPath, language });
  return {
    isOwner: true,
    ask: (...asking) => door.ask(...asking),
    lines: (...asking) => door.lines(...asking),
    bulk: (...asking) => door.bulk(...asking),
    close: async () => {
      await door.close();
      await letGo();
    },
  };
}
