/** Those who wait until something happens. */
export class Waiters {
  private readonly all = new Set<() => void>();

  /** Whether anybody waits. */
  get any(): boolean {
    return this.all.size > 0;
  }

  /** Resolves with the next {@link wake}, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.all.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.all.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }

  wake(): void {
    for (const wake of [...this.all]) wake();
  }
}
