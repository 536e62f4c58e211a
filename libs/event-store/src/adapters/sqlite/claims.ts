import type { Database } from 'better-sqlite3';
import type { Claimed } from '../../event-store.port';
import { uuid } from '../../log-row';

interface ClaimRow {
  readonly fingerprint: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly events: number;
}

/** Looks a claim up by its key; builds its answer from the events that it names. */
export function claimReader(db: Database): (key: Buffer) => Claimed | undefined {
  const claim = db.prepare<[Buffer], ClaimRow>(
    'SELECT lower(hex(fingerprint)) AS fingerprint, stream, revision, position, events FROM claims WHERE key = ?',
  );
  const events = db.prepare<[string, number, number], { id: string; type: string }>(
    `SELECT lower(hex(id)) AS id, type FROM events
     WHERE stream = (SELECT no FROM streams WHERE name = ?) AND revision > ? AND revision <= ? ORDER BY revision`,
  );
  return (key) => {
    const row = claim.get(key);
    if (row === undefined) return undefined;
    const { fingerprint, events: count, ...place } = row;
    const appended = events.all(row.stream, row.revision - count, row.revision);
    return { fingerprint, answer: { ...place, events: appended.map(({ id, type }) => ({ id: uuid(id), type })) } };
  };
}

export const countClaims = (db: Database): number =>
  db.prepare<[], number>('SELECT count(*) FROM claims').pluck().get() ?? 0;

/** How many claims the log itself counted; undefined before a version that counts them wrote to it. */
export function claimsCounted(db: Database): number | undefined {
  const counted = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'claims'`).pluck().get();
  return counted === undefined ? undefined : Number(counted);
}

export const SET_CLAIMS_COUNTED = `INSERT INTO meta (key, value) VALUES ('claims', ?)
  ON CONFLICT DO UPDATE SET value = excluded.value`;
