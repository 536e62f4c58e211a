import { decodeToShow, type Engine, type Principal, parsePosition, positionText, readRefusal } from '@dossier/engine';
import type { Selection } from '@dossier/event-feed';
import type { Stored } from '@dossier/event-store';
import { Disclosure } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { counted, type Noun, turns } from '@dossier/kernel';
import { type CloudEvent, cloudEvent, serverSent } from './cloud-event';
import { GatheredReads } from './gathered-reads';

export interface Subscribing {
  readonly principal: Principal;
  readonly selection: Selection;
  /** Events after this place in the log. */
  readonly after: number;
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
    const { events, upTo } = await this.engine.feed.read(this.subscribing.after, limit, this.subscribing.selection);
    const head = await this.engine.feed.head();
    const last = events.at(-1)?.position;
    // after a full page the next one starts after its last event, not after `upTo`
    const reached = events.length === limit && last !== undefined ? last : upTo;
    const position = this.positionOf(reached, events.at(-1)?.subject);
    const items = await this.cloudEvents(events, (subjects, count) => this.note([...subjects], count));
    return { items, next: reached < head ? position : null, position };
  }

  /**
   * All events from here on, also future ones, as server-sent events. Nothing is read ahead of a slow reader. Ends when
   * the signal aborts, and when the key is revoked or expires.
   * @param chunk how many events are read at once; fewer of large ones
   */
  async *live(signal: AbortSignal, heartbeatMs: number, chunk = 100): AsyncGenerator<string> {
    const { feed } = this.engine;
    let { after } = this.subscribing;
    const gathered = new GatheredReads((subjects, events) => this.note(subjects, events));
    // at once: with a slow reader the stream may end only after the vault is closed
    signal.addEventListener('abort', () => gathered.end(), { once: true });
    try {
      yield 'retry: 2000\n: connected\n\n';
      while (this.goesOn(signal)) {
        await turns.next(); // many streams from the start of a long log must let others run
        const { text, upTo, full } = await this.read(after, chunk, gathered);
        if (!this.goesOn(signal)) return; // revoked during the read: no further event
        if (text !== '') yield text;
        after = Math.max(after, upTo);
        if (!full && (await feed.head()) <= after) yield* this.silence(after, signal, heartbeatMs);
      }
    } finally {
      gathered.end();
    }
  }

  /** Returns only text, so that a slow reader keeps nothing else in memory. */
  private async read(
    after: number,
    limit: number,
    gathered: GatheredReads,
  ): Promise<{ readonly text: string; readonly upTo: number; readonly full: boolean }> {
    const { events, upTo } = await this.engine.feed.read(after, limit, this.subscribing.selection, CHARACTERS);
    const full = events.length === limit;
    const given = await this.cloudEvents(events, (subjects, count) => gathered.add(subjects, count));
    const text = given.map(serverSent).join('');
    return { text, upTo: full ? (events.at(-1)?.position ?? upTo) : upTo, full };
  }

  /** Waits for new events; heartbeats keep proxies from closing, and move the place where the reader resumes. */
  private async *silence(after: number, signal: AbortSignal, heartbeatMs: number): AsyncGenerator<string> {
    const { feed } = this.engine;
    const news = feed.newer(after, signal).then(() => 'news' as const);
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const beat = new Promise<'beat'>((resolve) => {
        timer = setTimeout(() => resolve('beat'), heartbeatMs);
      });
      const heard = await Promise.race([news, beat]);
      clearTimeout(timer);
      if (heard === 'news' || !this.goesOn(signal)) return;
      yield `id: ${this.positionOf(after)}\n: still here\n\n`;
    }
  }

  private goesOn(signal: AbortSignal): boolean {
    return !signal.aborted && this.edge.keys.alive(this.subscribing.principal.id);
  }

  /** @param seen is called with the customers whose personal data is given, and the number of events */
  private async cloudEvents(
    stored: readonly Stored[],
    seen: (subjects: ReadonlySet<string>, events: number) => void,
  ): Promise<readonly CloudEvent[]> {
    const decoded = await decodeToShow(this.engine.codec, stored);
    const disclosure = Disclosure.to(this.subscribing.principal, this.engine);
    const personal = decoded.filter(({ def }) => def.personal.length > 0);
    if (disclosure.any && personal.length > 0) {
      this.edge.personal();
      seen(new Set(personal.map(({ at }) => at.subject)), personal.length);
    }
    return decoded.map((event) =>
      cloudEvent(event, this.engine.store.log, this.positionOf(event.at.position, event.at.subject), disclosure),
    );
  }

  private note(subjects: readonly string[], events: number): void {
    const detail = counted(events, EVENT).en;
    this.edge.note(this.subscribing.principal, { kind: 'read', action: 'GET /events', subjects, detail });
  }

  private positionOf(position: number, subject?: string): string {
    return positionText(this.engine.store.log, position, subject);
  }
}

/**
 * Where to begin: behind a position, at the `start`, or `now`. Left out: at the start.
 * @throws Refusal `reads/foreign-position`, `reads/beyond-end`
 */
export async function beginning({ store, feed }: Engine, from: string | undefined): Promise<number> {
  if (from === undefined || from === '' || from === 'start') return 0;
  const head = await feed.head();
  if (from === 'now') return head;
  const { position } = parsePosition(store.log, from);
  if (position > head) throw readRefusal('beyond-end', { position: from });
  return position;
}
