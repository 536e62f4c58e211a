import type { Batch, Journal, LogReader, Selection } from '@dossier/event-feed';
import type { Stored } from '@dossier/event-store';
import { type ReadModelReader, TOGETHER } from '@dossier/read-model';
import { isSelected } from '@dossier/event-feed';
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

/** Most events read at once of what is attributed. */
const PIECE = 500;

/**
 * The events of one customer, in the order in which they came to be the customer's: what was recorded without a customer comes when
 * it is attributed, before the event that says so. So whoever follows, and goes on from any place, misses nothing.
 */
export class CustomerEvents {
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
    place: EventPlace,
    limit: number,
    selection: Omit<Selection, 'subjects'>,
    most: number,
  ): Promise<EventsUpTo> {
    await this.views.soon([this.registry.customer360], {});
    // read before the links: all up to here are among them
    const known = (await this.reader.progress(TOGETHER)).get('*') ?? 0;
    if (place.after >= known) return { events: [], place };
    const since = await linkedTo(this.reader, customer);
    const batch = await this.feed.read(place.after, limit, { ...selection, subjects: [...since.keys()] }, most);
    const coming = new Coming(place, limit, most);
    const end = Math.min(batch.upTo, known);
    for (const { position, event, members } of inOrder(batch, since, place.after)) {
      if (position > end || coming.isFull) break;
      if (event) coming.add(event);
      else await this.attributed(position, members, selection, coming);
    }
    return coming.upTo(end);
  }

  /** What the members did before they were the customer's, and the event that made them so. */
  private async attributed(
    position: number,
    members: readonly string[],
    selection: Omit<Selection, 'subjects'>,
    coming: Coming,
  ): Promise<void> {
    for (let after = 0; after < position && !coming.isFull;) {
      const { events, upTo } = await this.journal.piece(members, after, PIECE);
      for (const event of events)
        if (event.position < position && isSelected(event, selection)) coming.addEarlier(event);
      after = upTo;
    }
    if (coming.isFull) return;
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

  get isFull(): boolean {
    return this.events.length >= this.limit || this.size > this.most;
  }

  add(event: Stored): void {
    this.give(event, { after: event.position, given: 0 });
  }

  addEarlier(event: Stored): void {
    if (this.isFull) return;
    this.earlier += 1;
    if (this.earlier > this.place.given) this.give(event, { after: this.place.after, given: this.earlier });
  }

  link(position: number, event: Stored | undefined): void {
    this.earlier = 0;
    const place = { after: position, given: 0 };
    if (event) this.give(event, place);
    else this.place = place;
  }

  /** @param end everything up to here was looked at, unless it is full */
  upTo(end: number): EventsUpTo {
    return {
      events: this.events,
      place: this.isFull ? this.place : { after: Math.max(end, this.place.after), given: 0 },
    };
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

/** Events at their positions, and members at those where they came to be the customer's; events before that are left out. */
function inOrder({ events }: Batch, since: ReadonlyMap<string, number>, after: number): readonly Next[] {
  const own = events
    .filter(({ subject, position }) => position > (since.get(subject) ?? Infinity))
    .map((event): Next => ({ position: event.position, event, members: [] }));
  const links = new Map<number, string[]>();
  for (const [member, position] of since)
    if (position > after) links.set(position, [...(links.get(position) ?? []), member]);
  const linked = [...links].map(([position, members]): Next => ({ position, members }));
  return [...own, ...linked].sort((a, b) => a.position - b.position);
}
