import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { relative, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { cannotUse, OperatorError, using } from '@dossier/kernel';
import type { Connections } from './connections';
import { admitOperator } from './gate';

/** The path is too long for a socket. */
export class PathTooLong extends OperatorError {
  override readonly name = 'PathTooLong';
  constructor(data: string) {
    super({
      zh: `数据文件夹的路径过长，无法建立控制套接字：${data}；请选用较短的路径。`,
      en: `the path of the data folder is too long for a control socket: ${data}; choose a shorter one`,
    });
  }
}

/** Longest path of a Unix socket on every system, in bytes. */
const LONGEST = 103;

/**
 * Where the control socket of a data folder is: the shorter of its absolute and its relative path, as paths of sockets
 * must be short.
 * @throws PathTooLong when both are too long
 */
export function controlSocket(data: string): string {
  const absolute = resolve(data, 'control.sock');
  const shorter = [absolute, relative(process.cwd(), absolute)].sort((a, b) => a.length - b.length)[0] as string;
  if (Buffer.byteLength(shorter) > LONGEST) throw new PathTooLong(data);
  return shorter;
}

export interface Control {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Serves the same routes on a socket of the data folder that only its owner can open: its clients are the operator. The
 * caller owns the folder, so an existing socket file is a dead one.
 * @throws PathTooLong, CannotUse
 */
export async function serveControl(fastify: FastifyInstance, data: string, connections: Connections): Promise<Control> {
  const path = controlSocket(data);
  await fastify.ready();
  using(path, () => rmSync(path, { force: true }));
  const server = createServer((request, response) => fastify.routing(request, response));
  server.on('connection', admitOperator);
  connections.attach(server, true);
  const umask = process.umask(0o177); // nobody else may open it, from the first moment
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(path, listening);
    });
  } catch (error) {
    throw cannotUse(path, error);
  } finally {
    process.umask(umask);
  }
  chmodSync(path, 0o600);
  return {
    path,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          rmSync(path, { force: true });
          closed();
        });
        server.closeIdleConnections();
      }),
  };
}
