/** All times of this adapter, in milliseconds, and its bounds. */
export interface Limits {
  /** One append or read: after it the outcome is not known, and it is asked again. */
  readonly deadline: number;
  /** How long an append or read is asked again, in all. */
  readonly patience: number;
  /** Longest pause before it is asked again; the first is a 32nd of it. */
  readonly pause: number;
  /** Appends and reads under way at once; more wait. */
  readonly inFlight: number;
  /** How long what is under way is still asked again once the store is to stop waiting. */
  readonly farewell: number;
  /** How long closing waits for the client to let go of its streams: one that was left early never ends. */
  readonly dispose: number;
}
export const LIMITS: Limits = {
  deadline: 5_000,
  patience: 20_000,
  pause: 1_600,
  inFlight: 64,
  farewell: 1_000,
  dispose: 1_000,
};
