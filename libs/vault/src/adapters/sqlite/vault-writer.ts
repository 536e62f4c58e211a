import type { LogEnd } from '@dossier/event-store';
import type Database from 'better-sqlite3';
import { codeOf, type Text, troubleOf } from '@dossier/kernel';
import { PATIENCE, Sqlite } from '@dossier/sqlite';
import type { Access, Credential } from '../../vault.port';
import type { Answer, Change, Outcome, Request, Said } from './messages';
import { prepare } from './schema';

/** SQLite's errors for unfit values; all others concern the disk. */
const OF_THE_CHANGE = /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH)/;

/** Changes that an older copy would undo: of who may come in, of the zone, of what is erased or accepted as lost. */
const COUNTED: readonly Change['kind'][] = [
  ...(['credential', 'revoke', 'destroy', 'begin-zone', 'change-zone', 'accept-loss', 'release'] as const),
];

/** Writes vault.db in the vault thread. All waiting changes are one transaction, so that they share one fsync. */
export class VaultWriter {
  private readonly db: Database.Database;
  private stopped: Extract<Outcome, { stopped: Text }> | undefined;

  constructor(file: string) {
    this.db = new Sqlite(file, { timeout: PATIENCE });
    try {
      prepare(this.db);
    } catch (error) {
      this.db.close(); // closed before the error is reported: no side files stay in the folder
      throw error;
    }
  }

  /**
   * Answers in the order of the requests, when their changes are on disk. One that cannot be written fails alone.
   * @returns `locked` while another process holds the file: nothing was written, ask again
   */
  write(requests: readonly Request[]): Said {
    if (this.stopped === undefined) {
      let begun = false as boolean; // the transaction sets it
      try {
        const answers = this.db
          .transaction(() => {
            begun = true;
            return requests.map(({ n, change }) => ({ n, ...this.alone(change) }));
          })
          .immediate();
        return this.swept(requests, answers);
      } catch (error) {
        // nothing was written before it began, so on a lock it is safe to try again
        if (!begun && codeOf(error)?.startsWith('SQLITE_BUSY') === true) return 'locked';
        // after a failed fsync the state of the disk is unknown: stop writing
        this.stopped = { stopped: troubleOf('vault.db', error), code: codeOf(error) ?? '' };
      }
    }
    const { stopped } = this;
    return requests.map(({ n }) => ({ n, ...stopped }));
  }

  close(): void {
    this.db.close();
  }

  /** Writes a change in its own savepoint. Errors of the disk (full, I/O) are thrown. */
  private alone(change: Change): Outcome {
    try {
      return { done: this.db.transaction(() => this.apply(change))() };
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (code.startsWith('SQLITE_') && !OF_THE_CHANGE.test(code)) throw error;
      return {
        failed: code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ? 'exists' : 'unfit',
        message: (error as Error).message,
      };
    }
  }

  private apply(change: Change): boolean {
    const done = this.applied(change);
    if (done && COUNTED.includes(change.kind))
      this.run(`INSERT INTO meta (name, value) VALUES ('changes', 1) ON CONFLICT DO UPDATE SET value = meta.value + 1`);
    return done;
  }

  private applied(change: Change): boolean {
    switch (change.kind) {
      case 'found':
        this.run(`INSERT INTO meta (name, value) VALUES ('check', ?), ('secret', ?)`, change.check, change.secret);
        return true;
      case 'bind':
        return this.run(`INSERT INTO meta (name, value) VALUES ('log', ?)`, change.log);
      case 'release':
        for (const access of change.accesses) this.record(access);
        this.run('DELETE FROM lost_keys'); // their positions belong to the old log
        return this.run(`DELETE FROM meta WHERE name IN ('log', 'seen')`);
      case 'keys':
        // keeps an owner's first key, and a destroyed one destroyed
        for (const [owner, wrapped] of change.keys)
          this.run('INSERT INTO keys (owner, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING', owner, wrapped);
        return true;
      case 'destroy':
        this.run(
          `INSERT INTO keys (owner, wrapped, destroyed) VALUES (?, NULL, 1)
           ON CONFLICT DO UPDATE SET wrapped = NULL, destroyed = 1`,
          change.owner,
        );
        return true;
      case 'credential':
        this.addCredential(change.credential);
        return true;
      case 'revoke':
        return this.run(
          'UPDATE credentials SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?',
          change.at,
          change.id,
        );
      case 'accept-loss':
        // a log that was cut uses the same positions again
        this.run('UPDATE lost_keys SET position = min(position, ?)', change.seen.position);
        for (const owner of change.owners)
          this.run(
            'INSERT INTO lost_keys (owner, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
            owner,
            change.seen.position,
          );
        this.note(change);
        if (change.renamed) this.run(`DELETE FROM meta WHERE name = 'log'`);
        return true;
      case 'record':
        this.note(change);
        return true;
      case 'begin-zone':
        return this.run(
          `INSERT INTO meta (name, value) VALUES ('zone', ?) ON CONFLICT DO NOTHING`,
          JSON.stringify(change.zone),
        );
      case 'change-zone':
        this.record(change.access);
        return this.run(`UPDATE meta SET value = ? WHERE name = 'zone'`, JSON.stringify(change.zone));
    }
  }

  private addCredential(made: Credential): void {
    this.run(
      `INSERT INTO credentials (id, secret_hash, name, role, departments, created_at, expires_at, revoked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      made.id,
      made.secretHash,
      made.name,
      made.role,
      JSON.stringify(made.departments),
      made.createdAt,
      made.expiresAt,
      made.revokedAt,
    );
  }

  private note({ accesses, seen }: { readonly accesses: readonly Access[]; readonly seen?: LogEnd }): void {
    for (const access of accesses) this.record(access);
    if (seen)
      this.run(
        `INSERT INTO meta (name, value) VALUES ('seen', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
        JSON.stringify(seen),
      );
  }

  private record({ id, at, actor, role, kind, action, subjects, detail, outcome }: Access): void {
    const { changes, lastInsertRowid: seq } = this.prepared(
      `INSERT INTO accesses (id, at, actor, role, kind, action, detail, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING`,
    ).run(id, at, actor, role, kind, action, detail, outcome);
    if (changes === 0) return; // it is there
    for (const [place, subject] of subjects.entries())
      this.run('INSERT INTO access_subjects (seq, place, subject) VALUES (?, ?, ?)', seq, place, subject);
  }

  /** Empties the write-ahead log, which still holds destroyed keys. */
  private swept(requests: readonly Request[], answers: readonly Answer[]): readonly Answer[] {
    const destroying = new Set(requests.filter(({ change }) => change.kind === 'destroy').map(({ n }) => n));
    if (destroying.size === 0) return answers;
    const [{ busy }] = this.db.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
    if (busy === 0) return answers;
    const message = 'the key is destroyed, but a reader kept its trace in the write-ahead log: destroy it once more';
    return answers.map((answer) => (destroying.has(answer.n) ? { n: answer.n, failed: 'other', message } : answer));
  }

  private readonly statements = new Map<string, Database.Statement>();
  private prepared(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }
  /** @returns whether a row was written */
  private run(sql: string, ...values: readonly unknown[]): boolean {
    return this.prepared(sql).run(...values).changes > 0;
  }
}
