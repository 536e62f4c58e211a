import type { AllStreamSubscription, AllStreamResolvedEvent } from '@eventstore/db-client';
import type { Stored } from '@dossier/event-store';
import { NoAnswer } from '@dossier/kernel';
import { type Connection, storedOf, unanswered } from '@dossier/eventstoredb';

/** A subscription to the log behind a position, from which one reader takes. */
export class Following {
  private readonly subscription: AllStreamSubscription;
  private failed: Error | undefined;
  private wake: () => void = () => undefined;

  /** @param upTo it gives what comes behind this position */
  constructor(
    connection: Connection,
    public upTo: number,
  ) {
    this.subscription = connection.follow(upTo);
    this.subscription.on('readable', () => this.wake());
    this.subscription.on('error', (error) => this.fail(unanswered(error)));
    this.subscription.on('end', () => this.fail(unanswered('the subscription has ended')));
  }

  get isBroken(): boolean {
    return this.failed !== undefined;
  }

  /**
   * The next event.
   * @param ms waits so long for one; left out: until it is broken
   * @throws Unanswered, InvalidPosition
   */
  async next(ms?: number): Promise<Stored> {
    return this.taken() ?? (await this.awaited(ms)); // a timer for each would cost more than the event
  }

  close(): void {
    this.fail(unanswered('closed'));
  }

  private async awaited(ms: number | undefined): Promise<Stored> {
    const late = ms === undefined ? undefined : setTimeout(() => this.fail(unanswered(new NoAnswer())), ms);
    try {
      for (;;) {
        const found = this.taken();
        if (found) return found;
        if (this.failed) throw this.failed;
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      clearTimeout(late);
    }
  }

  private taken(): Stored | undefined {
    const found = this.subscription.read() as AllStreamResolvedEvent | null;
    if (!found?.event) return undefined;
    const event = storedOf(found.event);
    this.upTo = event.position;
    return event;
  }

  private fail(error: Error): void {
    this.failed ??= error;
    void this.subscription.unsubscribe().then(
      () => this.subscription.destroy(),
      () => this.subscription.destroy(), // it was never connected
    );
    this.wake();
  }
}
