import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Text } from '@dossier/kernel';
import type { Limits } from './limits';
import { Problem } from './problem';
import { Shares } from './shares';
import { whenClosed } from './when-closed';

/** Answers that go on for long: how many at once, and how many of one key. */
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

/** Bytes of answers that were made and not taken yet, in all and of one caller. */
const UNREAD = { most: 96_000_000, each: 32_000_000 };
/** What is smaller is not counted: it fits what the system keeps of a connection. */
const SMALL = 16_384;

interface UnderWay {
  /** null: who needs no key. */
  readonly key: string | null;
  readonly response: ServerResponse;
  /** Tells it to end; left out: it is cut. */
  readonly end: AbortController | undefined;
  /** Bytes that had left at the last look, and when they were more than before. */
  written: number;
  since: number;
}

/** A long answer under way. */
export interface Long {
  /** Aborts when nobody may have it any more, when nobody wants it, and, but for exports, when the server stops. */
  readonly signal: AbortSignal;
  /** Gives pieces, each when the ones before it are taken and there is room for it. */
  readonly pieces: (of: AsyncIterable<string>) => AsyncGenerator<string>;
}

/** Answers that are not over yet. Each belongs to one who may have it, and is taken by him, or it is cut. */
export class Answers {
  private readonly places = Object.fromEntries(
    Object.entries(LONG).map(([kind, [most, each]]) => [kind, new Shares(most, each)]),
  ) as Readonly<Record<Kind, Shares>>;
  private readonly unread = new Shares(UNREAD.most, UNREAD.each);
  private readonly underWay = new Set<UnderWay>();
  private timer: NodeJS.Timeout | undefined;

  /** By the name of what is shared. */
  readonly shares: Readonly<Record<Kind | 'unread', Shares>> = { ...this.places, unread: this.unread };

  constructor(
    private readonly limits: Pick<Limits, 'unreadMs' | 'watchMs' | 'turnMs'>,
    private readonly alive: (key: string) => boolean,
    private readonly draining: AbortSignal,
  ) {}

  /** @throws Problem `answers/too-many` while so many of this kind run that there is no place, or none for this key */
  begin(kind: Kind, request: FastifyRequest, reply: FastifyReply): Long {
    const who = whoAsks(request);
    const places = this.places[kind];
    if (!places.tryTake(who))
      throw new Problem('answers/too-many', {
        ...{ what: WORDS[kind], running: places.taken, most: places.most },
        ...{ own: places.takenBy(who), each: places.each },
      });
    const [gone, closed] = [new AbortController(), new AbortController()];
    // half an export must not look whole: it is cut, or goes on to its end
    const end = kind === 'export' ? undefined : gone;
    const drain = (): void => end?.abort();
    this.draining.addEventListener('abort', drain);
    if (this.draining.aborted) drain();
    this.watch(request, reply, end, () => {
      this.draining.removeEventListener('abort', drain);
      gone.abort();
      closed.abort();
      places.give(who);
    });
    return { signal: gone.signal, pieces: (of) => this.counted(of, who, closed.signal) };
  }

  /** @throws Problem `answers/unread` for who has so much unread that he gets no more */
  checkRead(request: FastifyRequest): void {
    const who = whoAsks(request);
    if (!this.unread.fits(who, SMALL)) throw new Problem('answers/unread', { bytes: this.unread.takenBy(who) });
  }

  /** Counts an answer until it was taken. */
  count(request: FastifyRequest, reply: FastifyReply, bytes: number): void {
    if (bytes < SMALL) return;
    const who = whoAsks(request);
    this.unread.add(who, bytes);
    this.watch(request, reply, undefined, () => this.unread.give(who, bytes));
  }

  private async *counted(of: AsyncIterable<string>, who: string, gone: AbortSignal): AsyncGenerator<string> {
    const patience = { withinMs: this.limits.turnMs, queue: Infinity, gone };
    for await (const piece of of) {
      // who does not read is cut in the end, and then there is room again
      while (!(await this.unread.take(who, piece.length, patience))) if (gone.aborted) return;
      try {
        if (gone.aborted) return;
        yield piece;
      } finally {
        this.unread.give(who, piece.length);
      }
    }
  }

  private watch(
    request: FastifyRequest,
    { raw: response }: FastifyReply,
    end: AbortController | undefined,
    over: () => void,
  ): void {
    const key = request.principal?.id ?? null;
    const one = { key, response, end, written: 0, since: performance.now() };
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
      const written = response.socket?.bytesWritten ?? 0;
      if (written !== one.written || response.writableLength === 0) Object.assign(one, { written, since: now });
      else if (now - one.since > this.limits.unreadMs) response.destroy();
      if (key === null || this.alive(key)) continue;
      // told at the last look, and it has not ended by itself: its reader does not read
      if (end === undefined || end.signal.aborted) response.destroy();
      const { socket } = response;
      response.once('finish', () => socket?.destroySoon()); // nothing else is answered to this key
      end?.abort();
    }
  }
}

/** Whose share it is. */
export const whoAsks = ({ principal, ip }: FastifyRequest): string => principal?.id ?? ip;
