import { randomUUID } from 'node:crypto';
import { type EventData, jsonEvent, type RecordedEvent } from '@eventstore/db-client';
import { type Append, type Appended, type Claim, type Claimed, Conflict, NameTaken } from '../../event-store.port';
import { eventHash } from '../../hash';
import { type Connection, eventOf, positionOf, storedOf } from '@dossier/eventstoredb';

/** One claim of an operation. */
interface Held extends Claim {
  /** Of a name: nothing is appended where another owns it. */
  readonly alone: boolean;
  readonly isName: boolean;
}
type Appending = Pick<Append, 'stream' | 'subject' | 'expectedRevision' | 'events'>;
/**
 * An append under claims. Its record in the stream of its first claim holds all of it, so that whoever finds it open can
 * carry it out.
 */
export interface Operation extends Appending {
  /** Of the record: tells one's own claim from that of another. */
  readonly id: string;
  /** In the order in which they are taken, which is the same for all: none waits for one that waits for it. */
  readonly claims: readonly Held[];
  /** Of an append without events. */
  readonly answer: Appended | null;
}
export type Outcome =
  { readonly is: 'done'; readonly appended: Appended } | { readonly is: 'void'; readonly why: Conflict | NameTaken };
/** What the last record of a claim stream says. */
interface Standing {
  readonly operation: Operation;
  readonly fingerprint: string;
  /** Of the record's last event. */
  readonly revision: number;
  /** Where the operation is held. */
  readonly carrier: Carrier;
}
interface Carrier {
  readonly stream: string;
  readonly revision: number;
}
/** A record of the first claim of an operation, which its copied events follow; of the others, which name the first. */
type ClaimRecord =
  | (Pick<Operation, 'id' | 'stream' | 'subject' | 'expectedRevision' | 'claims' | 'answer'> & {
      readonly events: number;
    })
  | { readonly id: string; readonly claim: number; readonly carrier: Carrier };

const CLAIM = '@claim';
const PAGE = 64;
/** No stream of a context begins with `@`. */
export const claimStream = (key: string): string => `@claim-${key}`;

/** The claims of an append in the order in which they are taken: its key, then its names. */
export function claimsOf({ claim, names = [] }: Append): readonly Held[] {
  const sorted = [...names].sort((a, b) => (a.key < b.key ? -1 : 1));
  return [
    ...(claim ? [{ ...claim, alone: true, isName: false }] : []),
    ...sorted.map((name) => ({ ...name, isName: true })),
  ];
}

export const operationOf = (append: Append, claims: readonly Held[], answer: Appended | null): Operation => {
  const { stream, subject, expectedRevision, events } = append;
  return { id: randomUUID(), stream, subject, expectedRevision, events, claims, answer };
};

/** The same append, perhaps of another process. One without events is only its own. */
export const isSame = (a: Operation, b: Operation): boolean =>
  a.id === b.id ||
  (a.events.length > 0 &&
    a.stream === b.stream &&
    a.expectedRevision === b.expectedRevision &&
    sameIds(a.events, b.events));
const sameIds = (a: readonly { readonly id: string }[], b: readonly { readonly id: string }[]): boolean =>
  a.length === b.length && a.every(({ id }, i) => id === b[i]?.id);

/**
 * Appends under claims, on a log that is atomic in one stream only. A claim is a record that carries the whole append,
 * in a stream of its own; the append itself decides whether the claim holds: its events are at their place, or never can
 * be. Whoever meets a claim without effect carries it out before deciding anything, with exactly those bytes at exactly
 * that revision. One that can have no effect is followed by the next claimer's.
 */
export class Claims {
  constructor(private readonly connection: Connection) {}

  /** The claim that holds a key; undefined: none does. */
  async holding(key: string): Promise<Claimed | undefined> {
    const standing = await this.standing(key);
    return standing && (await this.held(standing))?.claimed;
  }

  /**
   * Takes a claim for an operation.
   * @param carrier where the operation is held; left out: it is to be held here
   * @returns where it is held, or who holds the claim
   */
  async take(
    operation: Operation,
    index: number,
    carrier?: Carrier,
  ): Promise<Carrier | { readonly claimed: Claimed; readonly by: Operation }> {
    const claim = operation.claims[index];
    if (!claim) throw new Error('no such claim');
    const stream = claimStream(claim.key);
    const events = carrier ? [referenceTo(operation, index, carrier)] : recordsOf(operation);
    for (let after = -1; ;) {
      const placed = await this.connection.append(stream, after, events);
      if ('position' in placed) return carrier ?? { stream, revision: placed.revision - events.length + 1 };
      const standing = await this.standing(claim.key);
      if (!standing) throw new Error(`the claim stream ${stream} has no claim`);
      if (standing.operation.id === operation.id) return standing.carrier;
      const held = await this.held(standing);
      if (held) return held;
      after = standing.revision;
    }
  }

  /** Takes the further claims of an operation that is held, then appends. */
  async carryOut(operation: Operation, carrier: Carrier): Promise<Outcome> {
    for (const [index, claim] of operation.claims.entries()) {
      if (index === 0) continue; // its record carries the operation
      const taken = await this.take(operation, index, carrier);
      if (!('claimed' in taken) || !claim.alone || taken.claimed.fingerprint === claim.fingerprint) continue;
      return this.nameTaken(operation, claim.key);
    }
    if (operation.answer) return { is: 'done', appended: operation.answer };
    return this.write(operation);
  }

  /** A name is another's: told only where the append is not there, and nobody else's. */
  async nameTaken(append: Appending, key: string): Promise<Outcome> {
    const found = await this.look(append);
    return found === 'nothing' ? { is: 'void', why: new NameTaken(key) } : found;
  }

  /** Appends the events of an operation, or finds them appended. */
  async write(operation: Appending): Promise<Outcome> {
    const { stream, subject, expectedRevision, events } = operation;
    const placed = await this.connection.append(
      stream,
      expectedRevision,
      events.map((event) => eventOf(event, subject)),
    );
    if ('position' in placed) return { is: 'done', appended: answerOf(operation, placed.position) };
    const found = await this.look(operation);
    if (found !== 'nothing') return found;
    return { is: 'void', why: new Conflict(stream, expectedRevision, placed.actual) };
  }

  /** One look: of two, an append of our own that comes between them would be taken for another's. */
  private async look(operation: Appending): Promise<Outcome | 'nothing'> {
    const { stream, expectedRevision, events } = operation;
    const there = await this.connection.forwards(stream, expectedRevision + 1, Math.max(events.length, 1));
    const last = there.at(-1);
    if (!last) return 'nothing';
    if (events.length > 0 && sameIds(there, events) && there[0]?.revision === BigInt(expectedRevision + 1))
      return { is: 'done', appended: answerOf(operation, positionOf(last)) };
    const [head = last] = await this.connection.backwards(stream, 1);
    return { is: 'void', why: new Conflict(stream, expectedRevision, Number(head.revision)) };
  }

  /** Carries out what stands there. @returns undefined: it can have no effect any more */
  private async held(standing: Standing): Promise<{ readonly claimed: Claimed; readonly by: Operation } | undefined> {
    const { operation, fingerprint, carrier } = standing;
    const found = operation.answer ? 'nothing' : await this.look(operation);
    if (found === 'nothing' && !(await this.mayBeWritten(operation))) return undefined;
    const outcome = found === 'nothing' ? await this.carryOut(operation, carrier) : found;
    if (outcome.is === 'void') return undefined;
    return { claimed: { fingerprint, answer: outcome.appended }, by: operation };
  }

  /**
   * What was decided on is there: a stream that is shorter, for its decision was wrong or a leader lost it, may grow to
   * that revision by other events.
   */
  private async mayBeWritten({ stream, subject, expectedRevision, events }: Operation): Promise<boolean> {
    const [first] = events;
    if (!first) return true;
    let before = '';
    if (expectedRevision >= 0) {
      const [last] = await this.connection.forwards(stream, expectedRevision, 1);
      if (!last) return false;
      before = storedOf(last).hash;
    }
    return eventHash({ ...first, stream, subject, revision: expectedRevision + 1 }, before) === first.hash;
  }

  /** The last record of a claim stream. */
  private async standing(key: string): Promise<Standing | undefined> {
    const stream = claimStream(key);
    for (let from: number | undefined; ;) {
      const page = await this.connection.backwards(stream, PAGE, from);
      const head = page.find(({ type }) => type === CLAIM);
      if (head) return this.read(stream, head);
      const oldest = page.at(-1);
      if (!oldest || oldest.revision === 0n) return undefined;
      from = Number(oldest.revision) - 1;
    }
  }

  private async read(stream: string, head: RecordedEvent): Promise<Standing> {
    const record = head.data as unknown as ClaimRecord;
    const revision = Number(head.revision);
    if ('carrier' in record) {
      const { carrier, claim } = record;
      const [first] = await this.connection.forwards(carrier.stream, carrier.revision, 1);
      if (!first) throw new Error(`${carrier.stream} has no claim at ${carrier.revision}`);
      const operation = await this.operation(carrier.stream, first);
      return { operation, fingerprint: fingerprintOf(operation, claim), revision, carrier };
    }
    const operation = await this.operation(stream, head);
    const own = { operation, fingerprint: fingerprintOf(operation, 0) };
    return { ...own, revision: revision + record.events, carrier: { stream, revision } };
  }

  private async operation(stream: string, head: RecordedEvent): Promise<Operation> {
    const { events: count, ...rest } = head.data as unknown as Exclude<ClaimRecord, { readonly carrier: Carrier }>;
    const copies = await this.connection.forwards(stream, Number(head.revision) + 1, count);
    return { ...rest, events: copies.map(storedOf) };
  }
}

function fingerprintOf({ claims }: Operation, index: number): string {
  const claim = claims[index];
  if (!claim) throw new Error('a record names a claim that its operation does not have');
  return claim.fingerprint;
}

const answerOf = ({ stream, expectedRevision, events }: Appending, position: number): Appended => ({
  stream,
  revision: expectedRevision + events.length,
  position,
  events: events.map(({ id, type }) => ({ id, type })),
});

function recordsOf({ events, ...rest }: Operation): EventData[] {
  const record: ClaimRecord = { ...rest, events: events.length };
  return [recordEvent(rest.id, record), ...events.map((event) => eventOf(event, rest.subject))];
}
const referenceTo = ({ id }: Operation, claim: number, carrier: Carrier): EventData =>
  recordEvent(randomUUID(), { id, claim, carrier });
const recordEvent = (id: string, record: ClaimRecord): EventData =>
  jsonEvent({ id, type: CLAIM, data: { ...record } as never });
