import type { Codec, EventStore } from '@dossier/event-store';
import type { Journal, LogReader } from '@dossier/event-feed';
import type { ReadModelReader } from '@dossier/read-model';
import { pooled, systemEntropy, uuidv7 } from '@dossier/security';
import type { Clock } from './clock';
import { CommandRunner } from './command-runner';
import type { CompanyZone } from './company-zone';
import { Customers } from './customers';
import type { Engine } from './engine';
import { KnownReads } from './known-reads';
import { Operations, type ProjectionsControl } from './operations';
import { policiesInJournal, policiesInStreams, PolicyBook } from './policy-book';
import { positionText } from './position';
import { Queries, Views } from './queries';
import { ReactorRunner } from './reactor-runner';
import type { Registry } from './registry';

/** What a profile brings: adapters and their settings. */
export interface Adapters {
  readonly registry: Registry;
  readonly store: EventStore;
  /** The installation's. */
  readonly secret: Buffer;
  readonly feed: LogReader;
  readonly journal: Journal;
  /**
   * The journal is the log itself: policies are read from it, also where the index of streams is damaged. Left out: it
   * may lag, and they are read from their streams.
   */
  readonly isJournalExact?: boolean;
  readonly codec: Codec;
  readonly reader: ReadModelReader;
  readonly projections: ProjectionsControl;
  readonly clock: Clock;
  readonly zone: Pick<CompanyZone, 'name'>;
  /** Whether this process reacts for a key of a reactor; left out: for all of them. */
  readonly reactsFor?: (key: string) => boolean;
  /** Folds what works of reactions ask, where that does not go on by itself; left out: it does. */
  readonly catchUp?: () => Promise<void>;
  /** Called with failures that do not stop the platform. */
  readonly onFailure: (error: unknown) => void;
}
/** What is the same in every profile. Nothing runs yet: the caller starts the reactors. */
export type Wired = Omit<
  Engine,
  'vault' | 'zone' | 'accessLog' | 'data' | 'troubles' | 'degraded' | 'figures' | 'check' | 'stopWaiting' | 'close'
> & {
  readonly reactors: ReactorRunner;
  /** Where other processes publish policies, the caller follows that. */
  readonly policies: PolicyBook;
};

/** Builds the engine from the adapters of a profile. @throws Unreadable for a policy of newer code */
export async function wire({
  projections,
  secret,
  journal,
  isJournalExact,
  reactsFor,
  catchUp,
  onFailure,
  ...parts
}: Adapters): Promise<Wired> {
  const { registry, store, feed, codec, reader, clock, zone } = parts;
  const policies = new PolicyBook(
    registry,
    isJournalExact === true ? policiesInJournal(journal, codec) : policiesInStreams(store, codec),
  );
  await policies.read();
  const views = new Views(registry, reader, clock, zone, store, policies, feed, projections);
  const customers = new Customers(registry, store, feed, journal, codec, reader, views);
  const next = uuidv7(pooled(systemEntropy));
  const ids = { next: () => next(clock.now()) };
  const resolve = (reference: string): Promise<string> => customers.resolve(reference);
  const commands = new CommandRunner(store, secret, codec, clock, ids, policies, resolve, onFailure);
  const queries = new Queries(registry, views, reader, new KnownReads(registry, feed, codec));
  const reactors = new ReactorRunner({
    registry,
    reader,
    feed,
    clock,
    policies: () => policies.latest(),
    ...(reactsFor && { isMine: reactsFor }),
    onFailure,
    send: (def, command, sent) =>
      commands.run(def, Object.assign(new (def.command as new () => object)(), command), sent),
    asking: async (over, asOf) => {
      await catchUp?.();
      await views.wait(over, { after: positionText(store.log, await feed.head()) });
      return queries.asking({ asOf });
    },
  });
  const operations = new Operations(registry, store, feed, reader, projections, reactors);
  return {
    ...parts,
    commands,
    views,
    queries,
    customers,
    reactors,
    operations,
    policies,
  };
}
