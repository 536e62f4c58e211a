/** All times of this adapter, in milliseconds, and its bounds. */
export interface Limits {
  /** Longest pause before what failed is tried again; the first is a 32nd of it. */
  readonly pause: number;
  /** Without a sign of life for so long a worker loses its lanes. */
  readonly session: number;
  /** How long workers are waited for when lanes are shared out anew: a worker that is without longer says so. */
  readonly rebalance: number;
  /** How long a worker that starts tries again what fails before it has joined; while lanes are shared out nothing fails. */
  readonly entry: number;
  /** How often a worker that folds gives a sign of life. */
  readonly heartbeat: number;
  /** How often the group is told how far lanes are. */
  readonly commit: number;
  /** Longest wait of a broker for records: closing a consumer takes as long. */
  readonly wait: number;
  /** Events that the relay reads and sends at once, fewer of large ones. */
  readonly batch: number;
  /** Characters of payload after which it sends: all may be of one partition, whose records of one request the broker takes as one. */
  readonly characters: number;
  /** Characters of payload that a worker holds of one lane before it lets the broker wait. */
  readonly held: number;
  /** Longest wait for the group and the broker at the end: while lanes are shared out anew, to leave takes until that is over. */
  readonly farewell: number;
  /** How often the partitions of the topic are counted: there may be more one day. */
  readonly recount: number;
  /** How long a broker may take to learn of a topic that was just made. */
  readonly learnt: number;
  /** Until it is asked again whether it has learnt of it. */
  readonly learning: number;
  /** While the log moves on, places are told to partitions without events so often. */
  readonly watermark: number;
}
export const LIMITS: Limits = {
  pause: 1_600,
  session: 10_000,
  rebalance: 60_000,
  entry: 20_000,
  heartbeat: 1_000,
  commit: 1_000,
  wait: 250,
  batch: 1_000,
  characters: 1_000_000,
  held: 4_000_000,
  farewell: 3_000,
  recount: 30_000,
  learnt: 30_000,
  learning: 50,
  watermark: 200,
};
