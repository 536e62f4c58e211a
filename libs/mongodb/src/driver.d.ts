/** What the driver does not declare of its own: one connection to a server. */
declare module 'mongodb/lib/cmap/connection' {
  import type { EventEmitter } from 'node:events';

  export class Connection extends EventEmitter {
    /** Why it was closed. */
    readonly error: Error | null;
    constructor(socket: unknown, options: unknown);
    /** Resolves when the request was handed over to the system. */
    writeCommand(...request: readonly unknown[]): Promise<void>;
  }
}
