import { type Instant, zoneNamed } from '@dossier/kernel';
import { systemEntropy, uuidv7 } from '@dossier/security';
import type { KeptZone, Vault } from '@dossier/vault';
import type { Clock } from './clock';
import type { Principal } from './door';

/** Actor for the first zone: it is set without a key. */
const BEGINNER = 'operator';

/**
 * The company's time zone, by which its days begin and end. It is stored with the data: the same question gets the same
 * answer, whatever the environment of the process.
 */
export class CompanyZone {
  private readonly newId = uuidv7(systemEntropy);

  private constructor(
    private readonly vault: Pick<Vault, 'beginZone' | 'changeZone'>,
    private readonly clock: Clock,
    private current: KeptZone,
  ) {}

  /** @param first for new data, and for data of versions that stored no zone */
  static async open(vault: Pick<Vault, 'beginZone' | 'changeZone'>, clock: Clock, first: string): Promise<CompanyZone> {
    return new CompanyZone(vault, clock, await vault.beginZone({ zone: first, since: clock.now(), by: BEGINNER }));
  }

  /** IANA name. */
  get name(): string {
    return this.current.zone;
  }
  get kept(): KeptZone {
    return this.current;
  }

  /** Another process may have changed it. */
  async readAgain(): Promise<void> {
    this.current = await this.vault.beginZone(this.current);
  }

  /** Counts from the next question on; recorded data holds instants and stays as it is. @throws RangeError for no zone */
  async change(name: string, { id, role }: Principal): Promise<KeptZone> {
    const zone = zoneNamed(name);
    if (zone === undefined) throw new RangeError(`${name} is no IANA time zone`);
    if (zone === this.name) return this.current;
    const at: Instant = this.clock.now();
    const wanted = { zone, since: at, by: id };
    const detail = `${this.name} ${zone}`;
    const record = {
      id: this.newId(at),
      at,
      actor: id,
      role,
      kind: 'command',
      subjects: [],
      detail,
      outcome: 'done',
    } as const;
    await this.vault.changeZone(wanted, { ...record, action: 'installation.ChangeZone' });
    this.current = wanted;
    return wanted;
  }
}
