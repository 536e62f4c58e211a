import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits';

interface Connection {
  /** Requests whose answer is not over. */
  underWay: number;
  /** While it has shown no key. */
  timer: NodeJS.Timeout | undefined;
}

/** Of the grace: what is left for the engine to close its files, and what who is about to ask has. */
const CLOSING = 0.5;
const ASKING = 0.1;

/**
 * Every connection, whichever door it came through. Who has shown no key may hold few of them, and for a short time; and
 * when the server stops, nobody's connection keeps it.
 */
export class Connections {
  private readonly open = new Map<Socket, Connection>();
  /** Who asked last comes last: those who keep a connection and ask nothing are closed first. */
  private readonly strangers = new Set<Socket>();

  constructor(
    private readonly limits: Pick<Limits, 'strangers' | 'strangerMs' | 'headersMs' | 'graceMs'>,
    private readonly draining: AbortSignal,
  ) {
    draining.addEventListener('abort', () => this.end(), { once: true });
  }

  /** @param trusted whoever connects is known: the door of the machine's owner */
  attach(server: Server, trusted = false): void {
    server.headersTimeout = this.limits.headersMs;
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
    response.setMaxListeners(20); // those who give it, those who watch it, and Fastify: each waits for its end
    response.once('close', () => {
      connection.underWay -= 1;
      connection.timer?.refresh();
      if (this.strangers.delete(socket)) this.strangers.add(socket);
      if (connection.underWay === 0 && this.draining.aborted) socket.destroySoon();
    });
  }

  /** An answer under way is looked after by those who give it. */
  private late(socket: Socket): void {
    const connection = this.open.get(socket);
    if (connection?.underWay === 0) socket.destroy();
    else connection?.timer?.refresh();
  }

  /** Who has not asked yet is told that the server stops, or closed; what is answered has its time. */
  private end(): void {
    const { graceMs } = this.limits;
    const close = (which: (connection: Connection) => boolean): void => {
      for (const [socket, connection] of this.open) if (which(connection)) socket.destroy();
    };
    setTimeout(() => close(({ underWay }) => underWay === 0), graceMs * ASKING).unref();
    setTimeout(() => close(() => true), graceMs * (1 - CLOSING)).unref();
  }
}
