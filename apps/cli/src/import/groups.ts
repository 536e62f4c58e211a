import type { Row } from './csv';

/** A row whose fields stand in the order of the mapping's columns. */
export interface TableRow extends Row {
  /** False: the row has not as many columns as the heading. */
  readonly fits: boolean;
}

/** Rows that belong together, in the order of the file: never empty. */
export interface Group {
  readonly key: string;
  readonly rows: readonly [TableRow, ...TableRow[]];
}

/** So many groups wait for an older one that is incomplete; further ones pass it. */
const OPEN = 64;
const none: readonly Group[] = [];

/**
 * Gathers rows into groups, wherever in the file they lie. A group leaves with its last row, in the order of first rows
 * as long as no more than 64 stand open: only what is incomplete is held.
 */
export class Groups {
  private readonly open = new Map<string, [TableRow, ...TableRow[]]>();

  /** @param counts rows of each group in all */
  constructor(private readonly counts: ReadonlyMap<string, number>) {}

  /** Groups that are complete with this row. */
  add(key: string, row: TableRow): readonly Group[] {
    const rows = this.open.get(key);
    if (rows) rows.push(row);
    else this.open.set(key, [row]);
    if (!this.isComplete(key, rows?.length ?? 1)) return none;
    return this.open.size > OPEN ? [...this.first(), ...this.one(key)] : this.first();
  }

  /** Groups that miss rows. */
  get incomplete(): number {
    return this.open.size;
  }

  /** The complete groups at the front of the queue. */
  private first(): readonly Group[] {
    const leaving: Group[] = [];
    for (const [key, rows] of this.open) {
      if (!this.isComplete(key, rows.length)) break;
      leaving.push({ key, rows });
      this.open.delete(key);
    }
    return leaving;
  }

  private one(key: string): readonly Group[] {
    const rows = this.open.get(key);
    this.open.delete(key);
    return rows ? [{ key, rows }] : none;
  }

  private isComplete(key: string, rows: number): boolean {
    return rows === this.counts.get(key);
  }
}
