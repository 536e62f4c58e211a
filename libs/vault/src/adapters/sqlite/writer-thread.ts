import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HeldElsewhere, type Text, troubleOf } from '@dossier/kernel';
import { CredentialExists, Unfit, VaultStopped } from '../../vault.port';
import type { Answer, Change, Opened, Said, ToVault } from './messages';
import { UnknownVaultFormat } from './schema';

interface Waiting {
  readonly change: Change;
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Sends changes to the vault thread, so that waiting for the disk never blocks the caller. */
export class WriterThread {
  private readonly waiting = new Map<number, Waiting>();
  private readonly ended: Promise<unknown>;
  private failure: VaultStopped | undefined;
  private locked = false;
  private last = 0;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (said: Said) => {
      this.locked = said === 'locked';
      if (said !== 'locked') said.forEach((answer) => this.settle(answer));
    });
    worker.on('error', (error: unknown) => this.fail(new VaultStopped(troubleOf('vault.db', error))));
    worker.on('exit', () => this.fail(new VaultStopped(CLOSED)));
    this.ended = once(worker, 'exit').catch(() => undefined);
  }

  /**
   * Resolves when file and tables exist.
   * @throws UnknownVaultFormat; Error with the code of SQLite where the file cannot be opened
   */
  static async start(file: string): Promise<WriterThread> {
    // resolved, so that it finds vault.worker.js when built and vault.worker.ts under Jest
    const worker = new Worker(require.resolve('./vault.worker'), { workerData: file });
    const [opened] = (await once(worker, 'message')) as [Opened];
    if (opened !== 'ready') throw new UnknownVaultFormat(opened.format);
    return new WriterThread(worker);
  }

  trouble(): Text | undefined {
    return this.failure?.why ?? (this.locked ? new HeldElsewhere('vault.db').words : undefined);
  }

  /** @returns what `Outcome.done` says */
  submit(change: Change): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.failure) throw this.failure;
      const n = ++this.last;
      this.tell({ n, change });
      this.waiting.set(n, { change, resolve, reject });
    });
  }

  /** From now on changes that would wait for another process are rejected with VaultStopped. */
  stopWaiting(): void {
    this.tell('stop-waiting');
  }

  /** Resolves when all submitted changes are on disk or rejected, and the file is closed. */
  async close(): Promise<void> {
    this.failure ??= new VaultStopped(CLOSED);
    this.stopWaiting();
    this.tell('close');
    await this.ended;
  }

  private tell(message: ToVault): void {
    this.worker.postMessage(message);
  }

  private settle(answer: Answer): void {
    const caller = this.waiting.get(answer.n);
    this.waiting.delete(answer.n);
    if (!caller) return;
    if ('done' in answer) caller.resolve(answer.done);
    else if ('stopped' in answer) caller.reject((this.failure = new VaultStopped(answer.stopped, answer.code)));
    else if (answer.failed === 'exists' && caller.change.kind === 'credential')
      caller.reject(new CredentialExists(caller.change.credential.id));
    else caller.reject(new (answer.failed === 'unfit' ? Unfit : Error)(answer.message));
  }

  private fail(error: VaultStopped): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

const CLOSED: Text = { zh: '保险库已关闭', en: 'the vault is closed' };
