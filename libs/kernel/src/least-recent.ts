/** A map of limited size that drops the least recently used entry. */
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
    this.held += this.sizeOf(value);
    while (this.held > this.size) this.delete(this.entries.keys().next().value as K);
  }
  delete(key: K): void {
    const value = this.entries.get(key);
    if (value === undefined) return;
    this.entries.delete(key);
    this.held -= this.sizeOf(value);
  }
}
