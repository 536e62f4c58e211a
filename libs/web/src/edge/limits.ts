/** How much one caller may take, so that others are served; times are in milliseconds. */
export interface Limits {
  /** For the head of a request, from its first moment. */
  readonly headersMs: number;
  /** For the body of one command. */
  readonly bodyMs: number;
  /** Longest silence of a bulk stream whose lines are all answered. */
  readonly silenceMs: number;
  /** For which nothing of an answer is taken by who asked for it; then it is cut. */
  readonly unreadMs: number;
  /** How long a question waits for its turn; then it is 503. */
  readonly turnMs: number;
  /** Between two looks at what is under way: at keys that were revoked, at answers that nobody takes. */
  readonly watchMs: number;
  /** Connections that have shown no key; of one more the oldest is closed. */
  readonly strangers: number;
  /** For a connection to show a key, or to ask what needs none. */
  readonly strangerMs: number;
  /** From the signal to stop to the end. */
  readonly graceMs: number;
}

export const LIMITS: Limits = {
  headersMs: 10_000,
  bodyMs: 30_000,
  silenceMs: 60_000,
  unreadMs: 30_000,
  turnMs: 10_000,
  watchMs: 250,
  strangers: 256,
  strangerMs: 15_000,
  graceMs: 10_000,
};
