import type { EventStore } from '@dossier/event-store';
import type { LogReader } from '@dossier/event-feed';
import { externalId, externalIdKey, type ExternalIdOwner, externalIds } from '@dossier/foundation';
import { enumerated, LeastRecent, LongWork, OF_CUSTOMERS, streamOf } from '@dossier/kernel';
import type { ReadModelReader } from '@dossier/read-model';
import { canonicalOf } from './identity';
import { positionText } from './position';
import type { Views } from './queries';
import { customerRefusal } from './refusals';
import type { Registry } from './registry';

interface Called {
  readonly customer: string;
  /** The reference with its source. */
  readonly name: string;
}

/** @throws Refusal `customers/ambiguous` */
function onlyOne(reference: string, found: readonly Called[]): string | undefined {
  const [only, ...others] = new Set(found.map(({ customer }) => customer));
  if (others.length > 0)
    throw customerRefusal('ambiguous', { reference, candidates: enumerated(found.map(({ name }) => name)) });
  return only;
}

/** Which customer a caller means. */
export class References {
  private readonly registered = new LeastRecent<string, true>(100_000);

  constructor(
    private readonly registry: Registry,
    private readonly store: EventStore,
    private readonly feed: LogReader,
    private readonly reader: ReadModelReader,
    private readonly views: Views,
  ) {}

  /**
   * @param reference an id, an external id, or `source:external id`
   * @throws Refusal `customers/unknown`, `customers/ambiguous`, `reads/not-yet`; ReadModelHalted
   */
  async resolve(reference: string): Promise<string> {
    const [customer] = await this.resolveKnown([reference]);
    if (customer === undefined) throw customerRefusal('unknown', { reference });
    return customer;
  }

  /**
   * The customers that references name, without those that name nobody. Before it says so of some, it waits once until
   * the read model of external ids is up to date: the id may have been claimed a moment ago.
   * @param inTurn runs each of the looks before and after the wait
   * @throws Refusal `customers/ambiguous`, `reads/not-yet`; ReadModelHalted
   */
  async resolveKnown(
    references: readonly string[],
    inTurn: (look: () => Promise<void>) => Promise<void> = (look) => look(),
  ): Promise<readonly string[]> {
    const found = new Map<string, string | undefined>();
    const look = async (at: readonly string[]): Promise<void> => {
      for (const reference of at) {
        found.set(reference, onlyOne(reference, await this.called(reference)));
        await work.yieldIfDue();
      }
    };
    const work = new LongWork();
    await inTurn(() => look(references));
    const unknown = references.filter((reference) => found.get(reference) === undefined);
    if (unknown.length > 0) {
      await this.views.wait([externalIds], {}); // where it is halted there is nothing to wait for
      await this.views.wait([externalIds], { after: positionText(this.store.log, await this.feed.head()) });
      await inTurn(() => look(unknown));
    }
    return [...new Set(found.values())].filter((customer) => customer !== undefined);
  }

  /** The one customer that a reference names by present knowledge; undefined for none or several. */
  async known(reference: string): Promise<string | undefined> {
    const [only, ...others] = new Set((await this.called(reference)).map(({ customer }) => customer));
    return others.length === 0 ? only : undefined;
  }

  /** Customers that a reference names. */
  private async called(reference: string): Promise<readonly Called[]> {
    if (await this.exists(reference)) return [{ customer: await canonicalOf(this.reader, reference), name: reference }];
    const colon = reference.indexOf(':');
    const found =
      colon < 0
        ? await this.ofAnySource(reference)
        : await this.ofSource(reference.slice(0, colon), reference.slice(colon + 1));
    return Promise.all(
      found.map(async ({ source, value, customer }) => ({
        customer: await canonicalOf(this.reader, customer),
        name: `${source}:${value}`,
      })),
    );
  }

  /** By its key: an answer of another thread would cost more than all else of a look-up. */
  private async ofSource(source: string, value: string): Promise<readonly ExternalIdOwner[]> {
    const key = streamOf(externalId, externalIdKey(source, value));
    const found = await this.reader.get(this.registry.fold(externalIds).id, key);
    return found ? [{ source, value, customer: found.subject }] : [];
  }

  private async ofAnySource(value: string): Promise<readonly ExternalIdOwner[]> {
    const rows = await this.reader.rows(this.registry.fold(externalIds), ['customer', 'source'], {
      where: [{ field: 'value', op: 'eq', value }],
      limit: 10,
    });
    return rows.map(({ customer, source }) => ({ value, customer: String(customer), source: String(source) }));
  }

  private async exists(id: string): Promise<boolean> {
    if (this.registered.get(id)) return true;
    const exists = (await this.store.head(streamOf(OF_CUSTOMERS, id))) !== undefined;
    if (exists) this.registered.set(id, true); // cached: a stream is never removed
    return exists;
  }
}
