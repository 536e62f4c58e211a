import type { Cell } from './columns';
import type { Page, Select } from './selects';

export type Row = readonly Cell[];

export type Request =
  /** All rows at once. */
  | ({ readonly kind: 'all'; readonly id: number } & Select)
  /** Documents of a page, in its order; `end: 'no'` where there are more. */
  | ({ readonly kind: 'page'; readonly id: number } & Page)
  /** The first rows of a stream that is named by this id; `kept` left out: it keeps its snapshot to its end. */
  | ({ readonly kind: 'start'; readonly id: number; readonly kept?: Kept } & Select)
  | { readonly kind: 'more'; readonly id: number; readonly stream: number }
  /** Nobody wants the rest of the stream. */
  | { readonly kind: 'end'; readonly stream: number }
  /** Another file stands in the place of the one that is open. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' };

/** A stream that goes on in another snapshot. */
export interface Kept {
  /** For how many milliseconds a snapshot is kept. */
  readonly held: number;
  /** Ids of the models that are read. */
  readonly models: readonly string[];
}

export type Answer = { readonly id: number } &
  /** `cut`: the stream had more, but its snapshot was let go of. */
  (
    | {
        readonly rows: readonly Row[];
        readonly end: 'no' | 'yes' | 'cut';
        /** Of the models that the snapshot holds: comes with the first rows of a stream that has `kept`. */
        readonly generation?: string | undefined;
      }
    | { readonly error: string; readonly isDamage: boolean }
  );

export interface ThreadData {
  readonly data: string;
}
