import { type Batch, isSelected, type Journal, type LogReader, type Selection } from '@dossier/event-feed';
import type { Stored } from '@dossier/event-store';
import { firstIndex, LeastRecent, LongWork } from '@dossier/kernel';
import { reached, type ReadModelReader, TOGETHER } from '@dossier/read-model';
import { linkedTo } from './identity';
import type { EventPlace } from './position';
import type { Views } from './queries';
import type { Registry } from './registry';

export interface EventAt {
  readonly event: Stored;
  /** Where to go on after it. */
  readonly place: EventPlace;
}
export interface EventsUpTo {
  readonly events: readonly EventAt[];
  readonly place: EventPlace;
}

/** Most events read at once. */
const PIECE = 500;
/** Events of the log looked through for one answer; then it ends, and the next goes on. */
const WINDOW = 10_000;
/** Of a customer with more members the log is looked through: asking for each of them would take longer. */
const FEW = 50;
/** Members of customers that are kept, in all. */
const KEPT = 200_000;

/** Who belongs to a customer, and since which position of the log. */
interface Cluster {
  readonly since: ReadonlyMap<string, number>;
  /** Those who came later than the customer himself, in their order. */
  readonly links: readonly { readonly position: number; readonly members: readonly string[] }[];
}
interface KeptCluster {
  readonly cluster: Promise<Cluster>;
  /** Links up to here are in it. */
  readonly lastLink: number;
  readonly size: number;
}

/**
 * The events of one customer, in the order in which they came to be the customer's: what was recorded without a customer
 * comes when it is attributed, before the event that says so. So whoever follows, and goes on from any place, misses
 * nothing.
 */
export class CustomerEvents {
  /** Who asks meanwhile waits for the same reading. */
  private readonly clusters = new LeastRecent<string, KeptCluster>(KEPT, ({ size }) => size);

  constructor(
    private readonly registry: Registry,
    private readonly feed: LogReader,
    private readonly journal: Pick<Journal, 'piece'>,
    private readonly reader: ReadModelReader,
    private readonly views: Pick<Views, 'soon'>,
  ) {}

  /** @throws ReadModelHalted where it cannot be told what is the customer's */
  async read(
    customer: string,
    from: EventPlace,
    limit: number,
    selection: Omit<Selection, 'subjects'>,
    most: number,
  ): Promise<EventsUpTo> {
    await this.views.soon([this.registry.customer360], {});
    // read before the links: all up to here are among them
    const known = reached(await this.reader.progress(TOGETHER));
    if (from.after >= known) return { events: [], place: from };
    const cluster = await this.cluster(customer);
    const work = new LongWork();
    const coming = new Coming(from, limit, most);
    const subjects = cluster.since.size <= FEW ? { subjects: [...cluster.since.keys()] } : {};
    for (let after = from.after, seen = 0; after < known && seen < WINDOW && !coming.isFull(); seen += PIECE) {
      const batch = await this.feed.read(after, PIECE, { ...selection, ...subjects }, most);
      const end = Math.min(batch.upTo, known);
      for (const { position, event, members } of inOrder(batch, cluster, after, end)) {
        if (coming.isFull()) break;
        if (event) coming.add(event);
        else await this.attributed({ position, members }, selection, most, coming);
        await work.yieldIfDue();
      }
      if (end <= after) break;
      coming.reached(end);
      after = end;
      await work.yieldIfDue();
    }
    return coming.given;
  }

  private async cluster(customer: string): Promise<Cluster> {
    const lastLink = await this.reader.lastLink(); // before: a link in between is read again
    const kept = this.clusters.get(customer);
    if (kept?.lastLink === lastLink) return kept.cluster;
    const cluster = this.readCluster(customer);
    this.clusters.set(customer, { cluster, lastLink, size: 1 });
    try {
      const { since } = await cluster;
      this.clusters.set(customer, { cluster, lastLink, size: since.size });
    } catch (error) {
      this.clusters.delete(customer);
      throw error;
    }
    return cluster;
  }

  private async readCluster(customer: string): Promise<Cluster> {
    const since = await linkedTo(this.reader, customer);
    const links = new Map<number, string[]>();
    for (const [member, position] of since)
      if (position > 0) {
        const members = links.get(position);
        if (members) members.push(member);
        else links.set(position, [member]);
      }
    const inTurn = [...links].map(([position, members]) => ({ position, members }));
    return { since, links: inTurn.sort((a, b) => a.position - b.position) };
  }

  /** What the members did before they were the customer's, and the event that made them so. */
  private async attributed(
    { position, members }: Omit<Next, 'event'>,
    selection: Omit<Selection, 'subjects'>,
    most: number,
    coming: Coming,
  ): Promise<void> {
    for (let after = 0; after < position && !coming.isFull();) {
      const { events, upTo } = await this.journal.piece(members, after, PIECE, most);
      for (const event of events)
        if (event.position < position && isSelected(event, selection)) coming.addEarlier(event);
      if (upTo === after) break;
      after = upTo;
    }
    if (coming.isFull()) return;
    const [link] = await this.feed.at([position]);
    coming.link(position, link && isSelected(link, selection) ? link : undefined);
  }
}

/** Collects what is given, and where to go on. */
class Coming {
  private readonly events: EventAt[] = [];
  private size = 0;
  /** Of the events of the next attribution: so many were seen here. */
  private earlier = 0;

  constructor(
    private place: EventPlace,
    private readonly limit: number,
    private readonly most: number,
  ) {}

  isFull(): boolean {
    return this.events.length >= this.limit || this.size > this.most;
  }

  add(event: Stored): void {
    this.give(event, { after: event.position, given: 0 });
  }

  addEarlier(event: Stored): void {
    if (this.isFull()) return;
    this.earlier += 1;
    if (this.earlier > this.place.given) this.give(event, { after: this.place.after, given: this.earlier });
  }

  link(position: number, event: Stored | undefined): void {
    this.earlier = 0;
    const place = { after: position, given: 0 };
    if (event) this.give(event, place);
    else this.place = place;
  }

  /** Everything up to a position was looked at, unless it is full. */
  reached(end: number): void {
    if (!this.isFull()) this.place = { ...this.place, after: Math.max(end, this.place.after) };
  }

  get given(): EventsUpTo {
    return { events: this.events, place: this.place };
  }

  private give(event: Stored, place: EventPlace): void {
    this.events.push({ event, place });
    this.size += event.data.length;
    this.place = place;
  }
}

interface Next {
  readonly position: number;
  readonly event?: Stored;
  readonly members: readonly string[];
}

/** Events at their positions, and members where they came to be the customer's; their events before that are left out. */
function inOrder({ events }: Batch, { since, links }: Cluster, after: number, end: number): readonly Next[] {
  const own = events
    .filter(({ subject, position }) => position <= end && position > (since.get(subject) ?? Infinity))
    .map((event): Next => ({ position: event.position, event, members: [] }));
  const firstBehind = (place: number): number => firstIndex(links, ({ position }) => position > place);
  const linked = links.slice(firstBehind(after), firstBehind(end));
  return linked.length === 0 ? own : [...own, ...linked].sort((a, b) => a.position - b.position);
}
