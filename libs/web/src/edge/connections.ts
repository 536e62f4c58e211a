import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { turns } from '@dossier/kernel';
import { discard } from './discard';
import { holdOf, InTurn, type Stoppable } from './in-turn';
import type { Limits } from './limits';
import { Problem } from './problem';

interface Connection {
  /** Answers that have not ended: of requests sent one behind the other there are several. */
  readonly underWay: Set<ServerResponse>;
  readonly inTurn: Stoppable;
  /** Runs until it shows a key. */
  timer: NodeJS.Timeout | undefined;
  /** Requests of this round of the event loop. */
  asked: number;
  /** Whose key it has shown. */
  who?: string;
  /** What was asked last. */
  last?: IncomingMessage;
  /** What is answered now is the last. */
  isLast?: true;
  /** It ends once what came whole is answered. */
  isOver?: true;
}
/** Whether all that came whole is answered: the rest never can be, where no more of it is read. */
const isAnswered = ({ underWay }: Connection): boolean => [...underWay].every(({ req }) => !req.complete);

/** Most requests of one connection that come in one round, or one behind the other before the first is answered. */
const MOST_UNDER_WAY = 256;
/** So many of connections without key in one round, and they are read one by one: a refusal costs most of what a command does. */
const MANY_OF_STRANGERS = 64;

/** Parts of the grace: for the engine to close its files, and for connections without a request. */
const CLOSING = 0.5;
const ASKING = 0.1;

/**
 * All connections of TCP and control socket. Those without key are few and short, those of one key not all that there are;
 * when the server stops, none keeps it running.
 */
export class Connections {
  private readonly open = new Map<Socket, Connection>();
  /** In the order of the last request: idle ones are closed first. */
  private readonly strangers = new Set<Socket>();
  private readonly turnsOfStrangers = new InTurn(0);
  /** Of each caller, in the same order. */
  private readonly ofCallers = new Map<string, Set<Socket>>();
  private withKey = 0;
  /** Those of which something was asked in this round. */
  private asking: Connection[] = [];
  private askedByStrangers = 0;

  constructor(
    private readonly limits: Pick<
      Limits,
      'strangers' | 'strangerMs' | 'ofOneCaller' | 'ofAllCallers' | 'lingerMs' | 'headersMs' | 'graceMs'
    >,
    private readonly draining: AbortSignal,
    /** An idle connection of a caller was closed, as there were too many. */
    private readonly closedFor: (who: string) => void = () => undefined,
  ) {
    draining.addEventListener('abort', () => this.end(), { once: true });
  }

  /** @param trusted no key is needed: the control socket */
  attach(server: Server, trusted = false): void {
    server.headersTimeout = this.limits.headersMs;
    server.requestTimeout = 0; // an import may take hours; heads and bodies have their own limits
    server.on('connection', (socket) => this.came(socket, trusted));
    const handlers = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (!this.asked(request, response)) return; // hundreds may be sent ahead of the end of a connection
      for (const handle of handlers) handle.call(server, request, response);
    });
    // Node would answer it by itself, and read its body without measure
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  }

  /**
   * It has shown the key of a caller. Where there are too many, the one that has been idle longest is closed.
   * @throws Problem `connections/too-many` where none is idle
   */
  known(socket: Socket, who: string): void {
    const connection = this.open.get(socket);
    if (!connection || !this.strangers.delete(socket)) return;
    clearTimeout(connection.timer);
    connection.timer = undefined;
    this.turnsOfStrangers.left(connection.inTurn);
    connection.inTurn.goOn();
    connection.who = who;
    const own = this.ofCallers.get(who) ?? new Set();
    this.ofCallers.set(who, own.add(socket));
    this.withKey += 1;
    if (own.size > this.limits.ofOneCaller) {
      if (this.closeIdle(who)) return;
    } else {
      if (this.withKey <= this.limits.ofAllCallers) return;
      const most = [...this.ofCallers.keys()].sort((a, b) => this.countOf(b) - this.countOf(a));
      if (most.some((one) => this.closeIdle(one))) return;
      // all wait for answers: who has few is not to pay for who has most
      const [busiest = who] = most;
      const [oldest] = this.ofCallers.get(busiest) ?? [];
      if (oldest && this.countOf(busiest) > own.size) {
        this.close(oldest, busiest);
        return;
      }
    }
    connection.isLast = true;
    throw new Problem('connections/too-many', { own: own.size });
  }
  private countOf(who: string): number {
    return this.ofCallers.get(who)?.size ?? 0;
  }
  /** @returns false where none is idle */
  private closeIdle(who: string): boolean {
    for (const socket of this.ofCallers.get(who) ?? [])
      if (this.open.get(socket)?.underWay.size === 0) {
        this.close(socket, who);
        return true;
      }
    return false;
  }
  private close(socket: Socket, who: string): void {
    socket.destroy();
    this.leave(socket); // its close is told later
    this.closedFor(who);
  }
  /** It counts no more. */
  private leave(socket: Socket): void {
    const connection = this.open.get(socket);
    const own = this.ofCallers.get(connection?.who ?? '');
    if (!connection?.who || !own?.delete(socket)) return;
    this.withKey -= 1;
    if (own.size === 0) this.ofCallers.delete(connection.who);
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
    const underWay = new Set<ServerResponse>();
    const hold = holdOf(socket);
    const inTurn: Stoppable = { stop: () => hold.take(inTurn), goOn: () => hold.give(inTurn) };
    this.open.set(socket, { underWay, inTurn, timer, asked: 0 });
    if (!trusted) this.turnsOfStrangers.came(inTurn);
    socket.once('close', () => {
      // Node tells it only to the one whose turn it is to be written: the others would keep what they hold for ever
      for (const response of underWay) if (response.socket === null) response.destroy().emit('close');
      clearTimeout(timer);
      this.turnsOfStrangers.left(inTurn);
      this.leave(socket);
      this.open.delete(socket);
      this.strangers.delete(socket);
    });
  }

  /** @returns whether it is to be answered */
  private asked(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const connection = this.open.get(socket);
    if (!connection || socket.destroyed) return false;
    if (this.comesTooOften(socket, connection)) {
      socket.destroy();
      return false;
    }
    connection.underWay.add(response);
    connection.last = request;
    const asksForEnd = !response.shouldKeepAlive;
    response.setMaxListeners(20); // many parts listen for the end of one answer
    // answered before its body was there; once the answer has finished Node throws the rest away without measure
    response.once('prefinish', () => {
      const isLast = asksForEnd || connection.isLast === true;
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
      for (const all of [this.strangers, connection.who === undefined ? undefined : this.ofCallers.get(connection.who)])
        if (all?.delete(socket) === true) all.add(socket);
      const isEnd = connection.isOver
        ? isAnswered(connection)
        : connection.underWay.size === 0 && this.draining.aborted;
      if (isEnd) socket.destroySoon();
    });
    return true;
  }

  /** Of thousands that come in one moment all would begin, and each refusal takes time too. */
  private comesTooOften(socket: Socket, connection: Connection): boolean {
    if (this.asking.length === 0)
      setImmediate(() => {
        for (const one of this.asking) one.asked = 0;
        this.asking = [];
        this.askedByStrangers = 0;
      });
    if (connection.asked === 0) this.asking.push(connection);
    connection.asked += 1;
    if (this.strangers.has(socket)) {
      this.askedByStrangers += 1;
      if (this.askedByStrangers % MANY_OF_STRANGERS === 0) this.turnsOfStrangers.crowd(connection.inTurn);
    }
    return connection.asked > MOST_UNDER_WAY || connection.underWay.size >= MOST_UNDER_WAY;
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
