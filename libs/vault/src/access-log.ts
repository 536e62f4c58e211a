import { type Access, Unfit, type Vault } from './vault.port';

/** So many waiting records are not left to wait for the timer. */
const FULL = 1_000;
/** Most records handed over at once. */
const LARGEST = 5_000;
/** Most records that wait for a vault that fails: beyond it refusals are counted only, beyond twice as many all is. */
const MOST_WAITING = 100_000;
/** Milliseconds after which a vault that does not answer counts as one that fails. */
const LATE = 5_000;

/** Told of a record that the vault cannot take as it is. */
type OnUnfit = (access: Access, error: Unfit) => void;

interface Written {
  /** How many records must have been written. */
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects access records and writes them in groups. While the vault fails they are kept and tried again, and
 * `healthy` is false: personal data is not to be read then (P15). After a failure whose outcome is unknown a record
 * may stand twice, never not at all; one that does not fit is handed to `onUnfit` and holds up no other. Where very
 * many wait, refusals are counted by actor and outcome and recorded once the vault is back: without that, a vault that
 * fails would fill the memory. What was done is kept, so no more is to be done while `hasRoom` is false.
 */
export class AccessLog {
  private waiting: Access[] = [];
  private waiters: Written[] = [];
  private crowdedOut = new Map<string, { readonly last: Access; readonly count: number }>();
  private noted = 0;
  private recorded = 0;
  private failure: unknown;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private readonly flushEveryMs: number;
  private readonly onUnfit: OnUnfit;

  constructor(
    private readonly vault: Pick<Vault, 'record'>,
    options: { readonly flushEveryMs?: number; readonly onUnfit?: OnUnfit } = {},
  ) {
    this.flushEveryMs = options.flushEveryMs ?? 500;
    this.onUnfit = options.onUnfit ?? (() => undefined);
  }

  note(access: Access): void {
    const most = access.outcome === 'done' ? 2 * MOST_WAITING : MOST_WAITING;
    if (this.waiting.length >= most) {
      const kind = JSON.stringify([access.actor, access.kind, access.outcome]);
      this.crowdedOut.set(kind, { last: access, count: (this.crowdedOut.get(kind)?.count ?? 0) + 1 });
      return;
    }
    this.waiting.push(access);
    this.noted += 1;
    if (this.waiting.length >= FULL && this.failure === undefined) void this.flush();
    else this.arm();
  }

  /** Resolves when everything noted before is on disk; while the vault fails it waits. Does not stop waiting. */
  written(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.recorded === this.noted) resolve();
      else this.waiters.push({ upTo: this.noted, resolve, reject });
    });
  }

  healthy(): boolean {
    return this.failure === undefined;
  }

  /** False: so many records wait that nothing may be done of which another would have to be kept. */
  hasRoom(): boolean {
    return this.waiting.length < MOST_WAITING;
  }

  /** Writes what waits. Rejects with the vault's error when that fails: what was not written is lost then. */
  async close(): Promise<void> {
    await this.flushing;
    await this.flush();
    clearTimeout(this.timer);
    if (this.recorded === this.noted) return;
    for (const { reject } of this.waiters) reject(this.failure);
    throw this.failure;
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, this.flushEveryMs).unref(); // a process that has nothing else to do closes the log, it does not wait for it
  }

  /** Never rejects. One at a time, so that records keep their order. */
  private flush(): Promise<void> {
    this.flushing ??= this.writeAll().finally(() => (this.flushing = undefined));
    return this.flushing;
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const group = this.waiting.slice(0, LARGEST);
        await this.inTime(this.write(group));
        this.waiting = this.waiting.slice(group.length);
        this.recorded += group.length;
        this.failure = undefined;
        this.tell();
        if (this.waiting.length === 0) this.noteCrowdedOut();
      }
    } catch (error) {
      this.failure = error ?? new Error('the vault failed');
      this.arm();
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

  /** Whoever waits for a vault that does not answer must not go on reading meanwhile. */
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

  /** All but those that do not fit. Tells of these only when the others are on disk, or it would tell once an attempt. */
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
