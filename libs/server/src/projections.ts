import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ProjectionsControl } from '@dossier/engine';
import { CannotUse, cannotUse, codeOf, OperatorError, type Text } from '@dossier/kernel';
import { ReadModelsStopped } from '@dossier/read-model';
import { growingPause, LONGEST_PAUSE } from './growing-pause';
import type { ProjectionsAnswer, ProjectionsRequest, ToldError } from './projections-thread';

interface Waiting {
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: Error) => void;
}
type Asked =
  | { readonly kind: 'start' }
  | { readonly kind: 'rebuild'; readonly models: readonly string[] }
  | { readonly kind: 'retry'; readonly parked: string }
  | { readonly kind: 'catch-up'; readonly only?: 'reactors' };

interface Parts {
  /** Compiled file of the thread. */
  readonly file: string;
  readonly data: string;
  /** Name of the log. */
  readonly log: string;
  readonly onFailure: (error: unknown) => void;
}

/** Read models could not be used; nothing is lost, for the log has all of it. */
export class ReadModelsAnew extends OperatorError {
  override readonly name = 'ReadModelsAnew';
  constructor() {
    super({
      zh: '读模型（views.db）已损坏，正由日志重建；重建完成前，列表与视图不完整',
      en: 'the read models (views.db) were damaged and are built anew from the log; lists and views are not whole until that is done',
    });
  }
}

/** Read models are not kept up. Whoever reads them or waits for them is told. */
export class ReadModelsNotKeptUp extends OperatorError {
  override readonly name = 'ReadModelsNotKeptUp';
}

/** Keeps the read models in a thread of their own; one that ends unasked is followed by a new one after a pause. */
export class Projections implements ProjectionsControl {
  private failing: Text | undefined;
  private keeping: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();
  private thread: ProjectionsThread;

  private constructor(private readonly parts: Parts) {
    this.thread = this.begin();
  }

  /** @throws CannotUse when views.db cannot be opened, Error when the first thread does not start for another reason */
  static async open(parts: Parts): Promise<Projections> {
    const projections = new Projections(parts);
    try {
      await projections.thread.start();
    } catch (error) {
      throw cannotUse(join(parts.data, 'views.db'), error);
    }
    projections.keeping = projections.keep();
    return projections;
  }

  trouble(): Text | undefined {
    return this.failing;
  }
  async rebuild(models: readonly string[]): Promise<void> {
    await this.asked({ kind: 'rebuild', models });
  }
  retry(parked: string): Promise<boolean> {
    return this.asked({ kind: 'retry', parked });
  }
  /** Resolves when the read models, or the memories of reactors, have all that the log holds by now. @throws ReadModelsStopped */
  async caughtUp(only?: 'reactors'): Promise<void> {
    await this.asked({ kind: 'catch-up', ...(only && { only }) });
  }
  async close(): Promise<void> {
    this.stop.abort();
    await this.thread.close();
    await this.keeping;
  }

  /** @throws ReadModelsStopped */
  private asked(asked: Asked): Promise<boolean> {
    return this.thread.request(asked).catch((error: unknown) => {
      throw stoppedBy(error);
    });
  }

  private begin(): ProjectionsThread {
    const { file, data, log, onFailure } = this.parts;
    return new ProjectionsThread(
      new Worker(file, { workerData: { data, log } }),
      (trouble) => this.setTrouble(trouble),
      () => onFailure(new ReadModelsAnew()),
    );
  }

  private setTrouble(trouble: Text | undefined): void {
    this.failing = trouble;
    if (trouble !== undefined) this.parts.onFailure(new ReadModelsNotKeptUp(trouble));
  }

  private async keep(): Promise<void> {
    const stopping = (): boolean => this.stop.signal.aborted;
    for (let attempt = 0; ; attempt++) {
      const began = performance.now();
      const why = await this.thread.ended;
      if (stopping()) return;
      this.setTrouble(why);
      if (performance.now() - began > LONGEST_PAUSE) attempt = 0; // it did well for a while: this is a new failure
      await growingPause(attempt, this.stop.signal);
      if (stopping()) return;
      await this.again();
      if (stopping()) return this.thread.close();
    }
  }

  private async again(): Promise<void> {
    this.thread = this.begin();
    try {
      await this.thread.start();
    } catch {
      // it has ended, and says why as any other that ends
    }
  }
}

const failure = ({ message, ...told }: ToldError): Error => Object.assign(new Error(message), told);

/** The thread has ended; the next one begins soon. */
class ThreadEnded extends Error {
  constructor(
    readonly why: Text,
    readonly code: string | undefined,
  ) {
    super(why.en);
  }
}

/** Of the thread, the disk or the file, in words; any other as it was. */
function stoppedBy(error: unknown): unknown {
  if (error instanceof ThreadEnded) return new ReadModelsStopped(error.why);
  const known = cannotUse('views.db', error);
  return known instanceof CannotUse ? new ReadModelsStopped(known.words) : error;
}

const endedBy = ({ message, words }: Pick<ToldError, 'message' | 'words'>): Text => ({
  zh: `读模型的线程已结束${words ? `：${words.zh}` : '，原因见服务器日志'}`,
  en: `the projections thread has ended: ${words?.en ?? message}`,
});

/** One life of the thread. */
class ProjectionsThread {
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private cause: ToldError | undefined;
  private end: Text | undefined;
  /** Resolves with the reason when the thread has ended, asked or not. */
  readonly ended: Promise<Text>;

  /**
   * @param onTrouble gets what fails, and undefined once all is well again
   * @param anew when read models were damaged
   */
  constructor(
    private readonly worker: Worker,
    onTrouble: (trouble: Text | undefined) => void,
    anew: () => void,
  ) {
    worker.on('message', (answer: ProjectionsAnswer) => {
      if (answer.kind === 'answer') this.settle(answer);
      else if (answer.kind === 'anew') anew();
      else onTrouble(answer.kind === 'failed' ? answer.error : undefined);
    });
    worker.on('error', (error) => (this.cause = { message: error.message, code: codeOf(error) }));
    this.ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.end = endedBy(this.cause ?? { message: `exit code ${code}` });
        for (const { reject } of this.waiting.values()) reject(new ThreadEnded(this.end, this.cause?.code));
        this.waiting.clear();
        resolve(this.end);
      });
    });
  }

  /** Rejects when it cannot start; it has ended then. */
  async start(): Promise<void> {
    try {
      await this.request({ kind: 'start' });
    } catch (error) {
      this.cause ??= error as Error & ToldError;
      await this.worker.terminate();
      throw error;
    }
  }

  request(asked: Asked): Promise<boolean> {
    if (this.end !== undefined) return Promise.reject(new ThreadEnded(this.end, this.cause?.code));
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ ...asked, id });
    });
  }

  async close(): Promise<void> {
    this.post({ kind: 'close' });
    await this.ended;
  }

  private post(request: ProjectionsRequest): void {
    this.worker.postMessage(request);
  }
  private settle(answer: Extract<ProjectionsAnswer, { kind: 'answer' }>): void {
    const caller = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) caller?.reject(failure(answer.error));
    else caller?.resolve(answer.done);
  }
}
