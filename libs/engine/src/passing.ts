interface Waiting {
  readonly position: number;
  readonly passed: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Those who wait until a read model has passed a position. At each change one look is taken for all of them: of
 * thousands who wait for what never comes each would ask the store, and everybody else would wait meanwhile.
 */
export class Passing {
  private readonly waiting = new Set<Waiting>();
  private looking: AbortController | undefined;

  /**
   * @param look how far the model is
   * @param changed resolves once it may have changed, or the signal aborts
   */
  constructor(
    private readonly look: () => Promise<number>,
    private readonly changed: (signal: AbortSignal) => Promise<void>,
  ) {}

  /** Resolves once the position is passed, or the signal aborts. @throws what a look throws */
  async until(position: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let leave: () => void = () => undefined;
    const over = new Promise<void>((resolve, failed) => {
      const passed = (): void => resolve();
      const one = { position, passed, failed };
      leave = () => {
        this.waiting.delete(one);
        signal.removeEventListener('abort', passed);
        if (this.waiting.size > 0) return;
        this.looking?.abort();
        this.looking = undefined; // whoever comes next begins another
      };
      signal.addEventListener('abort', passed);
      this.waiting.add(one); // before the look, so that no change in between is missed
    });
    over.catch(() => undefined); // the look below may fail first
    try {
      if ((await this.look()) >= position) return;
      this.looking ??= this.begin();
      await over;
    } finally {
      leave();
    }
  }

  private begin(): AbortController {
    const looking = new AbortController();
    void this.lookAtChanges(looking.signal);
    return looking;
  }

  private async lookAtChanges(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const changed = this.changed(signal); // before the look
        const position = await this.look();
        for (const one of this.waiting) if (one.position <= position) one.passed();
        await changed;
      }
    } catch (error) {
      for (const one of this.waiting) one.failed(error);
    } finally {
      if (this.looking?.signal === signal) this.looking = undefined;
    }
  }
}
