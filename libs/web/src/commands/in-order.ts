import { LongWork, turns } from '@dossier/kernel';

interface Slot<R> {
  readonly done: Promise<void>;
  result?: { readonly value: R };
}

/** Wakes whoever waits. */
class Bell {
  private ring_: (() => void) | undefined;
  private rung = new Promise<void>((resolve) => (this.ring_ = resolve));
  heard(): Promise<void> {
    return this.rung;
  }
  ring(): void {
    this.ring_?.();
    this.rung = new Promise<void>((resolve) => (this.ring_ = resolve));
  }
}

/** Items taken whose results are not yet given. */
class Window<T, R> {
  private readonly slots: Slot<R>[] = [];
  private weight = 0;
  private readonly filled = new Bell();
  private readonly room = new Bell();
  private failure: { readonly error: unknown } | undefined;
  private ended = false;
  private stopped = false;

  constructor(
    private readonly size: Size<T>,
    private readonly work: (item: T) => Promise<R>,
  ) {}

  async take(source: AsyncIterable<T>): Promise<void> {
    let work: LongWork | undefined;
    try {
      for await (const item of source) {
        await (work ? work.yieldIfDue() : turns.next()); // many sources may begin in one moment, with one long item each
        work ??= new LongWork();
        if (this.stopped) return;
        this.start(item);
        while (this.isFull()) await this.room.heard();
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.ended = true;
      this.filled.ring();
    }
  }

  /** The next results, in order; undefined at the end. @throws what `work` or the source threw */
  async next(): Promise<readonly R[] | undefined> {
    while (this.slots.length === 0 && !this.ended) await this.filled.heard();
    await this.slots[0]?.done;
    const ready: R[] = [];
    for (let slot = this.slots[0]; slot?.result; slot = this.slots[0]) {
      ready.push(slot.result.value);
      this.slots.shift();
    }
    this.room.ring();
    if (ready.length > 0) return ready;
    if (this.failure) throw this.failure.error;
    return undefined;
  }

  stop(): void {
    this.stopped = true;
    this.room.ring();
  }

  private isFull(): boolean {
    return (this.slots.length >= this.size.items || this.weight >= this.size.weight) && !this.stopped;
  }

  private start(item: T): void {
    const weight = this.size.of(item);
    this.weight += weight;
    const slot: Slot<R> = {
      done: this.work(item)
        .finally(() => {
          this.weight -= weight;
          this.room.ring();
        })
        .then((value) => {
          slot.result = { value };
        }),
    };
    slot.done.catch(() => undefined); // `next` throws it in its turn
    this.slots.push(slot);
    this.filled.ring();
  }
}

/** How much may be in progress. */
export interface Size<T> {
  /** Most items whose results are not yet given. */
  readonly items: number;
  /** Their total weight from which no further item is taken. */
  readonly weight: number;
  readonly of: (item: T) => number;
}

/**
 * Works on many items at once and gives the results in the order of the items, each as soon as it and all before it are
 * ready. Takes no more than `size`: a slow reader slows the source, and one that stops ends it.
 */
export async function* inOrder<T, R>(
  source: AsyncIterable<T>,
  size: Size<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<readonly R[]> {
  const window = new Window(size, work);
  const taking = window.take(source);
  try {
    for (let results = await window.next(); results; results = await window.next()) yield results;
    await taking;
  } finally {
    window.stop();
  }
}
