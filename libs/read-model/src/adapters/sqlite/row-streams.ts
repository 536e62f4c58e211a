import type Database from 'better-sqlite3';
import type { Row } from './messages';
import type { Select } from './selects';

/** Rows of one piece, and about as many characters. */
const ROWS = 500;
const CHARACTERS = 1_000_000;

const size = (row: Row): number =>
  row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);

/** A long result in pieces, all of one snapshot: it has a connection of its own, whose read transaction it keeps open. */
export class RowStream {
  private readonly rows: IterableIterator<Row>;
  constructor(
    private readonly db: Database.Database,
    { sql, params }: Select,
  ) {
    this.rows = db.prepare<unknown[], Row>(sql).raw().iterate(params);
  }

  next(): { readonly rows: readonly Row[]; readonly done: boolean } {
    const rows: Row[] = [];
    for (let characters = 0; rows.length < ROWS && characters < CHARACTERS;) {
      const step = this.rows.next();
      if (step.done) {
        this.end();
        return { rows, done: true };
      }
      rows.push(step.value);
      characters += size(step.value);
    }
    return { rows, done: false };
  }

  end(): void {
    this.rows.return?.();
    this.db.close();
  }
}
