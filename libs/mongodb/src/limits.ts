/**
 * All times for which a call of MongoDB may take, in milliseconds, by the names of the driver's options where it has
 * one. `timeoutMS` is not used: it bounds nothing.
 */
export interface Limits {
  /** How long a call waits for a server that can take it. */
  readonly serverSelectionTimeoutMS: number;
  /** How long connecting to one server may take. */
  readonly connectTimeoutMS: number;
  /** Silence of a connection under a call: then its outcome is not known. The driver would wait for ever. */
  readonly socketTimeoutMS: number;
  /** How long a call waits for a free connection. The driver would wait for ever. */
  readonly waitQueueTimeoutMS: number;
  /** How long a write waits until most of a replica set have it. */
  readonly wtimeoutMS: number;
  /** After it the server ends a read: before the connection is given up, so that it does not go on for nobody. */
  readonly maxTimeMS: number;
  /** How long a call may still take once the process is stopping. */
  readonly farewell: number;
}
export const LIMITS: Limits = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
  waitQueueTimeoutMS: 5_000,
  wtimeoutMS: 10_000,
  maxTimeMS: 20_000,
  farewell: 1_000,
};
