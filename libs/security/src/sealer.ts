import { createSecretKey, type KeyObject } from 'node:crypto';
import { ERASED, type Erased } from '@dossier/kernel';
import { openValue, type Place, sealValue } from './sealing';

/** Where keys come from: the vault. */
export interface KeySource {
  /** Resolves when every named owner has a durable key; an owner whose key was destroyed gets none. */
  ensureKeys(owners: readonly string[]): Promise<void>;
  /** 32 bytes an owner; left out where none was ever made. */
  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>>;
}

/** Nothing personal is written about a person whose key was destroyed. */
export class OwnerErased extends Error {
  override readonly name = 'OwnerErased';
  constructor(readonly owner: string) {
    super(`the key of ${owner} was destroyed: nothing personal is written about them any more`);
  }
}
/** The key is not at hand. Sealing: `ready` was not awaited. Opening: the vault is older than the log. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
  constructor(readonly owner: string) {
    super(`there is no key of ${owner}`);
  }
}

type Key = KeyObject | 'destroyed';
export type Keys = ReadonlyMap<string, Key>;

/** Seals and opens personal values with the keys of their owners, of which it keeps the latest used at hand. */
export class Sealer {
  /** In the order of use: the first is the one used least lately. */
  private readonly known = new Map<string, Key>();
  private forgotten = 0;
  private gathering: { readonly owners: Set<string>; readonly done: Promise<void> } | undefined;
  private working: Promise<unknown> = Promise.resolve();

  /** @param limit how many keys are kept at hand */
  constructor(
    private readonly source: KeySource,
    private readonly limit = 20_000,
  ) {}

  /** Resolves when every owner has a key that is durable and at hand; awaited before `seal`. */
  async ready(owners: readonly string[]): Promise<void> {
    const unknown = owners.filter((owner) => this.use(owner) === undefined);
    if (unknown.length === 0) return;
    const { done, owners: gathered } = (this.gathering ??= this.gather());
    for (const owner of unknown) gathered.add(owner);
    await done;
  }

  /**
   * The keys of these owners, for opening. Held apart from those at hand, so that what was loaded opens however many
   * others come between; owners that have no key are left out.
   */
  async load(owners: readonly string[]): Promise<Keys> {
    const keys = new Map<string, Key>();
    const unknown: string[] = [];
    for (const owner of new Set(owners)) {
      const key = this.use(owner);
      if (key === undefined) unknown.push(owner);
      else keys.set(owner, key);
    }
    if (unknown.length > 0) for (const [owner, key] of await this.fetch(unknown)) keys.set(owner, key);
    return keys;
  }

  /**
   * @returns base64, see `sealValue`
   * @throws KeyMissing when `ready` was not awaited
   * @throws OwnerErased when the owner's key was destroyed
   */
  seal(owner: string, eventId: string, field: string, value: unknown): string {
    const key = this.use(owner);
    if (key === undefined) throw new KeyMissing(owner);
    if (key === 'destroyed') throw new OwnerErased(owner);
    return sealValue(key, { owner, eventId, field }, value);
  }

  /**
   * @param keys what `load` gave; left out: the keys at hand
   * @throws KeyMissing for an owner without key
   * @throws SealBroken when the sealed text was changed
   */
  open(place: Place, sealed: string, keys?: Keys): unknown {
    const key = keys?.get(place.owner) ?? this.use(place.owner);
    if (key === undefined) throw new KeyMissing(place.owner);
    return key === 'destroyed' ? (ERASED satisfies Erased) : openValue(key, place, sealed);
  }

  /** Drops the key at hand, so that the next use asks the vault: after a key was destroyed. */
  forget(owner: string): void {
    this.forgotten += 1;
    this.known.delete(owner);
  }

  /** One call to the vault for all who ask while another call is under way. */
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
      const found = await this.source.keys(owners);
      // asked again: a key destroyed meanwhile must not come to hand once more
      if (forgotten !== this.forgotten) continue;
      const keys = new Map<string, Key>();
      for (const [owner, bytes] of found) {
        const key = bytes === 'destroyed' ? bytes : createSecretKey(bytes);
        keys.set(owner, key);
        this.keep(owner, key);
      }
      return keys;
    }
  }

  private use(owner: string): Key | undefined {
    const key = this.known.get(owner);
    if (key !== undefined) this.keep(owner, key);
    return key;
  }

  private keep(owner: string, key: Key): void {
    this.known.delete(owner);
    this.known.set(owner, key);
    if (this.known.size > this.limit) for (const oldest of this.known.keys()) return void this.known.delete(oldest);
  }
}
