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

/** One throw of a gamma distribution of scale 1, by Marsaglia & Tsang (2000, ACM Transactions on Mathematical Software 26). */
export function gammaThrow(throws: Throws, shape: number): number {
  if (shape < 1) return gammaThrow(throws, shape + 1) * (1 - throws.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    // Box & Muller
    const x = Math.sqrt(-2 * Math.log(1 - throws.next())) * Math.cos(2 * Math.PI * throws.next());
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - throws.next()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}
