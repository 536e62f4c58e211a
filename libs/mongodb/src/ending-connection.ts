import { Connection } from 'mongodb/lib/cmap/connection';

/**
 * The driver's connection, which also ends a request that is not sent yet when it is closed. Such a request waits for room in
 * the socket or for an error of it, and the driver closes the socket without one: after a server had stood still under a
 * large write, the call would wait for ever. Where there is an error, the driver would throw that of the system.
 */
export class EndingConnection extends Connection {
  override async writeCommand(...request: readonly unknown[]): Promise<void> {
    let close = (): void => undefined;
    const closed = new Promise<never>((_, reject) => (close = () => reject(this.error ?? new Error('closed'))));
    this.once('close', close);
    try {
      await Promise.race([super.writeCommand(...request), closed]);
    } finally {
      this.off('close', close);
    }
  }
}
