import type { Instant, Text } from '@dossier/kernel';

/** An event as it goes into the log: personal fields sealed, hash computed, not yet placed. */
export interface Proposed {
  /** UUIDv7, or a derived UUIDv8, which shows repeats. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly backfill: boolean;
  /** Canonical JSON of the payload. */
  readonly data: string;
  /** Lower-case hex of SHA-256, see `hash.ts`. */
  readonly hash: string;
}

/** An event as the log keeps it. */
export interface Stored extends Proposed {
  readonly stream: string;
  readonly revision: number;
  /** Place in the log, which alone gives it: positions are compared and never computed, for they may be far apart. */
  readonly position: number;
  readonly subject: string;
}

/** Claims an idempotency key for an append; key, events and answer are one transaction (P3). */
export interface Claim {
  /** Hash of principal and key; lower-case hex. */
  readonly key: string;
  /** Hash of the command; lower-case hex. */
  readonly fingerprint: string;
}

/** A name that belongs to its first owner: a further {@link Claim}, with the owner's hash as fingerprint. */
export interface Name extends Claim {
  /** True: nothing is appended where another owns it. False: appended, and the name stays with the other. */
  readonly alone: boolean;
}

export interface Append {
  readonly stream: string;
  /** Used when the stream is new; a stream keeps its first subject forever. */
  readonly subject: string;
  /** Revision of the stream's last event, -1 for a new stream. */
  readonly expectedRevision: number;
  /** If empty, only the claim is stored, with the stream's head as its answer. */
  readonly events: readonly Proposed[];
  readonly claim?: Claim;
  readonly names?: readonly Name[];
}

/** The last event of a stream. */
export interface Head {
  readonly stream: string;
  readonly subject: string;
  readonly revision: number;
  readonly position: number;
  /** Hash of the last event. */
  readonly hash: string;
}

/** The last event of a log, or the last that somebody has seen; position 0 and no hash for an empty one. */
export interface LogEnd {
  readonly position: number;
  /** Lower-case hex; null: not known. */
  readonly hash: string | null;
}

/** The result of an append. */
export interface Appended {
  readonly stream: string;
  /** The stream's revision after it; -1 when the stream does not exist. */
  readonly revision: number;
  /** Position of its last event; of the stream's head where nothing was appended; 0 when the stream does not exist. */
  readonly position: number;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

export interface Claimed {
  readonly fingerprint: string;
  readonly answer: Appended;
}

/** Somebody else wrote first. Nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream}: expected revision ${expected}, found ${actual}`);
  }
}
/** The key is claimed already. Nothing was written. */
export class AlreadyClaimed extends Error {
  override readonly name = 'AlreadyClaimed';
  constructor(readonly claimed: Claimed) {
    super('this key was used before');
  }
}
/** Another owner has a name that must be unique. Nothing was written. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
  constructor(readonly key: string) {
    super('another has this name');
  }
}
/** One append is larger than the log takes. Nothing was written. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`an append of ${bytes} bytes is larger than ${limit}`);
  }
}
/** The append cannot be kept as it is: an id that is no UUID, a hash that is no hash. Nothing was written. */
export class BadAppend extends Error {
  override readonly name = 'BadAppend';
  constructor(
    readonly stream: string,
    readonly reason: string,
  ) {
    super(`${stream}: ${reason}`);
  }
}
/** The log cannot be written any more (a failed fsync, a full disk): the process must be started again. */
export class LogStopped extends Error {
  override readonly name = 'LogStopped';
  /** @param code of the system or of SQLite, where it has one */
  constructor(
    readonly why: Text,
    readonly code?: string,
  ) {
    super(`the log takes no more appends: ${why.en}`);
  }
}

/**
 * The log did not answer for as long as patience lasts: whether it was written is not known. Whoever asks again, with
 * the same ids or the same key, is answered as the first time.
 */
export class LogUnreachable extends Error {
  override readonly name = 'LogUnreachable';
  /** @param why for the operator: it may name addresses */
  constructor(readonly why: Text) {
    super(why.en);
  }
}

const HEX = /^(?:[0-9a-f]{2})+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** @throws BadAppend for ids, hashes and keys that would not be read back the same */
export function mustBeWellFormed({ stream, events, claim, names = [] }: Append): void {
  const mustBe = (form: RegExp, text: string, what: string): void => {
    if (!form.test(text)) throw new BadAppend(stream, `${JSON.stringify(text)} is no lower-case ${what}`);
  };
  for (const { id, hash } of events) {
    mustBe(UUID, id, 'UUID');
    mustBe(HEX, hash, 'hex');
  }
  for (const { key, fingerprint } of [...(claim ? [claim] : []), ...names]) {
    mustBe(HEX, key, 'hex');
    mustBe(HEX, fingerprint, 'hex');
  }
}

/** Largest append in bytes: the UTF-8 length of its payloads and 1 KiB an event for the envelope. */
export const LARGEST_APPEND = 512 * 1024;
export const appendSize = (events: readonly Pick<Proposed, 'data'>[]): number =>
  events.reduce((bytes, event) => bytes + Buffer.byteLength(event.data) + 1024, 0);

/**
 * What an adapter promises:
 * 1. An append that resolves is on disk (P1); one that rejects with Conflict, AlreadyClaimed, NameTaken, TooLarge or
 *    BadAppend wrote nothing; after LogStopped, or LogDamaged where the file is, the outcome is unknown and no more
 *    appends are taken; after LogUnreachable it is unknown, and asking again tells. `trouble` says when appends are not
 *    taken, and why.
 * 2. Of several appends with the same expected revision exactly one wins; the others get Conflict with the actual
 *    revision (P2).
 * 3. All events of an append are written, with consecutive revisions and rising positions, or none.
 * 4. A repeated append with the same event ids at the same place gets the answer of the first (P4), also when it brings
 *    the same claim again.
 * 5. A claimed key keeps its first fingerprint and answer for ever; a second claim gets AlreadyClaimed (P3).
 * 6. Positions rise strictly in commit order.
 * 7. One bad append in a group fails alone, with BadAppend (P1).
 * 8. Streams are read whole, in order, as written, byte for byte.
 * 9. A stream keeps the subject of its first event, which those who append to it give again.
 * 10. A name belongs for ever to the owner who took it first, as `claimed` says; an append that needs it alone gets
 *     NameTaken, another is written without it.
 * 11. Revisions of a stream have no holes: `read` throws LogDamaged near the first event that does not follow the one
 *     before it. A stream that lost its end, or all, looks like a shorter one, or like none: the feed is told by
 *     positions.
 */
export abstract class EventStore {
  abstract append(append: Append): Promise<Appended>;
  /**
   * Events of a stream from `from` (a revision, 0) on, at most `limit`, in order.
   * @param most characters of payload after which it ends, so that a long stream can be read in pieces; left out: none
   */
  abstract read(stream: string, from?: number, limit?: number, most?: number): Promise<readonly Stored[]>;
  /** The last event of a stream, up to position `upTo`; undefined where there is none. */
  abstract head(stream: string, upTo?: number): Promise<Head | undefined>;
  abstract claimed(key: string): Promise<Claimed | undefined>;
  /** A random name of this log, 8 hex digits: distinguishes its positions from other logs'. */
  abstract readonly log: string;
  /** Why appends are refused or wait; undefined: they do not. */
  abstract trouble(): Text | undefined;
  /**
   * The process is stopping: from now on an append that would wait for another process is rejected with LogStopped, as
   * its caller could never end. All others are taken as before.
   */
  abstract stopWaiting(): void;
  /** Resolves when all earlier appends are on disk or rejected. Calls `stopWaiting` first. */
  abstract close(): Promise<void>;
}
