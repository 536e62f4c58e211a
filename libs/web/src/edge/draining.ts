import { setMaxListeners } from 'node:events';
import type { BeforeApplicationShutdown } from '@nestjs/common';

/** Signals the stop of the server to all that never ends by itself (live streams, waits). */
export class Draining implements BeforeApplicationShutdown {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  constructor() {
    setMaxListeners(0, this.signal); // one listener for every stream
  }

  /** Before connections are closed: closing waits for answers that are under way. */
  beforeApplicationShutdown(): void {
    this.controller.abort();
  }
}
