/** Limits for one caller, so that others are served; times in milliseconds. */
export interface Limits {
  /** For the head of a request, from its start. */
  readonly headersMs: number;
  /** For the body of one command. */
  readonly bodyMs: number;
  /** Longest silence of a bulk stream whose lines are all answered. */
  readonly silenceMs: number;
  /** How long a caller may read nothing of an answer; then it is cut. */
  readonly unreadMs: number;
  /** How long a query waits for its turn; then 503. */
  readonly turnMs: number;
  /** A query that runs longer needs one of the few places for long ones; where none is free, 503. */
  readonly longMs: number;
  /** Interval of checks for revoked keys and unread answers. */
  readonly watchMs: number;
  /** Most connections without key; for one more the oldest is closed. */
  readonly strangers: number;
  /** How long a connection may stay without a key or a request. */
  readonly strangerMs: number;
  /** Most connections with the key of one caller, and with any key; for one more an idle one is closed. */
  readonly ofOneCaller: number;
  readonly ofAllCallers: number;
  /** Of one that is to end, how long nothing may come of the body that was refused. */
  readonly lingerMs: number;
  /** From the stop signal to the end. */
  readonly graceMs: number;
}

export const LIMITS: Limits = {
  headersMs: 10_000,
  bodyMs: 30_000,
  silenceMs: 60_000,
  unreadMs: 30_000,
  turnMs: 10_000,
  longMs: 5_000,
  watchMs: 250,
  strangers: 256,
  strangerMs: 15_000,
  ofOneCaller: 1_024,
  ofAllCallers: 3_072,
  lingerMs: 5_000,
  graceMs: 10_000,
};
