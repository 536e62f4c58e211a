/** An event that does not follow the one before it in its partition: something between them is missing. */
export interface Gap {
  readonly partition: number;
  readonly position: number;
  /** Position of its predecessor as it states it; 0: none. */
  readonly follows: number;
  /** Position of the event actually before it. */
  readonly found: number;
}
