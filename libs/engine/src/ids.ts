/** Makes UUIDv7, so that the newest id sorts last. */
export interface Ids {
  next(): string;
}
