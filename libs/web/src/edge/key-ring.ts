import type { Clock, Principal } from '@dossier/engine';
import { departmentCode, type Instant, type Role } from '@dossier/kernel';
import { ApiKey, type Entropy, FollowedCounter, UNASKED } from '@dossier/security';
import type { Credential, Vault } from '@dossier/vault';
import { OPERATOR, VISITOR } from './operator';

export interface KeyRequest {
  readonly name: string;
  readonly role: Role;
  readonly departments?: readonly string[];
  readonly expiresAt?: Instant;
}
/** What of a vault the keys are kept in. */
type Keeping = Pick<Vault, 'changes' | 'credentials' | 'addCredential' | 'revoke'>;
/** A key as shown: without its hash. */
export type ShownKey = Omit<Credential, 'secretHash'>;

/**
 * The API keys of the deployment, held in memory: a revocation counts at once, and in every other process within a
 * second.
 */
export class KeyRing {
  private readonly held = new Map<string, Credential>();
  /** Revoked here, and not yet on disk: a restart would forget it. */
  private readonly unkept = new Set<string>();
  private readonly changes: FollowedCounter;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly vault: Keeping,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
  ) {
    this.changes = new FollowedCounter(
      () => vault.changes(),
      () => this.read(),
    );
    // long work and live streams ask whether a key is alive, and wait for nothing
    this.timer = setInterval(() => void this.current()?.catch(() => undefined), UNASKED / 2).unref();
  }

  static async open(vault: Keeping, clock: Clock, entropy: Entropy): Promise<KeyRing> {
    const ring = new KeyRing(vault, clock, entropy);
    await ring.current();
    return ring;
  }

  /**
   * undefined: what other processes did to keys is known. Else resolves when it is; rejects where the vault cannot be
   * asked, and nobody may be let in.
   */
  current(): Promise<void> | undefined {
    return this.changes.current();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** The holder of a valid key; undefined for one that is malformed, unknown, expired or revoked. */
  principal(text: string): Principal | undefined {
    const key = ApiKey.parse(text);
    const credential = key && this.held.get(key.id);
    return credential && key.matches(credential.secretHash) ? this.holder(key.id) : undefined;
  }

  /** The holder of the key of this id, while it is valid. */
  holder(id: string): Principal | undefined {
    const credential = this.held.get(id);
    if (!credential || !this.alive(id)) return undefined;
    const { role, departments } = credential;
    // commands name departments by their codes; older keys keep them as they were typed
    return { id, role, departments: departments.map(departmentCode) };
  }

  /** The holder of an expired or revoked key, and why; undefined for a valid or unknown one. */
  spent(text: string): { readonly id: string; readonly role: Role; readonly why: 'revoked' | 'expired' } | undefined {
    const key = ApiKey.parse(text);
    const credential = key && this.held.get(key.id);
    if (!credential || !key.matches(credential.secretHash) || this.alive(key.id)) return undefined;
    const { id, role, revokedAt } = credential;
    return { id, role, why: revokedAt === null ? 'expired' : 'revoked' };
  }

  /** Whether a key is still valid: long work checks again. The operator needs none, nor does a visitor. */
  alive(id: string): boolean {
    if (id === OPERATOR.id || id === VISITOR.id) return true;
    const credential = this.held.get(id);
    if (!credential || credential.revokedAt !== null) return false;
    return credential.expiresAt === null || credential.expiresAt > this.clock.now();
  }

  /** The text of the key is in the answer and nowhere else. */
  async issue({ name, role, departments = [], expiresAt }: KeyRequest): Promise<ShownKey & { readonly key: string }> {
    const key = ApiKey.make(this.entropy);
    const credential: Credential = {
      id: key.id,
      secretHash: key.secretHash(),
      name,
      role,
      departments,
      createdAt: this.clock.now(),
      expiresAt: expiresAt ?? null,
      revokedAt: null,
    };
    await this.vault.addCredential(credential);
    this.held.set(credential.id, credential);
    return { ...shown(credential), key: key.reveal() };
  }

  /**
   * False when there is no such key. Revoking twice keeps the first instant.
   * @throws VaultStopped and the like: it is revoked until the next start only
   */
  async revoke(id: string): Promise<boolean> {
    const credential = this.held.get(id);
    if (!credential) return false;
    const revokedAt = credential.revokedAt ?? this.clock.now();
    if (credential.revokedAt === null) this.unkept.add(id);
    this.held.set(id, { ...credential, revokedAt }); // before it is on disk: no further request is accepted
    // also for a repeat: the first may not have reached the disk
    const found = await this.vault.revoke(id, revokedAt);
    this.unkept.delete(id);
    return found;
  }

  /** The name of a key, also of a revoked one. null where there is no such key. */
  nameOf(id: string): string | null {
    return this.held.get(id)?.name ?? null;
  }

  private async read(): Promise<void> {
    for (const kept of await this.vault.credentials()) {
      // a key that was revoked here stays so, on disk or not
      if (kept.revokedAt === null && this.held.get(kept.id)?.revokedAt) continue;
      this.held.set(kept.id, kept);
      if (kept.revokedAt !== null) this.unkept.delete(kept.id);
    }
  }

  /** As they are kept: a revocation that is not on disk is not shown as one. */
  list(): readonly ShownKey[] {
    const kept = (key: Credential): Credential => (this.unkept.has(key.id) ? { ...key, revokedAt: null } : key);
    return [...this.held.values()].map((key) => shown(kept(key)));
  }
}

const shown = ({ id, name, role, departments, createdAt, expiresAt, revokedAt }: Credential): ShownKey => ({
  id,
  name,
  role,
  departments,
  createdAt,
  expiresAt,
  revokedAt,
});
