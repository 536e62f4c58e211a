/** Most buckets: beyond, full ones are dropped. */
const MOST = 10_000;

interface Bucket {
  tokens: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Token buckets: `perSecond` in the long run (0: without limit), `burst` at once, for each name apart. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
  ) {}

  /** Takes one token. @returns 0, or in how many seconds there will be one */
  take(name: string, now: number): number {
    if (this.perSecond === 0) return 0;
    const bucket = this.filled(name, now);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  /** How many names are remembered. */
  get names(): number {
    return this.buckets.size;
  }

  private filled(name: string, now: number): Bucket {
    let bucket = this.buckets.get(name);
    if (bucket === undefined) {
      if (this.buckets.size >= MOST) this.forgetFull(now);
      bucket = { tokens: this.burst, at: now };
      this.buckets.set(name, bucket);
    }
    const passed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(this.burst, bucket.tokens + (passed / 1000) * this.perSecond);
    bucket.at = now;
    return bucket;
  }

  private forgetFull(now: number): void {
    for (const [name, { tokens, at }] of this.buckets)
      if (tokens + ((now - at) / 1000) * this.perSecond >= this.burst) this.buckets.delete(name);
    if (this.buckets.size >= MOST) this.buckets.clear(); // a flood of addresses must not fill the memory
  }
}
