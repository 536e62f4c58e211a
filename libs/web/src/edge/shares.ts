import { turns } from '@dossier/kernel';

/** How a caller waits for a turn. */
export interface Patience {
  /** Milliseconds until the caller gives up. */
  readonly withinMs: number;
  /** Calls back when the caller is gone, at once where he is: that ends the wait and takes nothing. @returns ends the listening */
  readonly whenGone: (over: () => void) => () => void;
}

interface Waiting {
  readonly amount: number;
  readonly have: () => void;
}

/**
 * A limited resource: places, bytes. Callers take and give back; one alone never gets all. Waiting callers take turns,
 * so that a long queue of one delays no other.
 */
export class Shares {
  private total = 0;
  private readonly held = new Map<string, number>();
  /** Of each caller what waits, in order. After its turn a caller goes to the end. */
  private readonly queues = new Map<string, Set<Waiting>>();

  /**
   * @param most the whole amount
   * @param each most for one caller; one who has nothing may take one thing of any size
   */
  constructor(
    readonly most: number,
    readonly each: number,
  ) {}

  /** How much is taken. */
  get taken(): number {
    return this.total;
  }
  /** How many wait for a turn. */
  get waiting(): number {
    return [...this.queues.values()].reduce((sum, { size }) => sum + size, 0);
  }
  waitingOf(who: string): number {
    return this.queues.get(who)?.size ?? 0;
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

  /** Waits for a turn. @returns false where nothing was taken */
  take(who: string, amount: number, { withinMs, whenGone }: Patience): Promise<boolean> {
    const waiting = this.queues.get(who) ?? new Set();
    if (waiting.size === 0 && this.tryTake(who, amount)) return Promise.resolve(true);
    return new Promise((resolve) => {
      let unheard = (): void => undefined;
      const end = (): void => {
        clearTimeout(timer);
        unheard();
      };
      const have = (): void => {
        end();
        resolve(true);
      };
      const own = { amount, have };
      const leave = (): void => {
        end();
        this.forget(who, own);
        void turns.next().then(() => resolve(false)); // thousands may give up in the same moment
      };
      const timer = setTimeout(leave, withinMs);
      waiting.add(own);
      this.queues.set(who, waiting);
      unheard = whenGone(leave);
    });
  }

  /** Takes it even if there is not enough: for what exists already and can only be counted. */
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
        const [first] = queue;
        if (!first || !this.tryTake(who, first.amount)) continue;
        queue.delete(first);
        this.queues.delete(who);
        if (queue.size > 0) this.queues.set(who, queue);
        first.have();
        served = true;
      }
    }
  }

  private forget(who: string, own: Waiting): void {
    const queue = this.queues.get(who);
    queue?.delete(own);
    if (queue?.size === 0) this.queues.delete(who);
    this.serve(); // the next in the queue may be smaller
  }
}
