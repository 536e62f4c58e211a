import { connect } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { type Address, type Door, HttpDoor } from './door';

/** A data folder that this process has opened for itself: nobody else can, until it is closed. */
export interface OpenedFolder {
  readonly socketPath: string;
  close(): Promise<void>;
}
/** Starts the application over a folder, listening on the folder's control socket alone. @throws when it is owned already */
export type OpenFolder = (data: string) => Promise<OpenedFolder>;

export interface Target {
  readonly data: string;
  readonly url?: string;
  readonly key?: string;
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

/** The server that was named, or the one that owns the folder, or the folder itself. */
export async function findDoor(target: Target, language: Address['language'], openFolder: OpenFolder): Promise<Door> {
  const { data, url, key } = target;
  if (url !== undefined) return new HttpDoor({ url, language, ...(key === undefined ? {} : { key }) });
  const socketPath = controlSocket(data);
  if (await listening(socketPath)) return new HttpDoor({ socketPath, language });
  const opened = await openFolder(resolve(data));
  const door = new HttpDoor({ socketPath: opened.socketPath, language });
  return {
    ask: (...asking) => door.ask(...asking),
    lines: (...asking) => door.lines(...asking),
    bulk: (...asking) => door.bulk(...asking),
    close: async () => {
      await door.close();
      await opened.close();
    },
  };
}
