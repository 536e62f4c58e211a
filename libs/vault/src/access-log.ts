import type { Instant } from '@dossier/kernel';
import { type Entropy, pooled, systemEntropy, uuidv7 } from '@dossier/security';
import { type Access, Unfit, type Vault } from './vault.port';

/** Waiting records that start a write before the timer. */
const FULL = 1_000;
/** Most records written at once. */
const LARGEST = 5_000;
/** Most records that wait while the vault fails: beyond it refusals are only counted, beyond twice as many all records. */
const MOST_WAITING = 100_000;
/** Milliseconds after which a vault without answer counts as failing. */
const LATE = 5_000;

/** An access that has no id yet. */
export type Noted = Omit<Access, 'id'>;

/** Called with a record that the vault cannot store. */
type OnUnfit = (access: Access, error: Unfit) => void;

interface Written {
  /** Waits until so many records are written. */
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects access records and writes them in groups. While the vault fails they are kept and tried again, and `healthy`
 * is false: personal data must not be read then (P15). One whose outcome is not known is written again under its id;
 * one that does not fit goes to `onUnfit` and does not block others. When very many wait,
 * refusals are counted by actor and outcome and recorded when the vault is back: otherwise they would fill the memory.
 * Records of what was done take more room, so nothing more may be done while `hasRoom` is false.
 */
export class AccessLog {
  private waiting: Access[] = [];
  private waiters: Written[] = [];
  private crowdedOut = new Map<string, { readonly last: Noted; readonly count: number }>();
  private noted = 0;
  private recorded = 0;
  private failure: unknown;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private readonly flushEveryMs: number;
  private readonly onUnfit: OnUnfit;
  private readonly newId: (at: Instant) => string;

  constructor(
    private readonly vault: Pick<Vault, 'record'>,
    options: { readonly flushEveryMs?: number; readonly onUnfit?: OnUnfit; readonly entropy?: Entropy } = {},
  ) {
    this.newId = uuidv7(pooled(options.entropy ?? systemEntropy));
    this.flushEveryMs = options.flushEveryMs ?? 500;
    this.onUnfit = options.onUnfit ?? (() => undefined);
  }

  note(access: Noted): void {
    const most = access.outcome === 'done' ? 2 * MOST_WAITING : MOST_WAITING;
    if (this.waiting.length >= most) {
      const kind = JSON.stringify([access.actor, access.kind, access.outcome]);
      this.crowdedOut.set(kind, { last: access, count: (this.crowdedOut.get(kind)?.count ?? 0) + 1 });
      return;
    }
    this.waiting.push({ id: this.newId(access.at), ...access });
    this.noted += 1;
    if (this.waiting.length >= FULL && this.failure === undefined) void this.flush();
    else this.arm();
  }

  /** Resolves when all earlier records are on disk; waits as long as the vault fails. */
  written(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.recorded === this.noted) resolve();
      else this.waiters.push({ upTo: this.noted, resolve, reject });
    });
  }

  healthy(): boolean {
    return this.failure === undefined;
  }

  /** False: too many records wait; do nothing that must be recorded. */
  hasRoom(): boolean {
    return this.waiting.length < MOST_WAITING;
  }

  /** Writes the waiting records. Rejects with the vault's error: unwritten records are lost then. */
  async close(): Promise<void> {
    await this.flushing;
    do await this.flush();
    while (this.waiting.length > 0 && this.failure === undefined); // what is noted meanwhile too
    clearTimeout(this.timer);
    if (this.recorded === this.noted) return;
    for (const { reject } of this.waiters) reject(this.failure);
    throw this.failure;
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, this.flushEveryMs).unref(); // the timer must not keep the process alive; closing writes the rest
  }

  /** Never rejects. Runs one at a time, so that records keep their order. */
  private flush(): Promise<void> {
    this.flushing ??= this.writeAll().finally(() => {
      this.flushing = undefined;
      if (this.waiting.length > 0) this.arm();
    });
    return this.flushing;
  }

  /** What is noted meanwhile waits for the timer, unless it is much: else each write would be of a few, with its own fsync. */
  private async writeAll(): Promise<void> {
    try {
      for (let due = this.waiting.length; due > 0 || this.waiting.length >= FULL;) {
        const group = this.waiting.slice(0, LARGEST);
        await this.inTime(this.write(group));
        this.waiting = this.waiting.slice(group.length);
        due -= group.length;
        this.recorded += group.length;
        this.failure = undefined;
        this.tell();
        if (this.waiting.length < FULL) this.noteCrowdedOut();
      }
    } catch (error) {
      this.failure = error ?? new Error('the vault failed');
    }
  }

  private noteCrowdedOut(): void {
    const counted = [...this.crowdedOut.values()];
    this.crowdedOut = new Map();
    for (const { last, count } of counted)
      this.note({
        ...last,
        action: 'several',
        subjects: [],
        detail: `${count} records until ${last.at}, counted only: the vault could not be written`,
      });
  }

  /** Makes the log unhealthy when the vault does not answer in time: nobody may go on reading then. */
  private async inTime(writing: Promise<void>): Promise<void> {
    const late = setTimeout(() => (this.failure ??= new Error('the vault does not answer')), LATE).unref();
    try {
      await writing;
    } finally {
      clearTimeout(late);
    }
  }

  private async write(group: readonly Access[]): Promise<void> {
    try {
      await this.vault.record(group);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      await this.writeSingly(group);
    }
  }

  /** Writes all that fit; reports the others afterwards, so that each is reported once, not at every attempt. */
  private async writeSingly(group: readonly Access[]): Promise<void> {
    const results = await Promise.allSettled(group.map((access) => this.vault.record([access])));
    const errors = results.map((result) => (result.status === 'rejected' ? (result.reason as Error) : undefined));
    const failure = errors.find((error) => error !== undefined && !(error instanceof Unfit));
    if (failure) throw failure;
    for (const [i, access] of group.entries()) {
      const error = errors[i];
      if (error instanceof Unfit) this.onUnfit(access, error);
    }
  }

  private tell(): void {
    const done = this.waiters.filter(({ upTo }) => upTo <= this.recorded);
    this.waiters = this.waiters.filter(({ upTo }) => upTo > this.recorded);
    for (const { resolve } of done) resolve();
  }
}
