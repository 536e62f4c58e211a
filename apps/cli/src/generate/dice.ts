/**
 * Chance that can be repeated: mulberry32, a generator with 32 bits of state by Tommy Ettinger (public domain). Equal
 * seeds throw equal dice, on every machine. Not for secrets.
 */
export class Dice {
  private state: number;

  /** @param seed any whole number; only its lowest 32 bits count */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True in `percent` of a hundred throws. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }

  /** Waiting time of a chance that does not age, with the given mean. */
  waiting(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }
}
