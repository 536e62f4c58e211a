/** Ids that nobody chose: UUIDv7, so that the newest sorts last. */
export interface Ids {
  next(): string;
}
