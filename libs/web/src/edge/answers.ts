import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Text } from '@dossier/kernel';
import type { Limits } from './limits';
import { Problem } from './problem';
import { Shares } from './shares';
import { socketOf, whenClosed } from './when-closed';
import { isShared } from './written';

/** Most long answers at once, in all and of one key. */
const LONG = {
  export: [8, 3],
  events: [100, 20],
  bulk: [6, 2],
  verify: [2, 1],
} as const satisfies Readonly<Record<string, readonly [most: number, each: number]>>;
export type Kind = keyof typeof LONG;
const WORDS: Readonly<Record<Kind, Text>> = {
  export: { zh: '导出', en: 'exports' },
  events: { zh: '事件流', en: 'streams of events' },
  bulk: { zh: '批量', en: 'bulk streams' },
  verify: { zh: '校验', en: 'verifications' },
};

/** Most bytes of unread answers, in all and of one caller. */
const UNREAD = { most: 96_000_000, each: 32_000_000 };
/** Whose answers leave no room, and what the caller can do. */
const UNREAD_BY = {
  caller: {
    whose: { zh: '此前的回答', en: 'Earlier answers' },
    what: { zh: '请先接收，再继续请求', en: 'take them before you ask for more' },
  },
  others: {
    whose: { zh: '给其他请求方的回答', en: 'Answers to others' },
    what: { zh: '暂无余量，请稍后再试', en: 'there is no room for this one, try again later' },
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Text>>>>;
/** Smaller answers are not counted: they fit the system's buffer. */
const SMALL = 16_384;

/**
 * How much longer than others an export may seem unread. Of a large text that fills its buffer the system tells only now and
 * then, megabytes later, that the reader took some of it.
 */
const PATIENCE = 4;

interface UnderWay {
  /** null: it does not end with a key. */
  readonly key: string | null;
  readonly response: ServerResponse;
  /** Ends it; left out: its connection is destroyed. */
  readonly end: AbortController | undefined;
  /** Bytes given to the connection by the last look, those of them that the system had not taken, and when either last changed. */
  written: number;
  queued: number;
  since: number;
  /** How long it may seem unread, in milliseconds. */
  readonly unreadMs: number;
}

/** What is watched; of what is left out see {@link UnderWay} and {@link Limits}. */
interface Watched extends Pick<UnderWay, 'key'>, Partial<Pick<UnderWay, 'end' | 'unreadMs'>> {
  readonly reply: FastifyReply;
}

/** A long answer in progress. */
export interface Long {
  /** Aborts when the key ends, when the reader is gone and, except for exports, when the server stops. */
  readonly signal: AbortSignal;
  /** Gives pieces, each when the earlier ones are read and there is room. */
  readonly pieces: (of: AsyncIterable<string>) => AsyncGenerator<string>;
}

/** Answers in progress. One whose key ended or whose reader does not read is cut. */
export class Answers {
  private readonly places = Object.fromEntries(
    Object.entries(LONG).map(([kind, [most, each]]) => [kind, new Shares(most, each)]),
  ) as Readonly<Record<Kind, Shares>>;
  private readonly unread = new Shares(UNREAD.most, UNREAD.each);
  private readonly underWay = new Set<UnderWay>();
  private timer: NodeJS.Timeout | undefined;

  /** By name. */
  readonly shares: Readonly<Record<Kind | 'unread', Shares>> = { ...this.places, unread: this.unread };

  constructor(
    private readonly limits: Pick<Limits, 'unreadMs' | 'watchMs' | 'turnMs'>,
    private readonly alive: (key: string) => boolean,
    private readonly draining: AbortSignal,
  ) {}

  /** @throws Problem `answers/too-many` while too many of this kind run, in all or of this key */
  begin(kind: Kind, request: FastifyRequest, reply: FastifyReply): Long {
    const who = whoAsks(request);
    const places = this.places[kind];
    if (!places.tryTake(who))
      throw new Problem('answers/too-many', {
        ...{ what: WORDS[kind], running: places.taken, most: places.most },
        ...{ own: places.takenBy(who), each: places.each },
      });
    const [gone, closed] = [new AbortController(), new AbortController()];
    // half an export must not look complete: it runs to its end or is cut
    const end = kind === 'export' ? undefined : gone;
    const drain = (): void => end?.abort();
    this.draining.addEventListener('abort', drain);
    if (this.draining.aborted) drain();
    // an export is read ahead of its reader: whoever leaves has its place until what he began has ended
    const work = new Work(() => places.give(who));
    this.watch(
      { key: keyOf(request), reply, end, unreadMs: this.limits.unreadMs * (kind === 'export' ? PATIENCE : 1) },
      () => {
        this.draining.removeEventListener('abort', drain);
        gone.abort();
        closed.abort();
        work.close();
      },
    );
    const pieces = (of: AsyncIterable<string>): AsyncGenerator<string> => this.counted(of, who, closed.signal);
    return { signal: gone.signal, pieces: kind === 'export' ? (of) => work.of(pieces(of)) : pieces };
  }

  /** @throws Problem `answers/unread` for a caller with too many unread bytes, and where all have too many */
  checkRead(request: FastifyRequest): void {
    const who = whoAsks(request);
    if (this.unread.fits(who, SMALL)) return;
    const own = this.unread.takenBy(who);
    throw own + SMALL <= this.unread.each
      ? new Problem('answers/unread', { ...UNREAD_BY.others, bytes: this.unread.taken - own })
      : new Problem('answers/unread', { ...UNREAD_BY.caller, bytes: own });
  }

  /**
   * Counts an answer until it is read; of what all readers have together nothing: anybody may ask for it, again and again. A
   * small one is watched all the same: behind others that nobody reads it would hold what it has for ever.
   */
  count(request: FastifyRequest, reply: FastifyReply, answer: string | Buffer): void {
    if (answer.length < SMALL) {
      this.watch({ key: null, reply }, () => undefined); // the end of its key, which it may tell of, does not cut it
      return;
    }
    const who = whoAsks(request);
    const bytes = typeof answer !== 'string' && isShared(answer) ? 0 : answer.length;
    this.unread.add(who, bytes);
    this.watch({ key: keyOf(request), reply }, () => this.unread.give(who, bytes));
  }

  private async *counted(of: AsyncIterable<string>, who: string, gone: AbortSignal): AsyncGenerator<string> {
    const whenGone = (over: () => void): (() => void) => {
      gone.addEventListener('abort', over);
      if (gone.aborted) over();
      return () => gone.removeEventListener('abort', over);
    };
    const patience = { withinMs: this.limits.turnMs, whenGone };
    const isGone = (): boolean => gone.aborted; // it changes meanwhile
    if (isGone()) return;
    for await (const piece of of) {
      // a reader who does not read is cut in the end, which makes room
      while (!(await this.unread.take(who, piece.length, patience))) if (isGone()) return;
      try {
        if (isGone()) return;
        yield piece;
      } finally {
        this.unread.give(who, piece.length);
      }
    }
  }

  private watch(
    { key, reply: { raw: response }, end, unreadMs = this.limits.unreadMs }: Watched,
    over: () => void,
  ): void {
    const one = { key, response, end, unreadMs, written: 0, queued: 0, since: performance.now() };
    this.underWay.add(one);
    this.timer ??= setInterval(() => this.look(), this.limits.watchMs).unref();
    whenClosed(response, () => {
      this.underWay.delete(one);
      if (this.underWay.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
      over();
    });
  }

  private look(): void {
    const now = performance.now();
    for (const one of this.underWay) {
      const { key, response, end } = one;
      const socket = socketOf(response);
      const [written, queued] = [socket.bytesWritten, queuedOf(socket)];
      const isMoving = written !== one.written || queued !== one.queued || socket.writableLength === 0;
      if (isMoving) Object.assign(one, { written, queued, since: now });
      else if (now - one.since > one.unreadMs) socket.destroy();
      if (key === null || this.alive(key)) continue;
      // aborted at the last look and still open: its reader does not read
      if (end === undefined || end.signal.aborted) response.destroy();
      response.once('finish', () => socket.destroySoon()); // the key gets no further answer
      end?.abort();
    }
  }
}

/** What Node itself looks at: of one large text nothing else shows that its reader takes it. */
const queuedOf = (socket: Socket): number =>
  (socket as { readonly _handle?: { readonly writeQueueSize?: number } | null })._handle?.writeQueueSize ?? 0;

/** Something that is worked on for an answer; it is over once the answer is closed and nothing more is worked on. */
class Work {
  private isClosed = false;
  private underWay = 0;

  constructor(private readonly over: () => void) {}

  close(): void {
    this.isClosed = true;
    if (this.isOver()) this.over();
  }

  async *of<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
    if (this.isOver()) return; // what it had is given back already
    this.underWay += 1;
    try {
      yield* pieces;
    } finally {
      this.underWay -= 1;
      if (this.isOver()) this.over();
    }
  }

  private isOver(): boolean {
    return this.isClosed && this.underWay === 0;
  }
}

const keyOf = ({ principal }: FastifyRequest): string | null => principal?.id ?? null;
/** The caller whose share it counts for. */
export const whoAsks = ({ principal, ip }: FastifyRequest): string => principal?.id ?? ip;
