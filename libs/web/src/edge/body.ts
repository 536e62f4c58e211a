import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as setTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { turns } from '@dossier/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { whoAsks } from './answers';
import type { Connections } from './connections';
import { discard } from './discard';
import type { Limits } from './limits';
import { Pace, Pieces } from './pieces';
import { LARGEST_BODY, Problem } from './problem';
import { answerNoRequest } from './problem.filter';
import { type Received, receiveJson } from './sane-json';
import type { Served } from './served';
import { Shares } from './shares';
import { isClosed, whenClosed } from './when-closed';

/** Larger bodies wait for room, and are worked on in turn: some hundred smaller ones may come in one moment. */
const SMALL = 2_048;
/** A body in chunks says no length: so much of it is read before it needs room. */
const UNTOLD = 4_096;
/** Bodies in chunks that wait for room: so many in all, and of one caller. */
const waitingInChunks = new Shares(64, 16);
/** Small bodies of one caller that are received in one round of the event loop: of what is sent ahead thousands may be here. */
const AT_ONCE = 64;
const NOTHING: Received = Object.freeze({ value: {}, nodes: 1 });
const LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
/** The button of the sign-in page: all its data is in the URL. */
const FORM = 'application/x-www-form-urlencoded';
/** Most bytes of it. */
const LARGEST_FORM = 1024;
/** Their bodies are thrown away: anybody may send one, and its room would be held for an answer that he does not take. */
const READ_BY_NOBODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const takes = ({ routeOptions }: FastifyRequest, type: Served['takes']): boolean =>
  routeOptions.config.served?.takes === type;
const takesLines = (request: FastifyRequest): boolean => takes(request, LINES);
/** The body of who sends none, whatever type they say it has. */
const nothing = (request: FastifyRequest): Received | Readable => (takesLines(request) ? Readable.from([]) : NOTHING);

/** The room of a body until its answer is closed, but not before its turn: until then it is in memory, whoever has left. */
class Room {
  private isWaiting = false;

  constructor(
    private held: number,
    private readonly who: string,
    private readonly give: (bytes: number) => void,
    private readonly response: ServerResponse,
  ) {
    // at once, if the caller left while it waited
    whenClosed(response, () => {
      if (!this.isWaiting) this.keep(0);
    });
  }

  /** Gives back what the body does not take: how long one in chunks is shows when it is here. */
  keep(most: number): void {
    const surplus = Math.max(0, this.held - most);
    this.held -= surplus;
    if (surplus > 0) this.give(surplus);
  }

  /** @throws Problem `request/gone` where the caller has left: work that nobody waits for would delay all others */
  async turn(): Promise<void> {
    this.isWaiting = true;
    await turns.next(this.who); // many that came in one moment would be worked on in one round
    this.isWaiting = false;
    if (!isClosed(this.response)) return;
    this.keep(0);
    throw new Problem('request/gone');
  }
}
interface Receiving {
  /** Of a body that is not small. */
  room?: Room;
  /** Of one in chunks: waits for room for so many bytes. @throws Problem `request/no-room` */
  takeRoom?: (bytes: number) => Promise<void>;
  /** While it is read: reads no more of it. */
  refuse?: (why: Problem) => void;
}
const receiving = new WeakMap<FastifyRequest, Receiving>();

/** Small bodies, of which few of one caller are received at once, and all others in turn behind them. */
class SmallBodies {
  private readonly brought = new Map<string, number>();
  private readonly behind = new Map<string, number>();

  /** Its turn; undefined: it is received at once. */
  turn(who: string): Promise<void> | undefined {
    if (this.brought.size === 0) setImmediate(() => this.brought.clear());
    const many = (this.brought.get(who) ?? 0) + 1;
    this.brought.set(who, many);
    const waiting = this.behind.get(who) ?? 0;
    if (many <= AT_ONCE && waiting === 0) return undefined;
    this.behind.set(who, waiting + 1);
    return turns.next(who).then(() => {
      const left = (this.behind.get(who) ?? 0) - 1;
      if (left > 0) this.behind.set(who, left);
      else this.behind.delete(who);
    });
  }
}
const smallBodies = new SmallBodies();

/** Parses bodies: JSON whole and checked, NDJSON as a stream. What is of another type than the route takes is empty: the gate refused the rest. */
export function installBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPE, (request, stream: IncomingMessage, done) =>
    gather(request, stream, (error, bytes) => {
      const { room } = receiving.get(request) ?? {};
      if (error) {
        room?.keep(0); // the answer may stand behind one that never ends
        done(error);
        return;
      }
      const receive = (): void => {
        try {
          done(null, bytes.length === 0 || !takes(request, JSON_TYPE) ? nothing(request) : receiveJson(bytes));
        } catch (error) {
          room?.keep(0);
          done(error as Error);
        }
      };
      room?.keep(bytes.length);
      const turn = room && bytes.length > SMALL ? room.turn() : turnOfSmall(request);
      if (turn) turn.then(receive, done);
      else receive();
    }),
  );
  fastify.addContentTypeParser(LINES, (request, stream, done) => done(null, takesLines(request) ? stream : NOTHING));
  fastify.addContentTypeParser(FORM, (request, stream: IncomingMessage, done) =>
    gather(request, stream, (error) => done(error, nothing(request)), LARGEST_FORM),
  );
}

/** @throws Problem `request/gone` where the caller has left meanwhile */
function turnOfSmall(request: FastifyRequest): Promise<void> | undefined {
  return smallBodies.turn(whoAsks(request))?.then(() => {
    if (request.raw.socket.destroyed) throw new Problem('request/gone');
  });
}

/** A body whole; of one that is too large the rest is not read. */
function gather(
  request: FastifyRequest,
  stream: IncomingMessage,
  done: (error: Error | null, bytes: Buffer) => void,
  most = LARGEST_BODY,
): void {
  const [pieces, pace] = [new Pieces(), new Pace()];
  const body = receiving.get(request);
  let takeRoom = body?.takeRoom;
  let isOver = false;
  let isWhole = false;
  let pauses = 0;
  const end = (error: Error | null, bytes: Buffer = EMPTY): void => {
    if (isOver) return;
    isOver = true;
    stream.off('data', take).off('end', whole).off('error', end);
    if (!isWhole) stream.pause(); // behind another answer it would be thrown away without measure
    done(error, bytes);
  };
  const tooLarge = (): void => end(new Problem('request/too-large', { limit: most }));
  const pause = async (until: Promise<unknown>): Promise<void> => {
    pauses += 1;
    stream.pause();
    try {
      await until;
    } catch (error) {
      end(error as Error);
    }
    pauses -= 1;
    if (pauses > 0 || isOver) return;
    if (isWhole) whole();
    else stream.resume();
  };
  const take = (piece: Buffer): void => {
    pieces.add(piece);
    const pauseMs = pace.pauseAfter(piece);
    if (pieces.length > most) {
      tooLarge();
      return;
    }
    if (pauseMs > 0) void pause(setTimeout(pauseMs, undefined, { ref: false }));
    if (takeRoom === undefined || pieces.length <= UNTOLD) return;
    void pause(takeRoom(stream.complete ? pieces.length + stream.readableLength : LARGEST_BODY));
    takeRoom = undefined;
  };
  // told though it is paused, where the end is read with the piece after which it was to pause
  const whole = (): void => {
    isWhole = true;
    if (pauses === 0) end(null, pieces.whole());
  };
  if (body) body.refuse = end;
  if (lengthOf(request) > most) tooLarge();
  else stream.on('data', take).on('end', whole).on('error', end);
}
/** 0 of one in chunks, which says none. */
const lengthOf = ({ headers }: FastifyRequest): number => Number(headers['content-length'] ?? 0);
const EMPTY = Buffer.alloc(0);

interface BodyParts {
  readonly bodies: Shares;
  readonly connections: Pick<Connections, 'isFree' | 'endBehindAnswers'>;
  readonly limits: Pick<Limits, 'bodyMs' | 'turnMs'>;
}

/**
 * Before the body is read: waits for room, held until the answer ends, and limits its time. One in chunks waits for it once
 * more than {@link UNTOLD} of it is here. NDJSON is a stream, without these limits.
 * @throws Problem `request/no-room`
 */
export async function holdBody(
  request: FastifyRequest,
  reply: FastifyReply,
  { bodies, limits, connections }: BodyParts,
): Promise<void> {
  const most = takes(request, FORM) ? LARGEST_FORM : LARGEST_BODY; // anybody may send a form: it takes no room of others
  const isInChunks = request.headers['transfer-encoding'] !== undefined;
  const bytes = isInChunks ? most : lengthOf(request);
  if (bytes === 0 || takesLines(request)) return;
  if (READ_BY_NOBODY.has(request.method)) {
    discard(request.raw, { end: (socket) => connections.endBehindAnswers(socket) });
    return;
  }
  if (bytes > most) return; // it is refused when it is to be read
  const who = whoAsks(request);
  const body: Receiving = {};
  receiving.set(request, body);
  const takeRoom = async (size: number): Promise<void> => {
    const whenGone = (over: () => void): (() => void) => whenClosed(reply.raw, over);
    const noRoom = (): Problem => new Problem('request/no-room', { bytes: bodies.taken, own: bodies.takenBy(who) });
    // what came in one go is in memory, in how many pieces nobody knows
    const isMany = isInChunks && (bodies.waitingOf(who) > 0 || !bodies.fits(who, size));
    if (isMany && !waitingInChunks.tryTake(who)) throw noRoom();
    const hasRoom = await bodies.take(who, size, { withinMs: limits.turnMs, whenGone });
    if (isMany) waitingInChunks.give(who);
    if (!hasRoom) throw isClosed(reply.raw) ? new Problem('request/gone') : noRoom();
    body.room = new Room(size, who, (surplus) => bodies.give(who, surplus), reply.raw);
  };
  if (bytes > SMALL && !isInChunks) await takeRoom(bytes);
  const timer = setTimer(() => late(request, body, connections), limits.bodyMs).unref();
  if (isInChunks)
    body.takeRoom = async (size) => {
      timer.refresh(); // it is the server that keeps it waiting
      await takeRoom(size);
      timer.refresh();
    };
  const arrived = (): void => clearTimeout(timer);
  request.raw.once('end', arrived);
  reply.raw.once('finish', arrived);
  whenClosed(reply.raw, arrived); // the timer would keep an ended request in memory
}

function late({ raw, language }: FastifyRequest, body: Receiving, connections: BodyParts['connections']): void {
  if (raw.complete) return; // it has arrived and waits to be read
  if (connections.isFree(raw.socket)) answerNoRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket, language);
  else body.refuse?.(new Problem('request/timeout')); // what it holds it would hold until the answer before it ends
  connections.endBehindAnswers(raw.socket);
}

/** The JSON body of a request; without body `{}`. */
export const bodyOf = (request: { readonly body: unknown }): Received =>
  (request.body as Received | undefined) ?? NOTHING;
