import type { Append, Appended, Claimed } from '../../event-store.port';

/**
 * To the writer's thread: appends in their order. `stop-waiting`: from now on it stops where it would wait for another process;
 * without it nobody could end whose append waits.
 */
export type Request = readonly Append[] | 'stop-waiting' | 'close';

/** What became of one append. Typed answers, since errors lose their class and their words between threads. */
export type Outcome =
  | { readonly is: 'done'; readonly appended: Appended }
  | { readonly is: 'conflict'; readonly actual: number }
  | { readonly is: 'claimed'; readonly claimed: Claimed }
  | { readonly is: 'taken'; readonly key: string }
  | { readonly is: 'bad'; readonly reason: string };

/**
 * From the writer's thread: that it is ready, that appends wait for another process, outcomes in the order of the
 * appends, or why it writes no more.
 */
export type Answer =
  'ready' | 'locked' | readonly Outcome[] | { readonly stopped: string; readonly code?: string | undefined };
