import type { Codec, EventStore } from '@dossier/event-store';
import type { Journal, LogReader } from '@dossier/event-feed';
import type { ReadModelReader } from '@dossier/read-model';
import { CustomerEvents } from './customer-events';
import { Past } from './past';
import type { Views } from './queries';
import { References } from './references';
import type { Registry } from './registry';
import { Timeline } from './timeline';
import { View360 } from './view-360';
import { Reasons } from './why';

/** All questions about one customer: who it is, the 360° view, the timeline, and why. */
export class Customers {
  private readonly references: References;
  private readonly whole: View360;
  private readonly events: Timeline;
  private readonly reasons: Reasons;
  private readonly coming: CustomerEvents;

  constructor(
    registry: Registry,
    store: EventStore,
    feed: LogReader,
    journal: Journal,
    codec: Codec,
    reader: ReadModelReader,
    views: Views,
  ) {
    const past = new Past(registry, feed, journal, codec, reader, views);
    this.coming = new CustomerEvents(registry, feed, journal, reader, views);
    this.references = new References(registry, store, feed, reader, views);
    this.whole = new View360(registry, store, past, views);
    this.events = new Timeline(registry, store, past, views);
    this.reasons = new Reasons(registry, store, codec, past, views, this.events);
  }

  /** {@link References.resolveKnown} */
  resolveKnown(...asked: Parameters<References['resolveKnown']>): ReturnType<References['resolveKnown']> {
    return this.references.resolveKnown(...asked);
  }

  /** {@link References.resolve} */
  resolve(...asked: Parameters<References['resolve']>): ReturnType<References['resolve']> {
    return this.references.resolve(...asked);
  }
  /** {@link References.known} */
  known(...asked: Parameters<References['known']>): ReturnType<References['known']> {
    return this.references.known(...asked);
  }
  /** {@link View360.of} */
  view360(...asked: Parameters<View360['of']>): ReturnType<View360['of']> {
    return this.whole.of(...asked);
  }
  /** {@link Reasons.why} */
  why(...asked: Parameters<Reasons['why']>): ReturnType<Reasons['why']> {
    return this.reasons.why(...asked);
  }
  /** {@link CustomerEvents.read} */
  eventsFrom(...asked: Parameters<CustomerEvents['read']>): ReturnType<CustomerEvents['read']> {
    return this.coming.read(...asked);
  }
  /** {@link Timeline.page} */
  timeline(...asked: Parameters<Timeline['page']>): ReturnType<Timeline['page']> {
    return this.events.page(...asked);
  }
}
