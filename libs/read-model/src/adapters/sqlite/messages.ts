import type { Cell } from './columns';
import type { Select } from './selects';

export type Row = readonly Cell[];

export type Request =
  /** All rows at once. */
  | ({ readonly kind: 'all'; readonly id: number } & Select)
  /** The first rows of a stream that is named by this id. */
  | ({ readonly kind: 'start'; readonly id: number } & Select)
  | { readonly kind: 'more'; readonly id: number; readonly stream: number }
  /** Nobody wants the rest of the stream. */
  | { readonly kind: 'end'; readonly stream: number }
  /** Another file stands in the place of the one that is open. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' };

export type Answer = { readonly id: number } & (
  { readonly rows: readonly Row[]; readonly done: boolean } | { readonly error: string }
);

export interface ThreadData {
  readonly data: string;
}
