import { firstIndex } from './ordered';

/** Most items of a part. */
const PART = 256;

/**
 * A list that never changes; one with one more item shares nearly all of it. For states of long streams: a list that is
 * copied for every event costs the square of their number.
 */
export class Sequence<T> implements Iterable<T> {
  private static readonly none = new Sequence<never>([], [], 0);

  private constructor(
    /** None is empty. */
    private readonly parts: readonly (readonly T[])[],
    /** The last part, beside the others: mostly it is what changes. */
    private readonly last: readonly T[],
    readonly length: number,
  ) {}

  static empty<T>(): Sequence<T> {
    return Sequence.none;
  }
  static of<T>(items: Iterable<T>): Sequence<T> {
    let all = Sequence.empty<T>();
    for (const item of items) all = all.with(item);
    return all;
  }

  /** With one more item at the end. */
  with(item: T): Sequence<T> {
    return this.last.length < PART
      ? new Sequence(this.parts, [...this.last, item], this.length + 1)
      : new Sequence([...this.parts, this.last], [item], this.length + 1);
  }

  /**
   * With one more item before the first that meets the condition, or at the end where none does. All items behind one
   * that meets it must meet it too.
   */
  withBefore(isBehind: (item: T) => boolean, item: T): Sequence<T> {
    const end = this.last.at(-1);
    if (end === undefined || !isBehind(end)) return this.with(item);
    const number = this.partWith(isBehind);
    const part = this.parts[number] ?? this.last;
    const grown = part.toSpliced(firstIndex(part, isBehind), 0, item);
    const halves = grown.length > PART ? [grown.slice(0, PART / 2), grown.slice(PART / 2)] : [grown];
    const parts = [...this.parts.slice(0, number), ...halves, ...this.parts.slice(number + 1)];
    return number < this.parts.length
      ? new Sequence(parts, this.last, this.length + 1)
      : new Sequence(parts.slice(0, -1), parts.at(-1) ?? [], this.length + 1);
  }

  /** The first item that meets the condition; all behind it must meet it too. */
  first(isBehind: (item: T) => boolean): T | undefined {
    const part = this.parts[this.partWith(isBehind)] ?? this.last;
    return part[firstIndex(part, isBehind)];
  }

  /** The last item before the first that meets the condition; the last of all where none does. */
  lastBefore(isBehind: (item: T) => boolean): T | undefined {
    const number = this.partWith(isBehind);
    const part = this.parts[number] ?? this.last;
    return part[firstIndex(part, isBehind) - 1] ?? this.parts[number - 1]?.at(-1);
  }

  /** The items as a list, which is made anew. */
  get all(): readonly T[] {
    return ([] as readonly T[]).concat(...this.parts, this.last);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.all[Symbol.iterator]();
  }

  /** Number of the part with the first item that meets the condition; the last part may have none. */
  private partWith(isBehind: (item: T) => boolean): number {
    return firstIndex(this.parts, (part) => isBehind(part.at(-1) as T));
  }
}
