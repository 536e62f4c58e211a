import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { turns } from '@dossier/kernel';
import { ReadModelsDamaged } from '../../read-model.port';
import type { Answer, Kept, Request, Row, ThreadData } from './messages';
import type { Page, Select } from './selects';

type Rows = Extract<Answer, { rows: unknown }>;
interface Waiting {
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: Error) => void;
}
/** How a stream goes on in another snapshot. */
interface Renewal extends Kept {
  /** What is left behind the last of so many rows; undefined: nothing. */
  readonly left: (last: Row, given: number) => Select | undefined;
}
interface Running {
  readonly worker: Worker;
  readonly ended: Promise<unknown>;
}

const EMPTIED = 'the read model was emptied while it was read';

/** The thread in which long reads run, started by the first of them, and again after it broke. */
export class ReadsThread {
  private readonly waiting = new Map<number, Waiting>();
  private running: Running | undefined;
  private closed = false;
  private next = 1;

  /** @param onDamage told whenever a page is met that cannot be read */
  constructor(
    private readonly data: string,
    private readonly onDamage: () => void = () => undefined,
  ) {}

  async all(select: Select): Promise<readonly Row[]> {
    return (await this.ask({ kind: 'all', id: this.next++, ...select })).rows;
  }

  /** The first documents of a page: as many as it wants, fewer where they would fill the memory. */
  page(page: Page): Promise<Rows> {
    return this.ask({ kind: 'page', id: this.next++, ...page });
  }

  /**
   * Pieces are fetched as they are asked for; leaving the loop ends the stream.
   * @param renewal left out: all is of one snapshot, however long it takes
   * @throws Error where what is left cannot be told any more: half an answer must not look whole
   */
  async *stream(select: Select, renewal?: Renewal): AsyncGenerator<readonly Row[], void, undefined> {
    let last: Row | undefined;
    let given = 0;
    let generation: string | undefined;
    for (let left: Select | undefined = select; left; left = renewal.left(last, given)) {
      for await (const piece of this.pieces(left, renewal)) {
        // what follows the last row of a model that was filled anew is not what followed it before
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

  /** Of one snapshot: up to its end, or up to where it was let go of. */
  private async *pieces(select: Select, renewal?: Renewal): AsyncGenerator<Rows, void, undefined> {
    const stream = this.next++;
    const { worker } = this.start();
    let piece: Rows | undefined;
    try {
      const kept = renewal && { held: renewal.held, models: renewal.models }; // what it does with them stays here
      piece = await this.inTurn({ kind: 'start', id: stream, ...select, ...(kept && { kept }) });
      yield piece;
      while (piece.end === 'no') yield (piece = await this.inTurn({ kind: 'more', id: this.next++, stream }));
    } finally {
      if (piece?.end === 'no') worker.postMessage({ kind: 'end', stream } satisfies Request);
    }
  }

  reopen(): void {
    this.running?.worker.postMessage({ kind: 'reopen' } satisfies Request);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.running?.worker.postMessage({ kind: 'close' } satisfies Request);
    await this.running?.ended;
  }

  /** What is done with a piece waits for its turn: the pieces of two streams would follow each other without a pause. */
  private async inTurn(request: Extract<Request, { id: number }>): Promise<Rows> {
    const piece = await this.ask(request);
    await turns.next();
    return piece;
  }

  private start(): Running {
    if (this.closed) throw new Error('the read models are closed');
    if (this.running) return this.running;
    // resolved, not spelled: the same line finds reads.worker.js when built and reads.worker.ts under Jest
    const workerData: ThreadData = { data: this.data };
    const worker = new Worker(require.resolve('./reads.worker'), { workerData });
    let failure = new Error('the read models are closed');
    worker.on('message', (answer: Answer) => this.settle(answer));
    worker.on('error', (error: Error) => (failure = error));
    worker.on('exit', () => this.ended(failure));
    return (this.running = { worker, ended: once(worker, 'exit').catch(() => undefined) });
  }

  private ask(request: Extract<Request, { id: number }>): Promise<Rows> {
    return new Promise((resolve, reject) => {
      const { worker } = this.start();
      this.waiting.set(request.id, { resolve, reject });
      worker.postMessage(request);
    });
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
