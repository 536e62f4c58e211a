/**
 * A map of limited size that drops the least recently used entries. One that is large counts as at most half of the
 * size: it never drops all others, nor the next small one it. So the size may be passed by the two largest entries;
 * without it the largest would never be found again, and they are what costs most.
 */
export class LeastRecent<K, V> {
  private readonly entries = new Map<K, V>();
  private held = 0;

  /** @param size of all values together, each as large as `sizeOf` says; left out: their number */
  constructor(
    private readonly size: number,
    private readonly sizeOf: (value: V) => number = () => 1,
  ) {}

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }
  set(key: K, value: V): void {
    this.delete(key);
    this.entries.set(key, value);
    this.held += this.counted(value);
    while (this.held > this.size && this.entries.size > 1) this.delete(this.entries.keys().next().value as K);
  }
  delete(key: K): void {
    const value = this.entries.get(key);
    if (value === undefined) return;
    this.entries.delete(key);
    this.held -= this.counted(value);
  }

  private counted(value: V): number {
    return Math.min(this.sizeOf(value), this.size / 2);
  }
}
