import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Room } from './room';

/** A server of our own that runs on loopback, in a room of its own. */
export interface Server {
  /** What a client is given: brokers, or a connection string. It stays the same when the server is started again. */
  readonly address: string;
  /** SIGKILL for all of its processes. */
  kill(): Promise<void>;
  /** Again, over the same data. */
  start(): Promise<void>;
  /** Ends it; its data are gone. */
  stop(): Promise<void>;
}

/** How one kind of server is prepared and started. */
export interface Recipe<S extends Server = Server> {
  readonly title: string;
  /** Its folder in the cache: name and version, for another version is prepared beside it. */
  readonly name: string;
  /** The variable with the address of a server that is used instead of ours. */
  readonly variable?: string;
  /** Checks what is there before anything is fetched. @throws Error that names what is missing */
  demand(): void;
  /** Fills the folder; it may be moved afterwards. */
  prepare(folder: string, room: Room, say: Say): Promise<void>;
  /** Starts a new one. @param folder what was prepared */
  open(folder: string): Promise<S>;
}

/** Shows one line of progress. */
export type Say = (zh: string, en: string) => void;

/** What was begun in a room is gone with it, also when its first start fails. */
export async function opened<S extends Server>(room: Room, make: () => Promise<S>): Promise<S> {
  try {
    const server = await make();
    await server.start();
    return server;
  } catch (error) {
    await room.close();
    throw error;
  }
}

/** None of those from which connections get theirs: one of them could take the port of a server that was killed. */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort(); // it is taken
  }
  server.close();
  await once(server, 'close');
  return port;
}
