import type { Cell } from './columns';
import type { Page, Select } from './selects';

export type Row = readonly Cell[];

export type Request =
  /** All rows at once. */
  | ({ readonly kind: 'all'; readonly id: number } & Select)
  /** Documents of a page, in its order; `end: 'no'` where there are more. */
  | ({ readonly kind: 'page'; readonly id: number } & Page)
  /** Starts a stream named by this id and gives its first rows; without `kept` it holds its snapshot to the end. */
  | ({ readonly kind: 'start'; readonly id: number; readonly kept?: Kept } & Select)
  | { readonly kind: 'more'; readonly id: number; readonly stream: number }
  /** Ends a stream early. */
  | { readonly kind: 'end'; readonly stream: number }
  /** The file was replaced: open it again. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' };

/** A stream that may continue in another snapshot. */
export interface Kept {
  /** Milliseconds for which a snapshot is held. */
  readonly held: number;
  /** Ids of the models that are read. */
  readonly models: readonly string[];
}

export type Answer = { readonly id: number } &
  /** `cut`: there are more rows, but the snapshot was released. */
  (
    | {
        readonly rows: readonly Row[];
        readonly end: 'no' | 'yes' | 'cut';
        /** Generation of the models in the snapshot: with the first rows of a stream that has `kept`. */
        readonly generation?: string | undefined;
      }
    | { readonly error: string; readonly isDamage: boolean }
  );

export interface ThreadData {
  readonly data: string;
}
