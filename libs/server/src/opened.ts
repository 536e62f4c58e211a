export interface Closing {
  stopWaiting?(): void;
  close(): unknown;
}

/** What a platform has opened so far, closed in the opposite order. */
export class Opened {
  private readonly parts: Closing[] = [];

  add<T extends Closing>(part: T): T {
    this.parts.push(part);
    return part;
  }

  stopWaiting(): void {
    for (const each of this.parts) each.stopWaiting?.();
  }

  /** What cannot be closed does not keep the rest open, nor a folder locked. @throws AggregateError */
  async close(): Promise<void> {
    this.stopWaiting(); // all of them before the first is closed: it may wait for one that is closed after it
    const errors: unknown[] = [];
    for (const each of this.parts.splice(0).reverse())
      try {
        await each.close();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
  }
}
