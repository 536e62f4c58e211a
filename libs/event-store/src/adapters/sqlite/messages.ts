import type { Text } from '@dossier/kernel';
import type { Append, Appended, Claimed } from '../../event-store.port';

/**
 * To the writer's thread: appends in their order. `stop-waiting`: from now on it stops instead of waiting for another
 * process; without it a process with a waiting append could not end.
 */
export type Request = readonly Append[] | 'stop-waiting' | 'close';

/** The result of one append. Typed, because errors lose class and message between threads. */
export type Outcome =
  | { readonly is: 'done'; readonly appended: Appended }
  | { readonly is: 'conflict'; readonly actual: number }
  | { readonly is: 'claimed'; readonly claimed: Claimed }
  | { readonly is: 'taken'; readonly key: string }
  | { readonly is: 'bad'; readonly reason: string };

/** Why no more is written. */
export interface Stop {
  readonly why: Text;
  /** Of the system or of SQLite. */
  readonly code?: string | undefined;
}

/**
 * From the writer's thread: ready, waiting for another process, outcomes in the order of the appends, or why it
 * stopped.
 */
export type Answer = 'ready' | 'locked' | readonly Outcome[] | Stop;
