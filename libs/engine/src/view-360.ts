import type { EventStore } from '@dossier/event-store';
import type { Viewing } from '@dossier/kernel';
import { type ReadModelReader, TOGETHER } from '@dossier/read-model';
import type { FoldFailed } from './fold';
import { clusterOf } from './identity';
import { isPast, type Moment, type Past } from './past';
import { positionText } from './position';
import { FROM_LOG, type Reading, type Viewed, type Views } from './queries';
import type { Composed, Registry } from './registry';

/** Why a section is behind the log: it shows the state before a parked event, or is being rebuilt. */
export type Stale =
  | { readonly reason: 'parked'; readonly eventId: string; readonly eventType: string; readonly position: string }
  | { readonly reason: 'rebuilding'; readonly position: string };
export type Viewed360 = Viewed & {
  /** By section; left out: it is up to date. */
  readonly stale: Readonly<Record<string, Stale>>;
};

/** All sections of one customer. */
export class View360 {
  constructor(
    private readonly registry: Registry,
    private readonly store: EventStore,
    private readonly reader: ReadModelReader,
    private readonly past: Past,
    private readonly views: Views,
  ) {}

  /** The 360° view now, or as of any moment; null for a customer without events by then. */
  async of(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    if (isPast(moment)) return this.asOf(id, moment, reading);
    await this.views.wait([this.registry.customer360], reading);
    const before = await this.stale(id);
    const viewed = await this.views.one(this.registry.customer360, id, reading);
    // checked before and after reading: a section parked or rebuilt in between must be named as stale
    return viewed && { ...viewed, stale: { ...before, ...(await this.stale(id)) } };
  }

  private async asOf(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    await this.views.wait(FROM_LOG, reading);
    const folds = new Map(this.registry.sections.map((section) => [this.registry.fold(section), section.name]));
    const results = [...(await this.past.each([...folds.keys()], id, await this.past.journal(id, moment)))];
    const named = results.map(([fold, result]) => ({ name: folds.get(fold) ?? '', ...result }));
    const docs = named.flatMap(({ name, doc }) => (doc === null ? [] : [[name, doc] as const]));
    if (docs.length === 0) return null;
    const stale = named.flatMap(({ name, failed }) =>
      failed === null ? [] : [[name, this.parkedAt(failed.at)] as const],
    );
    const view = this.sections(Object.fromEntries(docs), this.views.viewing(moment.asOf));
    return { key: id, subject: id, view, stale: Object.fromEntries(stale) };
  }

  /** Sections that are behind the other read models. */
  private async stale(id: string): Promise<Viewed360['stale']> {
    const together = (await this.reader.progress(TOGETHER)).get('*') ?? 0;
    const sections = this.registry.sections.map((section) => [section.name, this.registry.fold(section).id] as const);
    const stale: Record<string, Stale> = {};
    for (const [name, model] of sections) {
      const position = (await this.reader.progress(model)).get('*') ?? 0;
      if (position < together)
        stale[name] = { reason: 'rebuilding', position: positionText(this.store.log, 0, position) };
    }
    const models = sections.map(([, model]) => model);
    // read after the progress: a rebuild that ends in between may have parked events
    const parked = await this.reader.firstParked(models, await clusterOf(this.reader, id));
    for (const [name, model] of sections) {
      const first = parked.get(model);
      if (first) stale[name] ??= this.parkedAt({ id: first.eventId, type: first.eventType, position: first.position });
    }
    return stale;
  }
  private parkedAt({ id, type, position }: FoldFailed['at']): Stale {
    return { reason: 'parked', eventId: id, eventType: type, position: positionText(this.store.log, 0, position) };
  }

  private sections(doc: Composed, viewing: Viewing): object {
    return (this.registry.customer360.view as (doc: Composed, viewing: Viewing) => object)(doc, viewing);
  }
}
