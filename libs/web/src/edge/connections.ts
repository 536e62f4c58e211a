import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits';

interface Connection {
  /** Requests whose answer has not ended. */
  underWay: number;
  /** Runs until it shows a key. */
  timer: NodeJS.Timeout | undefined;
}

/** Parts of the grace: for the engine to close its files, and for connections without a request. */
const CLOSING = 0.5;
const ASKING = 0.1;

/**
 * All connections of TCP and control socket. Those without key are few and short; when the server stops, none keeps it
 * running.
 */
export class Connections {
  private readonly open = new Map<Socket, Connection>();
  /** In the order of the last request: idle ones are closed first. */
  private readonly strangers = new Set<Socket>();

  constructor(
    private readonly limits: Pick<Limits, 'strangers' | 'strangerMs' | 'headersMs' | 'graceMs'>,
    private readonly draining: AbortSignal,
  ) {
    draining.addEventListener('abort', () => this.end(), { once: true });
  }

  /** @param trusted no key is needed: the control socket */
  attach(server: Server, trusted = false): void {
    server.headersTimeout = this.limits.headersMs;
    server.requestTimeout = 0; // an import may take hours; heads and bodies have their own limits
    server.on('connection', (socket) => this.came(socket, trusted));
    server.prependListener('request', (request, response) => this.asked(request, response));
  }

  /** It has shown a key. */
  known(socket: Socket): void {
    if (!this.strangers.delete(socket)) return;
    const connection = this.open.get(socket);
    clearTimeout(connection?.timer);
    if (connection) connection.timer = undefined;
  }

  private came(socket: Socket, trusted: boolean): void {
    if (!trusted) {
      const [oldest] = this.strangers;
      if (oldest && this.strangers.size >= this.limits.strangers) oldest.destroy();
      this.strangers.add(socket);
    }
    const timer = trusted ? undefined : setTimeout(() => this.late(socket), this.limits.strangerMs).unref();
    this.open.set(socket, { underWay: 0, timer });
    socket.once('close', () => {
      clearTimeout(timer);
      this.open.delete(socket);
      this.strangers.delete(socket);
    });
  }

  private asked({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.open.get(socket);
    if (!connection) return;
    connection.underWay += 1;
    response.setMaxListeners(20); // many parts listen for the end of one answer
    response.once('close', () => {
      connection.underWay -= 1;
      connection.timer?.refresh();
      if (this.strangers.delete(socket)) this.strangers.add(socket);
      if (connection.underWay === 0 && this.draining.aborted) socket.destroySoon();
    });
  }

  /** Closes a connection without key, unless it has an answer in progress, which has its own limits. */
  private late(socket: Socket): void {
    const connection = this.open.get(socket);
    if (connection?.underWay === 0) socket.destroy();
    else connection?.timer?.refresh();
  }

  /** At the stop: closes connections without a request soon, those with an answer in progress later. */
  private end(): void {
    const { graceMs } = this.limits;
    const close = (which: (connection: Connection) => boolean): void => {
      for (const [socket, connection] of this.open) if (which(connection)) socket.destroy();
    };
    setTimeout(() => close(({ underWay }) => underWay === 0), graceMs * ASKING).unref();
    setTimeout(() => close(() => true), graceMs * (1 - CLOSING)).unref();
  }
}
