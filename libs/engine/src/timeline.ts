import type { EventStore } from '@dossier/event-store';
import { FULL } from '@dossier/event-feed';
import type { Instant, Text } from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import { asHappened } from './fold';
import { dataOf, decodeToShow } from './journal';
import type { Moment, Noted, Past } from './past';
import { parsePosition, positionText } from './position';
import { FROM_LOG, type Reading, type Views } from './queries';
import type { Registry } from './registry';

/** An event as people read it. */
export interface TimelineItem {
  readonly id: string;
  readonly type: string;
  readonly title: Text;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  readonly data: unknown;
}

/** The events of one customer. */
export class Timeline {
  constructor(
    private readonly registry: Registry,
    private readonly store: EventStore,
    private readonly past: Past,
    private readonly views: Views,
  ) {}

  /**
   * All events of a customer, newest first by occurrence. A page of large events ends before its limit.
   * @param page.cursor position of the last event of the page before
   * @throws BadCursor for a position where the customer has no event
   */
  async page(
    id: string,
    page: { readonly limit: number; readonly cursor?: string },
    reading: Reading,
    moment: Moment = {},
  ): Promise<{ readonly items: readonly TimelineItem[]; readonly next: string | null }> {
    await this.views.wait(FROM_LOG, reading);
    const newest = asHappened(await this.past.journal(id, moment, reading)).toReversed();
    const last = page.cursor === undefined ? undefined : parsePosition(this.store.log, page.cursor).position;
    const from = last === undefined ? 0 : newest.findIndex(({ position }) => position === last) + 1;
    if (last !== undefined && from === 0) throw new BadCursor();
    let to = from;
    for (let size = 0; to < newest.length && to - from < page.limit && size < FULL; to++) size += newest[to]?.size ?? 0;
    const items: TimelineItem[] = [];
    for await (const event of this.past.decoded(newest.slice(from, to), reading, decodeToShow))
      items.push(this.item(event.at, dataOf(event)));
    return { items, next: to < newest.length ? (items.at(-1)?.position ?? null) : null };
  }

  item(event: Omit<Noted, 'size'>, data: unknown): TimelineItem {
    const { id, type, occurredAt, recordedAt, stream, subject, revision, position } = event;
    const { actor, department, businessLine } = event;
    return {
      id,
      type,
      title: this.registry.events.get(type)?.title ?? { zh: type, en: type },
      occurredAt,
      recordedAt,
      stream,
      revision,
      position: positionText(this.store.log, position, subject),
      actor,
      department,
      businessLine,
      data,
    };
  }
}
