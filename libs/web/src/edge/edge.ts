import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine, Over, Principal, Reading } from '@dossier/engine';
import { type Language, Refusal, type Text, turns } from '@dossier/kernel';
import { type Entropy, pooled, systemEntropy, uuidv7 } from '@dossier/security';
import type { Noted } from '@dossier/vault';
import { Answers, whoAsks } from './answers';
import { Connections } from './connections';
import { CountedRefusals } from './counted-refusals';
import { Draining } from './draining';
import { progressFigures, readyFigure } from './figures';
import { KeyRing } from './key-ring';
import { LIMITS, type Limits } from './limits';
import { type Log, openLog } from './log';
import { Metrics } from './metrics';
import { LARGEST_BODY, Problem } from './problem';
import { Rarely } from './rarely';
import { RateLimit } from './rate';
import { RouteBook } from './route-book';
import { type Patience, Shares } from './shares';
import { Place } from './place';
import { isClosed, whenClosed } from './when-closed';

export interface EdgeOptions {
  /** Language where the caller asks for no supported one. */
  readonly language?: Language;
  /** The address that the server listens on. */
  readonly host?: string;
  /** Requests a second of one key; five times as many at once. 0: without limit. */
  readonly rate?: number;
  readonly log?: Log;
  readonly entropy?: Entropy;
  /** Longest silence of a live stream, in milliseconds; proxies close what is silent longer. */
  readonly heartbeatMs?: number;
  /** Reported at /health/live and in the documentation. */
  readonly version?: string;
  /** Left out: {@link LIMITS}. */
  readonly limits?: Partial<Limits>;
  /** All is invented: whoever sits at the machine reads without a key, so that a browser can follow links. */
  readonly demo?: boolean;
}

const RATE = 1_000;
const BURSTS = 5;
/** Wrong keys of one address: one a second, thirty at once. */
const FAILURES = { perSecond: 1, burst: 30 };
const HEARTBEAT_MS = 10_000;
const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

/** Most reads at once, each may hold some megabytes; of one key at once. */
const READS = { most: 8, each: 4 };
/** Reads that take long have places of their own, fewer of them: all others are short, and soon have their turn. */
const LONG_READS = { most: 4, each: 2 };
/**
 * Most bytes of bodies in progress; in memory they take some ten times as much. One key has two of the largest at once:
 * others wait for as many of its commands as are in progress.
 */
const BODIES = { most: 32_000_000, each: 2 * LARGEST_BODY };

type Note = Pick<Noted, 'kind' | 'action'> & Partial<Pick<Noted, 'subjects' | 'detail' | 'outcome'>>;

/** What all routes share. */
export class Edge {
  readonly routes = new RouteBook();
  readonly draining = new Draining();
  readonly metrics: Metrics;
  readonly rate: RateLimit;
  readonly failures = new RateLimit(FAILURES.perSecond, FAILURES.burst);
  readonly refusals: CountedRefusals;
  readonly language: Language;
  readonly loopback: boolean;
  readonly log: Log;
  readonly rarely = new Rarely();
  readonly heartbeatMs: number;
  readonly version: string;
  readonly limits: Limits;
  readonly demo: boolean;
  readonly answers: Answers;
  readonly connections: Connections;
  readonly bodies = new Shares(BODIES.most, BODIES.each);
  readonly reads = new Shares(READS.most, READS.each);
  readonly longReads = new Shares(LONG_READS.most, LONG_READS.each);
  /** A new UUIDv7. */
  readonly newId: () => string;

  private constructor(
    readonly engine: Engine,
    readonly keys: KeyRing,
    { language = 'en', host = '127.0.0.1', rate = RATE, log, entropy = systemEntropy, ...rest }: EdgeOptions,
  ) {
    const next = uuidv7(pooled(entropy));
    this.newId = () => next(engine.clock.now());
    this.rate = new RateLimit(rate, rate * BURSTS);
    this.refusals = new CountedRefusals((access) => engine.accessLog.note(access), engine.clock);
    this.language = language;
    this.loopback = LOOPBACK.test(host);
    this.log = log ?? openLog();
    this.heartbeatMs = rest.heartbeatMs ?? HEARTBEAT_MS;
    this.version = rest.version ?? '0';
    this.demo = rest.demo ?? false;
    this.limits = { ...LIMITS, ...rest.limits };
    const { signal } = this.draining;
    this.answers = new Answers(this.limits, (id) => keys.alive(id), signal);
    this.metrics = new Metrics(
      [readyFigure(() => this.reasons()), ...progressFigures(engine.operations, engine.feed), ...engine.figures],
      {
        reads: this.reads,
        'long-reads': this.longReads,
        bodies: this.bodies,
        ...this.answers.shares,
      },
    );
    this.connections = new Connections(this.limits, signal, (key) => {
      if (this.rarely.due('connections/closed'))
        this.log.warn({ key }, 'a key has very many connections; idle ones are closed');
    });
  }

  static async open(engine: Engine, options: EdgeOptions = {}): Promise<Edge> {
    return new Edge(engine, await KeyRing.open(engine.vault, engine.clock, options.entropy ?? systemEntropy), options);
  }

  /** Why no requests are to be sent here; empty: they are. */
  reasons(): readonly Text[] {
    const { engine } = this;
    return [
      ...engine.troubles(),
      ...(engine.accessLog.healthy() ? [] : [{ zh: '访问记录无法写入', en: 'access records cannot be written' }]),
      ...(this.draining.signal.aborted ? [{ zh: '服务正在停止', en: 'the server is stopping' }] : []),
    ];
  }

  /** Records a command or a read; refusals are counted. */
  note({ id, role }: Principal, { subjects = [], detail = '', outcome = 'done', ...what }: Note): void {
    const noted = { actor: id, role, ...what, subjects, detail, outcome };
    if (outcome === 'done') this.engine.accessLog.note({ at: this.engine.clock.now(), ...noted });
    else this.refusals.note(noted);
  }

  /**
   * Reads in turn, key by key: results are held in memory, and a key with many queries must not delay others. Waiting
   * for one's own write, or for a record of a moment ago, takes no place.
   * @throws Problem `reads/busy`, `reads/long`, `answers/unread`, `request/gone`; Refusal `reads/not-yet`, `reads/behind`
   */
  async read<T>(
    reply: FastifyReply,
    reading: Pick<Reading, 'after' | 'waitMs'>,
    over: Over,
    work: () => Promise<T>,
  ): Promise<T> {
    this.answers.checkRead(reply.request);
    await this.engine.views.wait(over, reading);
    try {
      return await this.inTurn(reply, work);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'reads/behind')) throw error;
      await this.engine.views.soon(over, reading);
      return this.inTurn(reply, work);
    }
  }

  private async inTurn<T>({ request, raw: response }: FastifyReply, work: () => Promise<T>): Promise<T> {
    const who = whoAsks(request);
    const { turnMs } = this.limits;
    if (!this.reads.tryTake(who) && !(await this.reads.take(who, 1, patience(response, turnMs)))) {
      if (isClosed(response)) throw new Problem('request/gone');
      const details = { running: this.reads.taken, own: this.reads.takenBy(who), seconds: turnMs / 1000 };
      throw new Problem('reads/busy', details);
    }
    const place = new Place({ reads: this.reads, long: this.longReads }, who, response, this.limits.longMs);
    request.place = place;
    try {
      await turns.next(who); // short reads would run one after the other without a pause
      place.check(); // nobody would read the answer
      this.answers.checkRead(request); // more may be unread by now
      return await work();
    } finally {
      request.place = null;
      place.giveBack();
    }
  }

  /** @throws Problem while too many records wait: a failing vault would fill the memory */
  recordable(): void {
    if (!this.engine.accessLog.hasRoom()) throw new Problem('audit/full');
  }

  /** @throws Problem while reads cannot be recorded: personal data must not be read then */
  personal(): void {
    if (!this.engine.accessLog.healthy()) throw new Problem('audit/unavailable');
  }
}

const patience = (response: ServerResponse, withinMs: number): Patience => ({
  withinMs,
  whenGone: (over) => whenClosed(response, over),
});

/** The caller, on a route that needs one. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new Problem('auth/missing');
  return principal;
}
