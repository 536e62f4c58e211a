import type { Row } from './csv';

/** Rows that belong together, in the order of the file: never empty. */
export interface Group {
  readonly key: string;
  readonly rows: readonly [Row, ...Row[]];
}

/** How many groups stand open at once. */
const OPEN = 64;
const none: readonly Group[] = [];

/**
 * Gathers rows into groups in bounded memory: rows of one group may be mixed with those of others nearby, as two
 * invoices written in the same minute are. Groups leave in the order of their first rows.
 */
export class Groups {
  private readonly open = new Map<string, [Row, ...Row[]]>();
  private readonly closed = new Set<string>();

  /** Groups that are complete. `undefined`: the row's group has left already, the row comes too late. */
  add(key: string, row: Row): readonly Group[] | undefined {
    const rows = this.open.get(key);
    if (rows) {
      rows.push(row);
      return none;
    }
    if (this.closed.has(key)) return undefined;
    this.open.set(key, [row]);
    return this.open.size > OPEN ? this.leave(1) : none;
  }

  end(): readonly Group[] {
    return this.leave(this.open.size);
  }

  private leave(count: number): Group[] {
    const leaving: Group[] = [];
    for (const [key, rows] of this.open) {
      if (leaving.length === count) break;
      leaving.push({ key, rows });
      this.open.delete(key);
      this.closed.add(key);
    }
    return leaving;
  }
}
