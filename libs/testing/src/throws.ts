/** Throws that repeat with their seed. Facts: mulberry32, by Tommy Ettinger, public domain. */
export class Throws {
  constructor(private seed: number) {}

  /** From 0 to below 1. */
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  /** 0 … below - 1 */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }
  any<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }
  shuffled<T>(of: readonly T[]): readonly T[] {
    const rest = [...of];
    return Array.from({ length: of.length }, () => rest.splice(this.below(rest.length), 1)[0] as T);
  }
}
