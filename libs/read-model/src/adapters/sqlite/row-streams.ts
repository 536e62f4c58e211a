import type Database from 'better-sqlite3';
import { PIECE } from '../../asked';
import type { Answer, Row } from './messages';
import { generationIn } from './bookkeeping';
import { given, type Select } from './selects';

/** An answer with rows. */
export type Piece = Omit<Extract<Answer, { rows: unknown }>, 'id'>;

export const size = (row: Row): number =>
  row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);

/** A long result in pieces, all of one snapshot: its own connection holds a read transaction open. */
export class RowStream {
  private readonly rows: IterableIterator<Row>;
  constructor(
    private readonly db: Database.Database,
    select: Select,
  ) {
    db.exec('BEGIN'); // one snapshot for all reads, also of the generation
    this.rows = db
      .prepare<unknown[], Row>(select.sql)
      .raw()
      .iterate(...given(select));
  }

  /** Generation of the models in this snapshot. */
  generation(models: readonly string[]): string {
    return generationIn(this.db, models);
  }

  next(): Piece {
    const rows: Row[] = [];
    for (let characters = 0; rows.length < PIECE.rows && characters < PIECE.characters;) {
      const step = this.rows.next();
      if (step.done) {
        this.end();
        return { rows, end: 'yes' };
      }
      rows.push(step.value);
      characters += size(step.value);
    }
    return { rows, end: 'no' };
  }

  end(): void {
    this.rows.return?.();
    this.db.close();
  }
}
