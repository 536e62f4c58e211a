import type { Codec, EventStore } from '@dossier/event-store';
import type { EventFeed } from '@dossier/event-feed';
import type { Text } from '@dossier/kernel';
import type { ReadModelReader } from '@dossier/read-model';
import type { AccessLog, Vault } from '@dossier/vault';
import type { Clock } from './clock';
import type { CommandRunner } from './command-runner';
import type { CompanyZone } from './company-zone';
import type { Customers } from './customers';
import type { Operations } from './operations';
import type { Queries, Views } from './queries';
import type { Registry } from './registry';
import type { Verification } from './verify-log';

/** Something that is not as it should be. */
export interface Fault {
  /** For machines; never changes. */
  readonly code: string;
  readonly words: Text;
}
/** What a check found. */
export interface Checked {
  /** Of the walk through the log; left out where only a quick look was taken. */
  readonly walked?: Omit<Verification, 'damage'>;
  readonly faults: readonly Fault[];
  /** What was missing once and was accepted by the operator: told, and no fault. */
  readonly accepted: readonly Fault[];
  /** False: the first start was cut off before anything was recorded; the next one does it again. */
  readonly isBegun: boolean;
}

/** The running platform, without a door. */
export interface Engine {
  readonly registry: Registry;
  readonly commands: CommandRunner;
  readonly queries: Queries;
  readonly views: Views;
  readonly customers: Customers;
  readonly operations: Operations;
  readonly store: EventStore;
  readonly feed: EventFeed;
  readonly reader: ReadModelReader;
  readonly vault: Vault;
  readonly codec: Codec;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly zone: CompanyZone;
  /** The data folder. */
  readonly data: string;
  /** Why the platform is not ready; empty: it is. */
  troubles(): readonly Text[];
  /** What is damaged but keeps nobody from working; empty: nothing. */
  degraded(): readonly Text[];
  /**
   * Looks at all that is kept, and changes nothing: `quick` at what the files say of themselves and of each other, `whole`
   * at every event and every index too.
   * @param onProgress events looked at, of how many
   * @param signal ends it; what was found by then is lost
   */
  check(
    depth: 'quick' | 'whole',
    onProgress?: (events: number, of: number) => void,
    signal?: AbortSignal,
  ): Promise<Checked>;
  /**
   * From now on refuses what would wait for another process. To be called before a stop waits for open requests: a command
   * that waits for a locked file would keep it from ending.
   */
  stopWaiting(): void;
  /** Stops waiting first. */
  close(): Promise<void>;
}
