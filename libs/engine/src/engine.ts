import type { Codec, EventStore, Gap } from '@dossier/event-store';
import type { LogReader } from '@dossier/event-feed';
import type { Text } from '@dossier/kernel';
import type { ReadModelReader } from '@dossier/read-model';
import type { AccessLog, Vault } from '@dossier/vault';
import type { Clock } from './clock';
import type { CommandRunner } from './command-runner';
import type { CompanyZone } from './company-zone';
import type { Customers } from './customers';
import type { Figure } from './figure';
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
  readonly walked?: Omit<Verification, 'damage'> & {
    /** The first place where an event is missing; null: none is. */
    readonly gap: Gap | null;
  };
  readonly faults: readonly Fault[];
  /** Losses that the operator accepted: reported, but no fault. */
  readonly accepted: readonly Fault[];
  /** What this profile cannot look at; left out: all was looked at. */
  readonly notLookedAt?: Text;
  /** False: the first start ended before anything was recorded; the next one begins again. */
  readonly isBegun: boolean;
}

/** The running platform, without HTTP. */
export interface Engine {
  readonly registry: Registry;
  readonly commands: CommandRunner;
  readonly queries: Queries;
  readonly views: Views;
  readonly customers: Customers;
  readonly operations: Operations;
  readonly store: EventStore;
  readonly feed: LogReader;
  readonly reader: ReadModelReader;
  readonly vault: Vault;
  readonly codec: Codec;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly zone: CompanyZone;
  /** The data folder; undefined: the data are on servers. */
  readonly data: string | undefined;
  /** Why the platform is not ready; empty: it is. */
  troubles(): readonly Text[];
  /** Damage that does not stop work; empty: none. */
  degraded(): readonly Text[];
  /** What only this profile has to tell Prometheus. */
  readonly figures: readonly Figure[];
  /**
   * Checks all stored data and changes nothing: `quick` compares what the files say of themselves and each other,
   * `whole` also reads every event and index.
   * @param onProgress called with events read and their total
   * @param signal stops the check; its findings are lost
   */
  check(
    depth: 'quick' | 'whole',
    onProgress?: (events: number, of: number) => void,
    signal?: AbortSignal,
  ): Promise<Checked>;
  /**
   * From now on refuses what would wait for another process. Call it before waiting for open requests: one that waits
   * for a locked file would never end.
   */
  stopWaiting(): void;
  /** Calls `stopWaiting` first. */
  close(): Promise<void>;
}
