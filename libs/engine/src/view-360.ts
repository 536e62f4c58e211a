import type { EventStore } from '@dossier/event-store';
import type { Viewing } from '@dossier/kernel';
import { type FoundRow, TOGETHER } from '@dossier/read-model';
import type { FoldFailed } from './fold';
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
    private readonly past: Past,
    private readonly views: Views,
  ) {}

  /** The 360° view now, or as of any moment; null for a customer without events by then. */
  async of(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    if (isPast(moment)) return this.asOf(id, moment, reading);
    const found = await this.views.row(this.registry.customer360, id, reading);
    return found && { key: found.key, subject: found.subject, view: found.view, stale: this.stale(found) };
  }

  private async asOf(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    await this.views.wait(FROM_LOG, reading);
    const folds = new Map(this.registry.sections.map((section) => [this.registry.fold(section), section.name]));
    const results = [
      ...(await this.past.each([...folds.keys()], id, await this.past.journal(id, moment, reading), reading)),
    ];
    const named = results.map(([fold, result]) => ({ name: folds.get(fold) ?? '', ...result }));
    const docs = named.flatMap(({ name, doc }) => (doc === null ? [] : [[name, doc] as const]));
    if (docs.length === 0) return null;
    const stale = named.flatMap(({ name, failed }) =>
      failed === null ? [] : [[name, this.parkedAt(failed.at)] as const],
    );
    const view = this.sections(Object.fromEntries(docs), this.views.viewing(moment));
    return { key: id, subject: id, view, stale: Object.fromEntries(stale) };
  }

  /** Sections that are behind the other read models. */
  private stale({ progress, parked }: Pick<FoundRow, 'progress' | 'parked'>): Viewed360['stale'] {
    const together = progress.get(TOGETHER) ?? 0;
    const stale: Record<string, Stale> = {};
    for (const section of this.registry.sections) {
      const { id } = this.registry.fold(section);
      const position = progress.get(id) ?? 0;
      const first = parked.get(id);
      if (position < together)
        stale[section.name] = { reason: 'rebuilding', position: positionText(this.store.log, position) };
      else if (first)
        stale[section.name] = this.parkedAt({ id: first.eventId, type: first.eventType, position: first.position });
    }
    return stale;
  }
  private parkedAt({ id, type, position }: FoldFailed['at']): Stale {
    return { reason: 'parked', eventId: id, eventType: type, position: positionText(this.store.log, position) };
  }

  private sections(doc: Composed, viewing: Viewing): object {
    return (this.registry.customer360.view as (doc: Composed, viewing: Viewing) => object)(doc, viewing);
  }
}
