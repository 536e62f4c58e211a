import type Database from 'better-sqlite3';

/**
 * Statements of one connection, each prepared once. `pluck` and `raw` are set on the statement: use each text in one
 * form only.
 */
export class Statements {
  private readonly prepared = new Map<string, Database.Statement>();

  constructor(private readonly db: Database.Database) {}

  prepare<P extends unknown[], R = unknown>(sql: string): Database.Statement<P, R> {
    let statement = this.prepared.get(sql);
    if (!statement) this.prepared.set(sql, (statement = this.db.prepare(sql)));
    return statement as Database.Statement<P, R>;
  }
}
