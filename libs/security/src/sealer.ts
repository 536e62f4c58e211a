import { createSecretKey, type KeyObject } from 'node:crypto';
import { ERASED, type Erased } from '@dossier/kernel';
import { FollowedCounter } from './followed-counter';
import { openValue, type Place, sealValue } from './sealing';

/** The source of keys: the vault. */
export interface KeySource {
  /** Resolves when every owner has a key on disk; an owner whose key was destroyed gets none. */
  ensureKeys(owners: readonly string[]): Promise<void>;
  /** 32 bytes an owner; left out where none was ever made. */
  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>>;
  /** Position in the log up to which an owner's sealed values are lost for good; left out where none are. */
  lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Another number once any process has destroyed a key or recorded the loss of one. */
  changes(): Promise<number>;
}

/** Nothing personal is written about a person whose key was destroyed. */
export class OwnerErased extends Error {
  override readonly name = 'OwnerErased';
  constructor(readonly owner: string) {
    super(`the key of ${owner} was destroyed: nothing personal is written about them any more`);
  }
}
/** The key is missing. When sealing: `ready` was not awaited. When opening: the vault is older than the log, and the loss was not accepted. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
  constructor(readonly owner: string) {
    super(`there is no key of ${owner}`);
  }
}

type Key = KeyObject | 'destroyed';
interface Known {
  /** undefined: lost, and no new one made yet. */
  readonly key: Key | undefined;
  /** Values up to this position of the log were sealed with a lost key. */
  readonly lostUpTo: number;
  /** How often keys were forgotten before it was asked for. */
  readonly asOf: number;
}
export type Keys = ReadonlyMap<string, Known>;

/**
 * Seals and opens personal values with their owners' keys; caches those used last. A key that another process destroys is
 * loaded no more within a second, also where the vault cannot be asked.
 */
export class Sealer {
  /** In the order of use: the first is the least recently used. */
  private readonly known = new Map<string, Known>();
  private forgotten = 0;
  private gathering: { readonly owners: Set<string>; readonly done: Promise<void> } | undefined;
  private working: Promise<unknown> = Promise.resolve();
  private readonly changes: FollowedCounter;

  /**
   * @param limit most keys in the cache
   * @param now milliseconds of a clock that is never set back
   */
  constructor(
    private readonly source: KeySource,
    private readonly limit = 20_000,
    now?: () => number,
  ) {
    this.changes = new FollowedCounter(
      () => source.changes(),
      () => this.forget(),
      now,
    );
  }

  /** Resolves when every owner has a key on disk and in the cache; await it before `seal`. */
  async ready(owners: readonly string[]): Promise<void> {
    const asking = this.changes.current();
    if (asking) await asking;
    const unknown = owners.filter((owner) => this.fresh(owner) === undefined);
    if (unknown.length === 0) return;
    const { done, owners: gathered } = (this.gathering ??= this.gather());
    for (const owner of unknown) gathered.add(owner);
    await done;
  }

  /**
   * The keys of these owners, for opening. The caller holds them, so that they do not fall out of the cache; owners
   * without key are left out.
   */
  async load(owners: readonly string[]): Promise<Keys> {
    const asking = this.changes.current();
    if (asking) await asking;
    const keys = new Map<string, Known>();
    const unknown: string[] = [];
    for (const owner of new Set(owners)) {
      const known = this.fresh(owner);
      if (known === undefined) unknown.push(owner);
      else keys.set(owner, known);
    }
    if (unknown.length > 0) for (const [owner, known] of await this.fetch(unknown)) keys.set(owner, known);
    return keys;
  }

  /**
   * @returns base64, see `sealValue`
   * @throws KeyMissing when `ready` was not awaited
   * @throws OwnerErased when the owner's key was destroyed
   */
  seal(owner: string, eventId: string, field: string, value: unknown): string {
    // also one that was forgotten since `ready`: if it is destroyed, nobody can open what it seals
    const key = this.use(owner)?.key;
    if (key === undefined) throw new KeyMissing(owner);
    if (key === 'destroyed') throw new OwnerErased(owner);
    return sealValue(key, { owner, eventId, field }, value);
  }

  /**
   * Opens a value; ERASED where the key was destroyed, or its loss accepted.
   * @param position of the event in the log
   * @param keys from `load`; left out: the cached keys
   * @throws KeyMissing for an owner without key
   * @throws SealBroken when the sealed text was changed
   */
  open(place: Place, sealed: string, position: number, keys?: Keys): unknown {
    const known = keys?.get(place.owner) ?? this.fresh(place.owner);
    if (known?.key === 'destroyed' || (known && position <= known.lostUpTo)) return ERASED satisfies Erased;
    if (known?.key === undefined) throw new KeyMissing(place.owner);
    return openValue(known.key, place, sealed);
  }

  /** After a key was destroyed or lost: before the next use of any key the vault is asked. */
  forget(): void {
    this.forgotten += 1;
  }

  /** Collects all requests made during one call to the vault into the next call. */
  private gather(): { readonly owners: Set<string>; readonly done: Promise<void> } {
    const owners = new Set<string>();
    const done = this.working.then(async () => {
      this.gathering = undefined;
      const named = [...owners];
      await this.source.ensureKeys(named);
      await this.fetch(named);
    });
    this.working = done.catch(() => undefined);
    return { owners, done };
  }

  private async fetch(owners: readonly string[]): Promise<Keys> {
    for (;;) {
      const forgotten = this.forgotten;
      const [found, lost] = await Promise.all([this.source.keys(owners), this.source.lost(owners)]);
      // ask again: a key destroyed meanwhile must not be cached again
      if (forgotten !== this.forgotten) continue;
      const keys = new Map<string, Known>();
      for (const [owner, lostUpTo] of lost) keys.set(owner, { key: undefined, lostUpTo, asOf: forgotten });
      for (const [owner, bytes] of found) {
        const key = bytes === 'destroyed' ? bytes : createSecretKey(bytes);
        const known = { key, lostUpTo: lost.get(owner) ?? 0, asOf: forgotten };
        keys.set(owner, known);
        this.keep(owner, known); // a missing key is not cached: another process may make it
      }
      return keys;
    }
  }

  private use(owner: string): Known | undefined {
    const known = this.known.get(owner);
    if (known !== undefined) this.keep(owner, known);
    return known;
  }

  /** undefined also for one that may have been destroyed since. */
  private fresh(owner: string): Known | undefined {
    const known = this.use(owner);
    return known?.asOf === this.forgotten ? known : undefined;
  }

  private keep(owner: string, known: Known): void {
    this.known.delete(owner);
    this.known.set(owner, known);
    if (this.known.size > this.limit) for (const oldest of this.known.keys()) return void this.known.delete(oldest);
  }
}
