import type Database from 'better-sqlite3';
import { LongWork } from '@dossier/kernel';
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

/** Records that are looked through at once: some milliseconds. */
const PIECE = 5_000;

/**
 * Newest first: one process writes, so that numbers rise as records come. Very many may have to be looked through, as
 * times have no index: others run meanwhile.
 */
export async function readAccesses(
  db: Database.Database,
  selection: AccessSelection,
): Promise<readonly RecordedAccess[]> {
  const { subjects, limit, mayGoOn, before } = selection;
  const work = new LongWork(mayGoOn);
  const greatest = db.prepare<[], number | null>('SELECT max(seq) FROM accesses').pluck();
  // of what is recorded meanwhile some would be found, and the next page begins before that: the others would be skipped
  const end = before === undefined ? (greatest.get() ?? 0) + 1 : Number(before);
  let newest: readonly AccessRow[] = [];
  for (const { about, last } of subjects === undefined ? [EVERYTHING] : await lastOfEach(db, subjects, end, work)) {
    const after = newest.length < limit ? 0 : (newest.at(-1)?.seq ?? 0);
    if (last <= after) break;
    const found: AccessRow[] = [];
    for (const piece of piecesOf(db, selection, { after, end, about })) {
      found.push(...piece);
      await work.yieldIfDue();
      if (found.length >= limit) break;
    }
    // a record may name several of them
    const each = new Map([...newest, ...found].map((row) => [row.seq, row]));
    newest = [...each.values()].sort((a, b) => b.seq - a.seq).slice(0, limit);
  }
  const named = db
    .prepare<[number], string>('SELECT subject FROM access_subjects WHERE seq = ? ORDER BY place')
    .pluck();
  return newest.map(({ seq, id, ...row }) => ({
    ...{ id: id ?? idOfSeq(seq), place: String(seq) },
    ...row,
    subjects: named.all(seq),
  }));
}

/** What records are about, and where the last of them is. */
interface About {
  readonly about: string | undefined;
  readonly last: number;
}
const EVERYTHING: About = { about: undefined, last: Infinity };

/** The subjects of which there are records, the latest first: of thousands that are linked to one most have none. */
async function lastOfEach(
  db: Database.Database,
  subjects: readonly string[],
  end: number,
  work: LongWork,
): Promise<readonly About[]> {
  const lastOf = db
    .prepare<[string, number], number | null>('SELECT max(seq) FROM access_subjects WHERE subject = ? AND seq < ?')
    .pluck();
  const found: { about: string; last: number }[] = [];
  for (const about of new Set(subjects)) {
    const last = lastOf.get(about, end) ?? null;
    if (last !== null) found.push({ about, last });
    await work.yieldIfDue();
  }
  return found.sort((a, b) => b.last - a.last);
}

/** Numbers of records between two others, and of one of the subjects or of all. */
interface Between extends Pick<About, 'about'> {
  readonly after: number;
  readonly end: number;
}

/** What is selected, newest first, piece by piece of what an index gives in that order. */
function* piecesOf(
  db: Database.Database,
  { actor, from, to, limit }: AccessSelection,
  { after, about, ...all }: Between,
): IterableIterator<readonly AccessRow[]> {
  const [seq, looked, records] =
    about === undefined
      ? ['a.seq', 'accesses a', '']
      : ['s.seq', 'access_subjects s', 'CROSS JOIN accesses a ON a.seq = s.seq']; // keeps the order of tables
  const which = about === undefined ? (actor === undefined ? 'true' : 'a.actor = @actor') : 's.subject = @about';
  const within = `${which} AND ${seq} > @after AND ${seq} < @end`;
  const farthest = db
    .prepare<[object], number>(
      `SELECT ${seq} FROM ${looked} WHERE ${within} ORDER BY ${seq} DESC LIMIT 1 OFFSET ${PIECE}`,
    )
    .pluck();
  // GROUP BY: a record that names a subject twice comes once
  const selected = db.prepare<[object], AccessRow>(
    `SELECT a.* FROM ${looked} ${records} WHERE ${within}
     AND (@actor IS NULL OR a.actor = @actor) AND (@from IS NULL OR a.at >= @from) AND (@to IS NULL OR a.at <= @to)
     ${about === undefined ? '' : 'GROUP BY s.seq'} ORDER BY ${seq} DESC LIMIT @limit`,
  );
  let { end } = all;
  for (let next: number | undefined = end; next !== undefined; end = (next ?? 0) + 1) {
    if (about === undefined && actor === undefined)
      next = end - PIECE > after ? end - PIECE : undefined; // none is left out
    else next = farthest.get({ about, actor, after, end });
    yield selected.all({ about, actor, from, to, limit, after: next ?? after, end });
  }
}
