/** A figure for Prometheus: one value, or one for each value of its label. A name that ends in `_total` is a count that only grows. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  /** Rejects where it cannot be had just now. Without a label the name of the value is of no account. */
  readonly values: () => Promise<Readonly<Record<string, number>>>;
}
