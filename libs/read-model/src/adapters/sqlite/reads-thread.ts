import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { turns } from '@dossier/kernel';
import { EMPTIED } from '../../asked';
import { ReadModelsDamaged } from '../../read-model.port';
import type { Answer, Kept, Request, Row, ThreadData } from './messages';
import type { Page, Select } from './selects';

type Rows = Extract<Answer, { rows: unknown }>;
interface Waiting {
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: Error) => void;
}
/** How a stream continues in another snapshot. */
interface Renewal extends Kept {
  /** The select for the rows after the last one; undefined: none are left. `given`: rows so far. */
  readonly left: (last: Row, given: number) => Select | undefined;
}
interface Running {
  readonly worker: Worker;
  readonly ended: Promise<unknown>;
}

/** The thread for long reads, started by the first one, and again after a crash. */
export class ReadsThread {
  private readonly waiting = new Map<number, Waiting>();
  private outbox: Request[] = [];
  private running: Running | undefined;
  private closed = false;
  private next = 1;

  /** @param onDamage called for each unreadable page */
  constructor(
    private readonly data: string,
    private readonly onDamage: () => void = () => undefined,
  ) {}

  async all(select: Select): Promise<readonly Row[]> {
    return (await this.ask({ kind: 'all', id: this.next++, ...select })).rows;
  }

  /** The first documents of a page, up to its limit; fewer large ones. */
  page(page: Page): Promise<Rows> {
    return this.ask({ kind: 'page', id: this.next++, ...page });
  }

  /**
   * Pieces are fetched on demand; leaving the loop ends the stream.
   * @param renewal left out: all rows are of one snapshot, however long it takes
   * @throws Error where the rest is unknown: half an answer must not look complete
   */
  async *stream(select: Select, renewal?: Renewal): AsyncGenerator<readonly Row[], void, undefined> {
    let last: Row | undefined;
    let given = 0;
    let generation: string | undefined;
    for (let left: Select | undefined = select; left; left = renewal.left(last, given)) {
      for await (const piece of this.pieces(left, renewal)) {
        // after a rebuild the rows after the last one may be others
        generation ??= piece.generation;
        if (piece.generation !== undefined && piece.generation !== generation) throw new Error(EMPTIED);
        last = piece.rows.at(-1) ?? last;
        given += piece.rows.length;
        yield piece.rows;
        if (piece.end === 'yes') return;
      }
      if (!renewal || !last) throw new Error('the thread that read lost its place');
    }
  }

  /** Pieces of one snapshot, until its end or its release. */
  private async *pieces(select: Select, renewal?: Renewal): AsyncGenerator<Rows, void, undefined> {
    const stream = this.next++;
    let piece: Rows | undefined;
    try {
      const kept = renewal && { held: renewal.held, models: renewal.models }; // `left` is a function: it cannot be sent
      piece = await this.inTurn({ kind: 'start', id: stream, ...select, ...(kept && { kept }) });
      yield piece;
      while (piece.end === 'no') yield (piece = await this.inTurn({ kind: 'more', id: this.next++, stream }));
    } finally {
      if (piece?.end === 'no' && this.running) this.post({ kind: 'end', stream });
    }
  }

  reopen(): void {
    if (this.running) this.post({ kind: 'reopen' });
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.running) this.post({ kind: 'close' });
    await this.running?.ended;
  }

  /** Waits for a turn before the piece is used: without it, pieces of two streams would leave no pause. */
  private async inTurn(request: Extract<Request, { id: number }>): Promise<Rows> {
    const piece = await this.ask(request);
    await turns.next();
    return piece;
  }

  private start(): Running {
    if (this.closed) throw new Error('the read models are closed');
    if (this.running) return this.running;
    // resolved, so that it finds reads.worker.js when built and reads.worker.ts under Jest
    const workerData: ThreadData = { data: this.data };
    const worker = new Worker(require.resolve('./reads.worker'), { workerData });
    let failure = new Error('the read models are closed');
    worker.on('message', (answers: readonly Answer[]) => answers.forEach((answer) => this.settle(answer)));
    worker.on('error', (error: Error) => (failure = error));
    worker.on('exit', () => this.ended(failure));
    return (this.running = { worker, ended: once(worker, 'exit').catch(() => undefined) });
  }

  private ask(request: Extract<Request, { id: number }>): Promise<Rows> {
    return new Promise((resolve, reject) => {
      this.start();
      this.waiting.set(request.id, { resolve, reject });
      this.post(request);
    });
  }

  /** What is asked at once goes as one message: to wake a thread costs more than a short read. */
  private post(request: Request): void {
    if (this.outbox.push(request) === 1) queueMicrotask(() => this.hand());
  }

  private hand(): void {
    this.running?.worker.postMessage(this.outbox satisfies readonly Request[]);
    this.outbox = [];
  }

  private settle(answer: Answer): void {
    const caller = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer && answer.isDamage) this.onDamage();
    if ('error' in answer) caller?.reject(new (answer.isDamage ? ReadModelsDamaged : Error)(answer.error));
    else caller?.resolve(answer);
  }

  private ended(failure: Error): void {
    this.running = undefined;
    for (const { reject } of this.waiting.values()) reject(failure);
    this.waiting.clear();
  }
}
