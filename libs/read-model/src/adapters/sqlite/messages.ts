import type { Cell } from './columns';
import type { Select } from './selects';

export type Row = readonly Cell[];

export type Request =
  /** All rows at once. */
  | ({ readonly kind: 'all'; readonly id: number } & Select)
  /** The first rows of a stream that is named by this id, and for how many milliseconds it keeps its snapshot. */
  | ({ readonly kind: 'start'; readonly id: number; readonly held?: number } & Select)
  | { readonly kind: 'more'; readonly id: number; readonly stream: number }
  /** Nobody wants the rest of the stream. */
  | { readonly kind: 'end'; readonly stream: number }
  /** Another file stands in the place of the one that is open. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' };

export type Answer = { readonly id: number } &
  /** `cut`: the stream had more, but its snapshot was let go of. */
  ({ readonly rows: readonly Row[]; readonly end: 'no' | 'yes' | 'cut' } | { readonly error: string });

export interface ThreadData {
  readonly data: string;
}
