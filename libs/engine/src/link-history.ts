import type { Journal, LogReader } from '@dossier/event-feed';
import type { Codec, Stored } from '@dossier/event-store';
import { firstIndex, type Instant, type Link, LongWork, milliseconds } from '@dossier/kernel';
import { Identity, LINKS } from './identity';
import { decodedOf, decodeEach } from './journal';

/** Most events read at once, and about their most characters. */
const PIECE = 500;
const CHARACTERS = 250_000;

interface Linked {
  readonly member: string;
  readonly position: number;
}

/**
 * All links, as the log has them: who was one customer by a moment. It keeps what it has read, and reads only what is new:
 * there is one history for all customers, and without that each request would fold it from the beginning.
 */
export class LinkHistory {
  private readonly identity = new Identity();
  /** By what they are linked to. */
  private readonly members = new Map<string, Linked[]>();
  /** Events recorded later than all before them. */
  private readonly later: { readonly position: number; readonly recordedAt: number }[] = [];
  private reached = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly feed: LogReader,
    private readonly journal: Pick<Journal, 'piece'>,
    private readonly codec: Codec,
    /** The link that an event of this type makes. */
    private readonly linkOf: (type: string, data: unknown) => Link | undefined,
  ) {}

  /**
   * The canonical id first, then all members linked to it by what was recorded before the first link that was recorded
   * later than `knownAt`.
   * @throws FoldFailed where one of these links cannot be read
   */
  async cluster(canonical: string, knownAt?: Instant): Promise<readonly string[]> {
    const until = knownAt === undefined ? Infinity : milliseconds(knownAt);
    // one after the other: two at once would take each link twice
    const reading = this.reading.then(() => (this.latest > until ? undefined : this.readUntil(until)));
    this.reading = reading.catch(() => undefined);
    await reading;
    const end = this.later[firstIndex(this.later, ({ recordedAt }) => recordedAt > until)]?.position ?? Infinity;
    const found = [canonical];
    for (const each of found)
      for (const { member, position } of this.members.get(each) ?? []) if (position < end) found.push(member);
    return found;
  }

  /** Reads on, to the first event recorded later, or to the present end of the log. */
  private async readUntil(until: number): Promise<void> {
    const head = await this.feed.head();
    const work = new LongWork();
    for (let isEnd = false; !isEnd && this.reached < head;) {
      const { events, upTo } = await this.journal.piece([LINKS], this.reached, PIECE, CHARACTERS);
      isEnd = upTo === this.reached; // a journal beside the log may be no further
      if (await this.areLater(events, until, work)) return;
      this.reached = upTo;
    }
    while (this.reached < head) {
      const { events, upTo } = await this.feed.read(this.reached, PIECE, { subjects: [LINKS] }, CHARACTERS);
      if (await this.areLater(events, until, work)) return;
      this.reached = upTo;
    }
  }

  /** Takes events up to the first that was recorded later. @returns whether one was */
  private async areLater(events: readonly Stored[], until: number, work: LongWork): Promise<boolean> {
    for (const each of await decodeEach(this.codec, events)) {
      const { position, recordedAt } = each.stored;
      const time = milliseconds(recordedAt);
      if (time > this.latest) this.later.push({ position, recordedAt: time });
      if (time > until) return true; // not taken: it is of no concern whether it can be read
      const { at, data } = decodedOf(each);
      const link = this.linkOf(at.type, data);
      if (link && this.identity.link(link)) {
        const linked = this.members.get(link.into) ?? [];
        this.members.set(link.into, linked);
        linked.push({ member: link.member, position });
      }
      this.reached = position;
      if (work.isDue) await work.yieldIfDue();
    }
    return false;
  }

  private get latest(): number {
    return this.later.at(-1)?.recordedAt ?? -Infinity;
  }
}
