import type { Codec, Decoded, EventStore, Stored } from '@dossier/event-store';
import { type Batch, FULL, type Journal } from '@dossier/event-feed';
import { FoldFailed } from './fold';

/** A decoded event, or its failure: one that cannot be decoded stops only its subject, not the batch. */
export interface Delivered {
  readonly stored: Stored;
  readonly decoded: Decoded | undefined;
  readonly failure: FoldFailed | undefined;
}

/** Errors that an event gives each time it is read. */
const OF_THE_EVENT = new Set<unknown>([
  'UnknownEvent',
  'NewerVersion',
  'SyntaxError',
  'KeyMissing',
  'KeyDamaged',
  'SealBroken',
  'EventDamaged',
]);

/** Replaces data that cannot be read: it is damaged, or the vault lacks its key. */
export const UNREADABLE = Object.freeze({ unreadable: true });

/** Replaces data that is too large for the answer; the timeline shows it. */
export const LEFT_OUT = Object.freeze({ leftOut: true });

/** True for an error that comes from the event itself, not from the moment (a busy vault). */
export const isOfTheEvent = (error: unknown): boolean =>
  OF_THE_EVENT.has((error as { readonly name?: unknown } | null)?.name);

/** The data of an event on a page; UNREADABLE where it cannot be read, so that the page does not fail. */
export const dataOf = (event: Decoded): Data => orUnreadable(() => event.data);
/** The same without personal values, for a stored event. */
export const closedData = (codec: Codec, event: Stored): Data => orUnreadable(() => codec.closed(event));
type Data = Readonly<Record<string, unknown>>;

function orUnreadable(read: () => unknown): Data {
  try {
    return read() as Data;
  } catch (error) {
    if (isOfTheEvent(error)) return UNREADABLE;
    throw error;
  }
}

/** Decodes a batch; a bad event fails alone. */
export async function decodeEach(codec: Codec, events: readonly Stored[]): Promise<readonly Delivered[]> {
  try {
    const decoded = await codec.decode(events);
    return events.map((stored, i) => ({ stored, decoded: decoded[i], failure: undefined }));
  } catch {
    return Promise.all(events.map((stored) => decodeOne(codec, stored)));
  }
}
/** Decodes events for a page; an unreadable one fails only when its data is read ({@link dataOf}). */
export async function decodeToShow(codec: Codec, events: readonly Stored[]): Promise<readonly Decoded[]> {
  const delivered = await decodeEach(codec, events);
  return delivered.map((each) => each.decoded ?? unreadable(each));
}

/** Its type may be unknown. */
function unreadable({ stored, failure }: Delivered): Decoded {
  const { type, version } = stored;
  const def = { type, version, title: { zh: type, en: type }, personal: [] } as unknown as Decoded['def'];
  return {
    def,
    at: stored,
    get data(): unknown {
      throw failure?.cause;
    },
  };
}

async function decodeOne(codec: Codec, stored: Stored): Promise<Delivered> {
  try {
    return { stored, decoded: (await codec.decode([stored]))[0], failure: undefined };
  } catch (error) {
    // any other error may pass (a busy vault): the step is tried again and nothing is parked
    if (!isOfTheEvent(error)) throw error;
    return { stored, decoded: undefined, failure: new FoldFailed(stored, error) };
  }
}

/** Events of a stream from a revision on, decoded; left out: all of them. @throws FoldFailed for the first that cannot be decoded */
export async function readStream(
  store: Pick<EventStore, 'read'>,
  codec: Codec,
  stream: string,
  from?: number,
  limit?: number,
): Promise<readonly Decoded[]> {
  return (await decodeEach(codec, await store.read(stream, from, limit))).map(decodedOf);
}

type Types = { has(type: string): boolean };

/** Journals of so many are read at once. */
const MANY = 16;

/** All that are one, the canonical one first. */
type Subjects = readonly [string, ...string[]];

/**
 * Journals that a step needs, read and decoded once for all folds that ask for them. Their total size is limited: what
 * is larger is read again for each fold, one after the other.
 */
export class Journals {
  private readonly kept = new Map<string, Kept>();
  /** Characters of payload in the cache. */
  private size = 0;
  private reading: Promise<unknown> = Promise.resolve();

  /**
   * @param types that folds handle; others are never decoded
   * @param upTo of a canonical subject; undefined: as far as there is by now
   */
  constructor(
    private readonly journal: Pick<Journal, 'history' | 'histories'>,
    private readonly codec: Codec,
    private readonly types: Types,
    private readonly upTo: (subject: string) => number | undefined,
  ) {}

  /** Reads as many of these as fit. */
  async gather(all: readonly Subjects[]): Promise<void> {
    const isOpen = ([subject]: Subjects): boolean => this.upTo(subject) === undefined;
    for (const subjects of all) if (!isOpen(subjects)) await this.keep(subjects, await this.read(subjects));
    const open = all.filter(isOpen);
    for (let from = 0; from < open.length; from += MANY) {
      const some = open.slice(from, from + MANY);
      const found = await this.journal.histories(some);
      for (const [i, batch] of found.entries()) await this.keep(some[i] as Subjects, batch);
    }
  }

  /**
   * All events of the subjects in position order.
   * @throws FoldFailed for the first that cannot be decoded
   * @param isAnew not as it was gathered, where there may be more by now
   */
  async of(subjects: Subjects, types: Types, isAnew: boolean): Promise<SubjectJournal> {
    const [subject] = subjects;
    const kept = isAnew && this.upTo(subject) === undefined ? undefined : this.kept.get(subject);
    if (kept) return takenOf(kept, types);
    const reading = this.reading.then(async () => this.decoded(await this.read(subjects), types)); // each may be large
    this.reading = reading.catch(() => undefined);
    return takenOf(await reading, types);
  }

  private read(subjects: Subjects): Promise<Batch> {
    return this.journal.history(subjects, this.upTo(subjects[0]));
  }
  private async keep([subject]: Subjects, batch: Batch): Promise<void> {
    const size = batch.events.reduce((sum, { data }) => sum + data.length, this.size);
    if (size > FULL) return; // smaller ones may still fit
    this.size = size;
    this.kept.set(subject, await this.decoded(batch, this.types));
  }
  private async decoded({ events, upTo }: Batch, types: Types): Promise<Kept> {
    const wanted = events.filter(({ type }) => types.has(type));
    return { events: await decodeEach(this.codec, wanted), upTo };
  }
}

interface Kept {
  readonly events: readonly Delivered[];
  readonly upTo: number;
}

/** The journal of all that are one. */
export interface SubjectJournal {
  readonly events: readonly Decoded[];
  /** All events of them up to here are in it. */
  readonly upTo: number;
}

const takenOf = ({ events, upTo }: Kept, types: Types): SubjectJournal => ({
  events: events.filter(({ stored }) => types.has(stored.type)).map(decodedOf),
  upTo,
});

/** @throws FoldFailed */
export function decodedOf({ decoded, failure }: Delivered): Decoded {
  if (!decoded) throw failure ?? new Error('neither decoded nor failed');
  return decoded;
}
