import { createSecretKey, type KeyObject } from 'node:crypto';
import { ERASED, type Erased } from '@dossier/kernel';
import { openValue, type Place, sealValue } from './sealing';

/** Where keys come from: the vault. */
export interface KeySource {
  /** Resolves when every named owner has a durable key; an owner whose key was destroyed gets none. */
  ensureKeys(owners: readonly string[]): Promise<void>;
  /** 32 bytes an owner; left out where none was ever made. */
  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>>;
  /** Position in the log up to which what is sealed of an owner is lost for good; left out where nothing is. */
  lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Nothing personal is written about a person whose key was destroyed. */
export class OwnerErased extends Error {
  override readonly name = 'OwnerErased';
  constructor(readonly owner: string) {
    super(`the key of ${owner} was destroyed: nothing personal is written about them any more`);
  }
}
/** The key is not at hand. Sealing: `ready` was not awaited. Opening: the vault is older than the log, which nobody accepted. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
  constructor(readonly owner: string) {
    super(`there is no key of ${owner}`);
  }
}

type Key = KeyObject | 'destroyed';
interface Known {
  /** undefined: none was made yet since it was lost. */
  readonly key: Key | undefined;
  /** What is sealed up to this position of the log was sealed with a key that is lost. */
  readonly lostUpTo: number;
}
export type Keys = ReadonlyMap<string, Known>;

/** Seals and opens personal values with the keys of their owners, of which it keeps the latest used at hand. */
export class Sealer {
  /** In the order of use: the first is the one used least lately. */
  private readonly known = new Map<string, Known>();
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
    const keys = new Map<string, Known>();
    const unknown: string[] = [];
    for (const owner of new Set(owners)) {
      const known = this.use(owner);
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
    const key = this.use(owner)?.key;
    if (key === undefined) throw new KeyMissing(owner);
    if (key === 'destroyed') throw new OwnerErased(owner);
    return sealValue(key, { owner, eventId, field }, value);
  }

  /**
   * ERASED where the key was destroyed, or is lost and that was accepted.
   * @param position of the event in the log
   * @param keys what `load` gave; left out: the keys at hand
   * @throws KeyMissing for an owner without key
   * @throws SealBroken when the sealed text was changed
   */
  open(place: Place, sealed: string, position: number, keys?: Keys): unknown {
    const known = keys?.get(place.owner) ?? this.use(place.owner);
    if (known?.key === 'destroyed' || (known && position <= known.lostUpTo)) return ERASED satisfies Erased;
    if (known?.key === undefined) throw new KeyMissing(place.owner);
    return openValue(known.key, place, sealed);
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
      const [found, lost] = await Promise.all([this.source.keys(owners), this.source.lost(owners)]);
      // asked again: a key destroyed meanwhile must not come to hand once more
      if (forgotten !== this.forgotten) continue;
      const keys = new Map<string, Known>();
      for (const [owner, lostUpTo] of lost) keys.set(owner, { key: undefined, lostUpTo });
      for (const [owner, bytes] of found) {
        const key = bytes === 'destroyed' ? bytes : createSecretKey(bytes);
        const known = { key, lostUpTo: lost.get(owner) ?? 0 };
        keys.set(owner, known);
        this.keep(owner, known); // one without key is not kept: another process may make it
      }
      return keys;
    }
  }

  private use(owner: string): Known | undefined {
    const known = this.known.get(owner);
    if (known !== undefined) this.keep(owner, known);
    return known;
  }

  private keep(owner: string, known: Known): void {
    this.known.delete(owner);
    this.known.set(owner, known);
    if (this.known.size > this.limit) for (const oldest of this.known.keys()) return void this.known.delete(oldest);
  }
}
