/** Milliseconds of pieces in one go, at least. */
const LEAST = 1;
/** Pieces by what else was done since: after rounds of 50 ms, one millisecond each would leave reads no time at all. */
const OF_THE_REST = 1 / 4;

/**
 * Lets pieces of long work run one after the other: for a millisecond, or a quarter of what was done between. Those of a
 * caller who is named go between those of others; all further pieces, in the order of asking, are as those of one more.
 * Then the event loop has rounds for others: one for each millisecond that the pieces took, but no longer than a quarter of
 * that, for it takes one new connection in a round; as long as each round brings one, up to as long as the pieces took.
 * Without it a short request waits for a piece of each long work, and for all answers of another thread, which arrive in one
 * burst.
 */
class Turns {
  /** By caller: the first one is served, and stands last then. */
  private readonly waiting = new Map<string, (() => void)[]>();
  /** When the pieces began, and when they are to end, of `performance.now()`. */
  private began = 0;
  private end = 0;
  /** When the last ones ended, and how long they took. */
  private ended = 0;
  private took = 0;
  private hasCome = false;

  /** Somebody new came: behind them others may stand. */
  come(): void {
    this.hasCome = true;
  }

  /** @param caller so that a short piece of one does not stand behind all pieces of another; left out: of no one in particular */
  next(caller = ''): Promise<void> {
    return new Promise((have) => {
      const own = this.waiting.get(caller);
      if (own) {
        own.push(have);
        return;
      }
      this.waiting.set(caller, [have]);
      if (this.waiting.size === 1) this.rest();
    });
  }

  /** Goes on in the next round, or where the pieces before took longer, later. */
  private rest(): void {
    const asked = performance.now();
    let rounds = 0;
    const round = (): void => {
      const now = performance.now();
      rounds += 1;
      const most = this.hasCome ? this.took : rounds < this.took ? this.took * OF_THE_REST : 0;
      this.hasCome = false;
      if (now - this.ended < most) setImmediate(round);
      else this.begin(now - asked);
    };
    setImmediate(round);
  }

  private begin(between: number): void {
    this.began = performance.now();
    this.end = this.began + Math.max(LEAST, between * OF_THE_REST);
    this.serve();
  }

  private readonly serve = (): void => {
    const [first] = this.waiting.values();
    first?.[0]?.();
    // a tick comes after all that the piece does before it waits for something else
    queueMicrotask(() => process.nextTick(this.served));
  };

  /** Whoever was served stands last with what else he has. */
  private pass(): void {
    const [first] = this.waiting;
    if (!first) return;
    const [caller, own] = first;
    own.shift();
    this.waiting.delete(caller);
    if (own.length > 0) this.waiting.set(caller, own);
  }

  private readonly served = (): void => {
    this.pass();
    this.ended = performance.now();
    this.took = this.ended - this.began;
    if (this.waiting.size === 0) return;
    if (this.ended < this.end) this.serve();
    else this.rest();
  };
}

/** The turns of this thread. */
export const turns = new Turns();

/** Milliseconds of work before a pause. */
const LONG = 10;

/** Lets others run between the steps of long work: without it one long query blocks everybody. */
export class LongWork {
  private since = performance.now();

  /** @param mayGoOn called after each pause: throws where the work is to end; left out: it goes on to its end */
  constructor(private readonly mayGoOn?: () => void) {}

  /** Whether the work has run for {@link LONG} without a pause: for steps so short that waiting for nothing would count. */
  get isDue(): boolean {
    return performance.now() - this.since >= LONG;
  }

  /** Waits for a turn when a pause is due. @throws what `mayGoOn` throws */
  async yieldIfDue(): Promise<void> {
    if (!this.isDue) return;
    await turns.next();
    this.mayGoOn?.();
    this.since = performance.now();
  }
}
