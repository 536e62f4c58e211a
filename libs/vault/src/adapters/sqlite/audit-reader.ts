import type Database from 'better-sqlite3';
import type { Access, AccessSelection, Credential, KeptZone, RecordedAccess } from '../../vault.port';

interface CredentialRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly name: string;
  readonly role: Credential['role'];
  readonly departments: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** All credentials, by id. */
export const readCredentials = (db: Database.Database): readonly Credential[] =>
  db
    .prepare<[], CredentialRow>('SELECT * FROM credentials ORDER BY id')
    .all()
    .map((row) => ({
      id: row.id,
      secretHash: row.secret_hash,
      name: row.name,
      role: row.role,
      departments: JSON.parse(row.departments) as readonly string[],
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    }));

export function readZone(db: Database.Database): KeptZone | undefined {
  const kept = db.prepare<[], string>(`SELECT value FROM meta WHERE name = 'zone'`).pluck().get();
  return kept === undefined ? undefined : (JSON.parse(kept) as KeptZone);
}

interface AccessRow extends Omit<Access, 'subjects' | 'id'> {
  readonly seq: number;
  /** null: of a release that gave none. */
  readonly id: string | null;
}
/** An id in the form of the others, before all of them. */
const idOfSeq = (seq: number): string => `00000000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;

/** So many subjects are looked up one by one; the records of all others together are sorted. */
const EACH = 50;

/** Newest first: one process writes, so that numbers rise as records come. */
export function readAccesses(db: Database.Database, selection: AccessSelection): readonly RecordedAccess[] {
  const { subjects, limit } = selection;
  const rows =
    subjects === undefined
      ? rowsOf(db, selection)
      : newest(
          sources(subjects).flatMap((about) => rowsOf(db, selection, about)),
          limit,
        );
  const named = db
    .prepare<[number], string>('SELECT subject FROM access_subjects WHERE seq = ? ORDER BY place')
    .pluck();
  return rows.map(({ seq, id, ...row }) => ({
    ...{ id: id ?? idOfSeq(seq), place: String(seq) },
    ...row,
    subjects: named.all(seq),
  }));
}

function sources(subjects: readonly string[]): readonly (string | readonly string[])[] {
  const all = [...new Set(subjects)];
  const rest = all.slice(EACH);
  return [...all.slice(0, EACH), ...(rest.length > 0 ? [rest] : [])];
}

/** Each record once. */
const newest = (rows: readonly AccessRow[], limit: number): readonly AccessRow[] =>
  [...new Map(rows.map((row) => [row.seq, row])).values()].sort((a, b) => b.seq - a.seq).slice(0, limit);

/** @param about one subject, which the index gives in order, or several */
function rowsOf(
  db: Database.Database,
  { actor, from, to, before, limit }: AccessSelection,
  about?: string | readonly string[],
): readonly AccessRow[] {
  const conditions = [
    ...(typeof about === 'string'
      ? [['s.subject = ?', about]]
      : [['s.subject IN (SELECT value FROM json_each(?))', about && JSON.stringify(about)]]),
    ['a.actor = ?', actor],
    ['a.at >= ?', from],
    ['a.at <= ?', to],
    ['a.seq < ?', before === undefined ? undefined : Number(before)],
  ].filter(([, value]) => value !== undefined);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
  // CROSS JOIN keeps the order of tables: it finds the subjects' few records by index, not by a scan of all.
  // GROUP BY: a record that names several of them, or one twice, comes once
  const source =
    about === undefined
      ? `accesses a ${where} ORDER BY a.seq DESC`
      : `access_subjects s CROSS JOIN accesses a ON a.seq = s.seq ${where} GROUP BY s.seq ORDER BY s.seq DESC`;
  return db
    .prepare<unknown[], AccessRow>(`SELECT a.* FROM ${source} LIMIT ?`)
    .all(...conditions.map(([, value]) => value), limit);
}
