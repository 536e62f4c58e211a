/** How one waits for his turn. */
export interface Patience {
  /** Milliseconds, after which it is given up. */
  readonly withinMs: number;
  /** How many of one caller may wait. */
  readonly queue: number;
  /** Aborts when nobody wants it any more: what nobody wants is neither waited for nor had. */
  readonly gone: AbortSignal;
}

interface Waiting {
  readonly amount: number;
  readonly have: () => void;
}

/**
 * Something of which there is so much and no more: places, bytes. Callers take of it and give back; one of them alone
 * never has all of it. Those who wait have their turn caller by caller, so that a long queue of one keeps no other.
 */
export class Shares {
  private total = 0;
  private readonly held = new Map<string, number>();
  /** Whoever had his turn goes to the end. */
  private readonly queues = new Map<string, Waiting[]>();

  /**
   * @param most of it in all
   * @param each of it that one caller may have; who has nothing may take one thing, however large
   */
  constructor(
    readonly most: number,
    readonly each: number,
  ) {}

  /** How much is taken. */
  get taken(): number {
    return this.total;
  }
  /** How many wait for their turn. */
  get waiting(): number {
    return [...this.queues.values()].reduce((sum, { length }) => sum + length, 0);
  }
  takenBy(who: string): number {
    return this.held.get(who) ?? 0;
  }

  /** False where there is not enough left. */
  tryTake(who: string, amount = 1): boolean {
    if (!this.fits(who, amount)) return false;
    this.add(who, amount);
    return true;
  }

  /** Waits for its turn. @returns false where nothing was taken */
  take(who: string, amount: number, { withinMs, queue, gone }: Patience): Promise<boolean> {
    if (gone.aborted) return Promise.resolve(false);
    const waiting = this.queues.get(who) ?? [];
    if (waiting.length === 0 && this.tryTake(who, amount)) return Promise.resolve(true);
    if (waiting.length >= queue) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (had: boolean): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        resolve(had);
      };
      const own = { amount, have: () => end(true) };
      const leave = (): void => {
        this.forget(who, own);
        end(false);
      };
      const timer = setTimeout(leave, withinMs);
      gone.addEventListener('abort', leave);
      waiting.push(own);
      this.queues.set(who, waiting);
    });
  }

  /** Takes it, whether there is enough or not: what is there already is counted and not refused. */
  add(who: string, amount: number): void {
    this.total += amount;
    this.held.set(who, this.takenBy(who) + amount);
  }

  give(who: string, amount = 1): void {
    const left = this.takenBy(who) - amount;
    this.total -= amount;
    if (left > 0) this.held.set(who, left);
    else this.held.delete(who);
    this.serve();
  }

  fits(who: string, amount = 1): boolean {
    const own = this.takenBy(who);
    return (own === 0 || own + amount <= this.each) && (this.total === 0 || this.total + amount <= this.most);
  }

  private serve(): void {
    for (let served = true; served;) {
      served = false;
      for (const [who, queue] of [...this.queues]) {
        const first = queue[0];
        if (!first || !this.tryTake(who, first.amount)) continue;
        queue.shift();
        this.queues.delete(who);
        if (queue.length > 0) this.queues.set(who, queue);
        first.have();
        served = true;
      }
    }
  }

  private forget(who: string, own: Waiting): void {
    const left = (this.queues.get(who) ?? []).filter((each) => each !== own);
    if (left.length > 0) this.queues.set(who, left);
    else this.queues.delete(who);
    this.serve(); // what stood behind it may be smaller
  }
}
