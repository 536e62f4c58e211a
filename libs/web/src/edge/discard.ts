import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
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

/** What one connection brings of a body that nobody wants. */
class Unwanted {
  private readonly pace = new Pace();
  private owed = 0;
  private rested = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly silence: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isOver = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly end: Ending | undefined,
  ) {
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
    request.socket.on('close', this.over); // of a request that was answered Node tells nothing
    // what came before, and it may have been paused while it waited for room
    request.on('data', this.take).resume();
  }

  stop(): void {
    this.isStopped = true;
    this.request.socket.pause();
  }
  /** Not before its own rest is over. */
  goOn(): void {
    if (!this.isStopped || this.timer !== undefined) return;
    this.isStopped = false;
    this.silence?.refresh(); // of its rests it is not to blame
    this.request.socket.resume();
  }

  private readonly take = (piece: Buffer): void => {
    if (this.isOver) return;
    this.silence?.refresh();
    const pauseMs = this.pace.pauseAfter(piece);
    this.owed += restForOne() + pauseMs;
    if (this.end !== undefined && (pauseMs > 0 || this.rested > MOST_REST)) {
      this.finish(this.end);
      if (pauseMs > 0) inTurn.crowd();
    } else if (this.owed >= SHORTEST_REST && this.timer === undefined) this.rest();
  };

  private silent(): void {
    if (this.isStopped) this.silence?.refresh();
    else if (this.end !== undefined) this.finish(this.end);
  }

  private rest(): void {
    this.stop();
    this.rested += this.owed;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      inTurn.goOn(this);
    }, this.owed).unref();
    this.owed = 0;
  }

  /** No more of it is read. */
  private finish({ end }: Ending): void {
    this.leave();
    this.stop();
    end(this.request.socket);
  }
  private readonly over = (): void => {
    this.leave();
    this.goOn(); // with what is sent behind it
  };
  private leave(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.timer = undefined;
    inTurn.left(this);
    this.request.socket.off('close', this.over);
  }
}

/** Bodies that are read at once, but after one in tiny pieces: a thousand of them may be there. */
class InTurn {
  private readonly open = new Set<Unwanted>();
  private readonly waiting = new Set<Unwanted>();
  /** Takes back that the next one is read. */
  private takeBack: (() => void) | undefined;

  came(body: Unwanted): void {
    if (this.takeBack === undefined) this.open.add(body);
    else this.wait(body);
  }
  goOn(body: Unwanted): void {
    if (this.open.has(body)) body.goOn();
  }
  left(body: Unwanted): void {
    this.open.delete(body);
    this.waiting.delete(body);
  }

  /** All wait, and are read again one in a round, after a rest. */
  crowd(): void {
    for (const body of this.open) this.wait(body);
    this.open.clear();
    this.takeBack?.();
    const rest = setTimeout(() => this.one(), CROWD_REST).unref();
    this.takeBack = () => clearTimeout(rest);
  }

  private wait(body: Unwanted): void {
    body.stop();
    this.waiting.add(body);
  }

  private one(): void {
    this.takeBack = undefined;
    const [body] = this.waiting;
    if (body === undefined) return;
    this.waiting.delete(body);
    this.open.add(body);
    body.goOn();
    this.inNextRound(() => this.inNextRound(() => this.one())); // what it brings comes between two of them
  }
  private inNextRound(work: () => void): void {
    const round = setImmediate(work);
    this.takeBack = () => clearImmediate(round);
  }
}
const inTurn = new InTurn();

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. It is
 * read with rests between: Node takes 5 µs for each piece, and reads a connection 32 times in one round.
 * @param end of one that comes in many tiny pieces, or rested for long; left out: it is never ended here
 */
export function discard(request: IncomingMessage, end?: Ending): void {
  if (known.has(request) || request.complete || request.socket.destroyed) return;
  known.add(request);
  inTurn.came(new Unwanted(request, end));
}
