import { partitionOf, slotOf } from '@dossier/event-store';
import { Delivery } from './delivery.port';
import type { Batch, LogReader } from './log-reader.port';

/** The lane of a subject. */
export const laneOf = (subject: string, count: number): number => partitionOf(slotOf(subject), count);

/** The events of a batch that are in a lane, and how far it is read. */
export const ofLane = ({ events, upTo }: Batch, lane: number, count: number): Batch => ({
  events: events.filter(({ subject }) => laneOf(subject, count) === lane),
  upTo,
});

/** Lanes straight from the log: all of them are this process's. */
export class LogDelivery extends Delivery {
  private readonly all: readonly number[];

  constructor(
    private readonly log: LogReader,
    readonly count = 1,
  ) {
    super();
    this.all = Array.from({ length: count }, (_, lane) => lane);
  }

  lanes(): readonly number[] {
    return this.all;
  }

  async read(lane: number, after: number, limit: number, most?: number): Promise<Batch> {
    const batch = await this.log.read(after, limit, {}, most);
    return this.count === 1 ? batch : ofLane(batch, lane, this.count);
  }

  newer(_lane: number, than: number, signal: AbortSignal): Promise<void> {
    return this.log.newer(than, signal);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
