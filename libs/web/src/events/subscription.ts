import {
  decodeToShow,
  type Engine,
  type EventAt,
  type EventPlace,
  eventPlaceText,
  type EventsUpTo,
  parsePosition,
  type Principal,
  readRefusal,
} from '@dossier/engine';
import { FULL, type Selection } from '@dossier/event-feed';
import { Disclosure } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { counted, type Noun, turns } from '@dossier/kernel';
import { type CloudEvent, cloudEvent, serverSent } from './cloud-event';
import { GatheredReads } from './gathered-reads';

export interface Subscribing {
  readonly principal: Principal;
  readonly selection: Omit<Selection, 'subjects'>;
  /** Only what is his, as {@link CustomerEvents} gives it; left out: of all. */
  readonly customer?: string;
  /** What is behind it. */
  readonly from: EventPlace;
}
export interface EventPage {
  readonly items: readonly CloudEvent[];
  /** Where to go on; null at the end of the log. */
  readonly next: string | null;
  /** Read up to here. */
  readonly position: string;
}

const EVENT: Noun = { zh: '个事件', one: 'event', other: 'events' };

/** Most characters of payload in a piece of a live stream: so much is held for each reader. */
const CHARACTERS = 250_000;

/** Events for a reader. Personal data is opened for those who may see it, and the read recorded. */
export class Subscription {
  private readonly engine: Engine;

  constructor(
    private readonly edge: Edge,
    private readonly subscribing: Subscribing,
  ) {
    this.engine = edge.engine;
  }

  async page(limit: number): Promise<EventPage> {
    const { events, place } = await this.next(this.subscribing.from, limit);
    const head = await this.engine.feed.head();
    const position = this.placeText(place, events.at(-1)?.event.subject);
    const items = await this.cloudEvents(events, (subjects, count) => this.note([...subjects], count));
    return { items, next: place.after < head ? position : null, position };
  }

  /**
   * All events from here on, also future ones, as server-sent events. Nothing is read ahead of a slow reader. Ends when
   * the signal aborts, and when the key is revoked or expires.
   * @param chunk how many events are read at once; fewer of large ones
   */
  async *live(signal: AbortSignal, heartbeatMs: number, chunk = 100): AsyncGenerator<string> {
    const { feed } = this.engine;
    let place = this.subscribing.from;
    let said = performance.now();
    const gathered = new GatheredReads((subjects, events) => this.note(subjects, events));
    // at once: with a slow reader the stream may end only after the vault is closed
    signal.addEventListener('abort', () => gathered.end(), { once: true });
    try {
      yield 'retry: 2000\n: connected\n\n';
      while (this.goesOn(signal)) {
        await turns.next(); // many streams from the start of a long log must let others run
        const read = await this.read(place, chunk, gathered);
        if (!this.goesOn(signal)) return; // revoked during the read: no further event
        ({ place } = read);
        const isDue = performance.now() - said >= heartbeatMs; // what nobody wants may be long to look through
        const text = read.text === '' && isDue ? this.heartbeat(place) : read.text;
        if (text !== '') {
          yield text;
          said = performance.now();
        }
        if ((await feed.head()) <= place.after) yield* this.silence(place, signal, heartbeatMs);
      }
    } finally {
      gathered.end();
    }
  }

  /** Returns only text, so that a slow reader keeps nothing else in memory. */
  private async read(
    from: EventPlace,
    limit: number,
    gathered: GatheredReads,
  ): Promise<{ readonly text: string; readonly place: EventPlace }> {
    const { events, place } = await this.next(from, limit, CHARACTERS);
    const given = await this.cloudEvents(events, (subjects, count) => gathered.add(subjects, count));
    return { text: given.map(serverSent).join(''), place };
  }

  private async next(from: EventPlace, limit: number, most = FULL): Promise<EventsUpTo> {
    const { customer, selection } = this.subscribing;
    if (customer !== undefined) return this.engine.customers.eventsFrom(customer, from, limit, selection, most);
    const { events, upTo } = await this.engine.feed.read(from.after, limit, selection, most);
    const place = (after: number): EventPlace => ({ after, given: 0 });
    return { events: events.map((event) => ({ event, place: place(event.position) })), place: place(upTo) };
  }

  /** Waits for new events; heartbeats keep proxies from closing, and move the place where the reader resumes. */
  private async *silence(place: EventPlace, signal: AbortSignal, heartbeatMs: number): AsyncGenerator<string> {
    const { feed } = this.engine;
    const news = feed.newer(place.after, signal).then(() => 'news' as const);
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const beat = new Promise<'beat'>((resolve) => {
        timer = setTimeout(() => resolve('beat'), heartbeatMs);
      });
      const heard = await Promise.race([news, beat]);
      clearTimeout(timer);
      if (heard === 'news' || !this.goesOn(signal)) return;
      yield this.heartbeat(place);
    }
  }

  private heartbeat(place: EventPlace): string {
    return `id: ${this.placeText(place)}\n: still here\n\n`;
  }

  private goesOn(signal: AbortSignal): boolean {
    return !signal.aborted && this.edge.keys.alive(this.subscribing.principal.id);
  }

  /** @param seen is called with the customers whose personal data is given, and the number of events */
  private async cloudEvents(
    events: readonly EventAt[],
    seen: (subjects: ReadonlySet<string>, events: number) => void,
  ): Promise<readonly CloudEvent[]> {
    const decoded = await decodeToShow(
      this.engine.codec,
      events.map(({ event }) => event),
    );
    const disclosure = Disclosure.to(this.subscribing.principal, this.engine);
    const personal = decoded.filter(({ def }) => def.personal.length > 0);
    if (disclosure.any && personal.length > 0) {
      this.edge.personal();
      seen(new Set(personal.map(({ at }) => at.subject)), personal.length);
    }
    return decoded.map((event, i) => {
      const { place } = events[i] as EventAt;
      return cloudEvent(event, this.engine.store.log, this.placeText(place, event.at.subject), disclosure);
    });
  }

  private note(subjects: readonly string[], events: number): void {
    const detail = counted(events, EVENT).en;
    this.edge.note(this.subscribing.principal, { kind: 'read', action: 'GET /events', subjects, detail });
  }

  private placeText(place: EventPlace, subject?: string): string {
    return eventPlaceText(this.engine.store.log, place, subject);
  }
}

/**
 * Where to begin: behind a position, at the `start`, or `now`. Left out: at the start.
 * @throws Refusal `reads/foreign-position`, `reads/beyond-end`
 */
export async function beginning({ store, feed }: Engine, from: string | undefined): Promise<EventPlace> {
  if (from === undefined || from === '' || from === 'start') return { after: 0, given: 0 };
  const head = await feed.head();
  if (from === 'now') return { after: head, given: 0 };
  const { position, given } = parsePosition(store.log, from);
  if (position > head) throw readRefusal('beyond-end', { position: from });
  return { after: position, given };
}
