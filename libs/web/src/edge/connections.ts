import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { turns } from '@dossier/kernel';
import { discard } from './discard';
import type { Limits } from './limits';

interface Connection {
  /** Answers that have not ended: of requests sent one behind the other there are several. */
  readonly underWay: Set<ServerResponse>;
  /** Runs until it shows a key. */
  timer: NodeJS.Timeout | undefined;
  /** What was asked last. */
  last?: IncomingMessage;
  /** It ends once what came whole is answered. */
  isOver?: true;
}
/** Whether all that came whole is answered: the rest never can be, where no more of it is read. */
const isAnswered = ({ underWay }: Connection): boolean => [...underWay].every(({ req }) => !req.complete);

/** Most requests of one connection that are sent one behind the other before the first is answered. */
const MOST_UNDER_WAY = 256;

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
    private readonly limits: Pick<Limits, 'strangers' | 'strangerMs' | 'lingerMs' | 'headersMs' | 'graceMs'>,
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
    // Node would answer it by itself, and read its body without measure
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  }

  /** It has shown a key. */
  known(socket: Socket): void {
    if (!this.strangers.delete(socket)) return;
    const connection = this.open.get(socket);
    clearTimeout(connection?.timer);
    if (connection) connection.timer = undefined;
  }

  /** Whether a refusal without a request may be written: else it would stand in the answer to another one, or in its place. */
  isFree(socket: Socket): boolean {
    const { underWay, last } = this.open.get(socket) ?? {};
    if (!underWay || underWay.size === 0) return last?.complete !== false; // else it was answered before its body was here
    return [...underWay].every(({ headersSent, req }) => !headersSent && !req.complete);
  }

  /** Ends it once what came whole is answered. */
  endBehindAnswers(socket: Socket): void {
    const connection = this.open.get(socket);
    if (connection) connection.isOver = true;
    if (!connection || isAnswered(connection)) socket.destroySoon();
  }

  private came(socket: Socket, trusted: boolean): void {
    turns.come();
    if (!trusted) {
      const [oldest] = this.strangers;
      if (oldest && this.strangers.size >= this.limits.strangers) oldest.destroy();
      this.strangers.add(socket);
    }
    const timer = trusted ? undefined : setTimeout(() => this.late(socket), this.limits.strangerMs).unref();
    this.open.set(socket, { underWay: new Set(), timer });
    socket.once('close', () => {
      const { underWay = [] } = this.open.get(socket) ?? {};
      // Node tells it only to the one whose turn it is to be written: the others would keep what they hold for ever
      for (const response of underWay) if (response.socket === null) response.destroy().emit('close');
      clearTimeout(timer);
      this.open.delete(socket);
      this.strangers.delete(socket);
    });
  }

  private asked(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.open.get(socket);
    if (!connection) return;
    connection.underWay.add(response);
    connection.last = request;
    const isLast = !response.shouldKeepAlive;
    if (connection.underWay.size > MOST_UNDER_WAY) socket.destroy(); // thousands may come in one moment, and all would begin
    response.setMaxListeners(20); // many parts listen for the end of one answer
    // answered before its body was there; once the answer has finished Node throws the rest away without measure
    response.once('prefinish', () => {
      if (request.complete) {
        if (isLast) connection.isOver = true; // a refusal did not say so where the body was not here then
        return;
      }
      const end = (): void => this.endBehindAnswers(socket);
      if (isLast) request.once('end', end);
      // who asked for the end may send no more of it, and wait
      discard(request, { end, ...(isLast && { silenceMs: this.limits.lingerMs }) });
    });
    response.once('close', () => {
      connection.underWay.delete(response);
      connection.timer?.refresh();
      if (this.strangers.delete(socket)) this.strangers.add(socket);
      const isEnd = connection.isOver
        ? isAnswered(connection)
        : connection.underWay.size === 0 && this.draining.aborted;
      if (isEnd) socket.destroySoon();
    });
  }

  /** Closes a connection without key, unless it has an answer in progress, which has its own limits. */
  private late(socket: Socket): void {
    const connection = this.open.get(socket);
    if (connection?.underWay.size === 0) socket.destroy();
    else connection?.timer?.refresh();
  }

  /** At the stop: closes connections without a request soon, those with an answer in progress later. */
  private end(): void {
    const { graceMs } = this.limits;
    const close = (which: (connection: Connection) => boolean): void => {
      for (const [socket, connection] of this.open) if (which(connection)) socket.destroy();
    };
    setTimeout(() => close(({ underWay }) => underWay.size === 0), graceMs * ASKING).unref();
    setTimeout(() => close(() => true), graceMs * (1 - CLOSING)).unref();
  }
}
