import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { onceForEach } from '@dossier/kernel';
import { InTurn, type Stoppable } from './in-turn';
import { Pace } from './pieces';

const known = new WeakSet<IncomingMessage>();
/** Milliseconds of rest for each piece: four times what it takes. */
const REST_EACH = 0.02;
/** Shorter ones are saved up, in milliseconds. */
const SHORTEST_REST = 10;
/** Most that is owed for all pieces, in milliseconds: it is forgotten as soon as those who sent them have gone. */
const MOST_OWED = 10_000;
/** Milliseconds for which a body rests altogether; then its connection ends, which may have been left long before. */
const MOST_REST = 30_000;
/** Milliseconds of rest of all after a body in tiny pieces, of which one read takes some fifteen. */
const CROWD_REST = 50;
/** Thousands of tiny pieces of a body; then its connection ends. A bulk of twenty thousand lines, each a piece, is read to its end. */
const MOST_TINY = 32;
/** Until when all pieces so far rest, if they did so one after the other. */
let owedUntil = 0;

/**
 * Rest for one more piece: the longer the more pieces came of all bodies lately, so that all of them together stay within their
 * share. One of which nothing comes makes no other rest.
 */
function restForOne(): number {
  const now = performance.now();
  const owed = Math.max(0, owedUntil - now);
  owedUntil = now + Math.min(MOST_OWED, owed + REST_EACH);
  return REST_EACH * Math.max(1, owed / SHORTEST_REST);
}

interface Ending {
  readonly end: (socket: Socket) => void;
  /** It is ended too where nothing comes for so long, its rests not counted. */
  readonly silenceMs?: number;
}

/** How what nobody wants is read of one connection, body after body: a thousand small ones may be sent one behind the other. */
class Reading implements Stoppable {
  /** What is read now. */
  body: Unwanted | undefined;
  private readonly pace = new Pace();
  private owed = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly socket: Socket) {
    socket.once('close', () => {
      clearTimeout(this.timer);
      inTurn.left(this);
      this.body?.over(); // of a request that was answered Node tells nothing
    });
  }

  get isStopped(): boolean {
    return this.stopped;
  }
  begin(body: Unwanted): void {
    this.body = body;
    inTurn.came(this);
  }
  /** What it rests for, it rests for also where the next request is behind it. */
  ended(): void {
    this.body = undefined;
    if (!this.stopped) inTurn.left(this);
  }

  /** @returns whether it came in many tiny pieces */
  take(piece: Buffer): boolean {
    const pauseMs = this.pace.pauseAfter(piece);
    this.owed += restForOne() + pauseMs;
    if (pauseMs === 0) return false;
    inTurn.crowd(this);
    return true;
  }
  /** Where enough is owed. @returns for how many milliseconds */
  rest(): number {
    if (this.owed < SHORTEST_REST || this.timer !== undefined) return 0;
    const ms = this.owed;
    this.owed = 0;
    this.stop();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      inTurn.goOn(this);
    }, ms).unref();
    return ms;
  }

  stop(): void {
    this.stopped = true;
    this.socket.pause();
  }
  /** Not before its own rest is over. */
  goOn(): void {
    if (!this.stopped || this.timer !== undefined) return;
    this.stopped = false;
    if (this.body) this.body.wentOn();
    else inTurn.left(this);
    this.socket.resume();
  }
  /** No more is read. */
  finish(): void {
    clearTimeout(this.timer);
    inTurn.left(this);
    this.stop();
  }
}
const inTurn = new InTurn(CROWD_REST);
const readingOf = onceForEach((socket: Socket) => new Reading(socket));

/** A body that nobody wants. */
class Unwanted {
  private readonly reading: Reading;
  private rested = 0;
  private tiny = 0;
  private readonly silence: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly end: Ending | undefined,
  ) {
    this.reading = readingOf(request.socket);
    // once, else Node would throw away itself what comes behind the answer, and no more: it would read on in a rest
    request._read(0);
    request._read = () => undefined;
    if (end?.silenceMs !== undefined) this.silence = setTimeout(() => this.silent(), end.silenceMs).unref();
    const push = request.push.bind(request);
    // nothing is kept of what comes: ten thousand pieces may come in one moment, and each takes some four hundred bytes
    request.push = (piece: Buffer | null): boolean => {
      if (piece === null) this.over();
      else this.take(piece);
      return piece === null ? push(null) : true;
    };
    this.reading.begin(this);
    // what came before, and it may have been paused while it waited for room
    request.on('data', this.take).resume();
  }

  over(): void {
    if (this.isOver) return;
    this.leave();
    this.reading.ended();
  }
  /** Of the rests of its connection it is not to blame. */
  wentOn(): void {
    this.silence?.refresh();
  }

  private readonly take = (piece: Buffer): void => {
    if (this.isOver) return;
    this.silence?.refresh();
    if (this.reading.take(piece)) this.tiny += 1;
    this.rested += this.reading.rest();
    if (this.tiny > MOST_TINY || this.rested > MOST_REST) this.finish();
  };
  private silent(): void {
    if (this.reading.isStopped) this.silence?.refresh();
    else this.finish();
  }

  /** No more of it is read. */
  private finish(): void {
    if (this.end === undefined) return;
    this.leave();
    this.reading.finish();
    this.end.end(this.request.socket);
  }
  private leave(): void {
    this.isOver = true;
    clearTimeout(this.silence);
  }
}

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. It is
 * read with rests between: Node takes 5 µs for each piece, and reads a connection 32 times in one round.
 * @param end of one that comes in many tiny pieces, or rested for long; left out: it is never ended here
 */
export function discard(request: IncomingMessage, end?: Ending): void {
  if (known.has(request) || request.complete || request.socket.destroyed) return;
  known.add(request);
  new Unwanted(request, end);
}
