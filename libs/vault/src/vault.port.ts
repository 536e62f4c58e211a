import type { LogEnd } from '@dossier/event-store';
import type { Instant, Role, Text } from '@dossier/kernel';

/** An API key, of which only a hash is kept. */
export interface Credential {
  /** Public name of the key, also the actor in events: `key-<8 characters>`. */
  readonly id: string;
  /** SHA-256 of the secret, lower-case hex. */
  readonly secretHash: string;
  readonly name: string;
  readonly role: Role;
  /** For staff: the departments they may speak for. */
  readonly departments: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** Who did what, who read what. */
export interface Access {
  /** UUIDv7, made once: a record that is written again after an unknown outcome is the same record. */
  readonly id: string;
  readonly at: Instant;
  /** Credential id, `operator` for the owner of the machine, `nobody` for a request without a known key. */
  readonly actor: string;
  readonly role: Role | 'none';
  /** `entry`: a failed authentication. */
  readonly kind: 'command' | 'read' | 'entry';
  /** Command or query, as `sales.PlaceOrder` or `GET /api/v1/customers/{id}`. */
  readonly action: string;
  /** Customers whose data was read or changed; empty: see `detail`. */
  readonly subjects: readonly string[];
  /** More about it: a filter, the number of rows, a stream, the address of a failed entry. Never data of customers. */
  readonly detail: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
}
export interface RecordedAccess extends Access {
  /** Where it stands among all records. Only the vault reads it. */
  readonly place: string;
}
/** The company's time zone, and who set it when. */
export interface KeptZone {
  /** IANA name. */
  readonly zone: string;
  readonly since: Instant;
  /** An actor, as in `Access`. */
  readonly by: string;
}
export interface AccessSelection {
  /** Records that name any of them. */
  readonly subjects?: readonly string[];
  readonly actor?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  /** Records before this place: newest first. */
  readonly before?: string;
  readonly limit: number;
  /** Called now and then where it takes long: throws where it is to end. */
  readonly mayGoOn?: () => void;
}

/**
 * Milliseconds after the answer to a change until no process goes by what was before: those that follow `changes` ask
 * more often, and use nothing while they cannot.
 */
export const EVERYWHERE = 1_000;

/** The vault cannot be written any more (a failed fsync, a full disk): the process must be started again. */
export class VaultStopped extends Error {
  override readonly name = 'VaultStopped';
  /** @param code of the system or of SQLite, where it has one */
  constructor(
    readonly why: Text,
    readonly code?: string,
  ) {
    super(`the vault takes no more changes: ${why.en}`);
  }
}
/**
 * The vault did not answer: whether anything was written is not known. It may be asked again, with the same ids: what was
 * written is not written twice.
 */
export class VaultUnreachable extends Error {
  override readonly name = 'VaultUnreachable';
  /** @param why for the operator: it may name addresses */
  constructor(
    readonly why: Text,
    cause?: unknown,
  ) {
    super(why.en, { cause });
  }
}
/** A credential with this id exists. Nothing was written. */
export class CredentialExists extends Error {
  override readonly name = 'CredentialExists';
  constructor(readonly id: string) {
    super(`there is a credential ${id} already`);
  }
}

/** A value does not fit the vault. Nothing of that call was written. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}

/**
 * Primary data beside the log (P15). What an adapter promises:
 * 1. `ensureKeys` resolves when every named owner has a key on disk; an owner whose key was destroyed gets none.
 * 2. Keys come back as made, for ever, until destroyed; then they are `destroyed` for ever. An owner whose key is lost
 *    for good gets a new one; `lost` says up to which position of the log the old one was used.
 * 3. Keys at rest are wrapped by the master key (AES-256-GCM); with another master key opening the vault fails.
 * 4. Credentials are stored as hashes only, under their own ids; a revocation is on disk before it is answered.
 * 5. Access records resolve when on disk; they are never changed and come newest first. One of an id that is there is
 *    that record, and is not written again. Unfit: one record of the call cannot be stored, and none was. The end of the log is stored with them and returned as `seen`: a log that ends
 *    before it has lost events.
 * 6. The installation secret is made once and stays.
 * 7. Of many calls at once a bad one fails alone, whichever of two that exclude each other is the bad one. `trouble` says
 *    when changes are not taken, and why.
 * 8. One zone that was given to `beginZone` stays until `changeZone`, which stores zone and record of the change
 *    together or not at all.
 * 9. `changes` is higher once a credential, a key's destruction or loss, or the zone is changed, before that is answered,
 *    for all who have the vault open. It costs so little that it may be asked several times a second.
 */
export abstract class Vault {
  abstract ensureKeys(owners: readonly string[]): Promise<void>;
  /** 32 bytes an owner; `destroyed` after erasure; left out where none was ever made. */
  abstract keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>>;
  /** Left out: no key of the owner is lost. */
  abstract lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Destroys it forever, also before one was made. Resolves when the vault gives it no more; what the adapter's storage
   * keeps of it, wrapped, is said in docs/vault.md. Copies of other processes count until {@link EVERYWHERE} is over.
   */
  abstract destroyKey(owner: string): Promise<void>;
  /** 32 random bytes of this installation: for keyed hashes of natural keys, and for signing cursors. */
  abstract secret(): Promise<Buffer>;
  abstract addCredential(credential: Credential): Promise<void>;
  /** False: there is no such credential. */
  abstract revoke(id: string, at: Instant): Promise<boolean>;
  abstract credentials(): Promise<readonly Credential[]>;
  abstract record(accesses: readonly Access[], seen?: LogEnd): Promise<void>;
  /** The end of the log stored with the last record that has one. */
  abstract seen(): Promise<LogEnd | undefined>;
  abstract accesses(selection: AccessSelection): Promise<readonly RecordedAccess[]>;
  /** Stores it where none is stored; returns the stored one. */
  abstract beginZone(first: KeptZone): Promise<KeptZone>;
  abstract changeZone(zone: KeptZone, access: Access): Promise<void>;
  abstract changes(): Promise<number>;
  /** Why changes are refused or wait; undefined: they do not. */
  abstract trouble(): Text | undefined;
  /**
   * The process is stopping: from now on a change that would wait for another process is rejected with VaultStopped or
   * VaultUnreachable, as its caller could never end. All others are taken as before.
   */
  abstract stopWaiting(): void;
  abstract close(): Promise<void>;
}
