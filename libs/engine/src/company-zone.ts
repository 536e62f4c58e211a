import { type Instant, zoneNamed } from '@dossier/kernel';
import type { KeptZone, Vault } from '@dossier/vault';
import type { Clock } from './clock';
import type { Principal } from './door';

/** Who began a folder: nobody with a key. */
const BEGINNER = 'operator';

/**
 * The company's time zone, by which its days begin and end. It belongs to the data: it is kept with them from their
 * beginning, so that the same question has the same answer whatever the environment of who opens them says.
 */
export class CompanyZone {
  private constructor(
    private readonly vault: Pick<Vault, 'changeZone'>,
    private readonly clock: Clock,
    private current: KeptZone,
  ) {}

  /** @param first for data that are just begun, or were begun before zones were kept */
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

  /** From the next question on; what was recorded stays as it is, for it holds instants. @throws RangeError for no zone */
  async change(name: string, { id, role }: Principal): Promise<KeptZone> {
    const zone = zoneNamed(name);
    if (zone === undefined) throw new RangeError(`${name} is no IANA time zone`);
    if (zone === this.name) return this.current;
    const at: Instant = this.clock.now();
    const wanted = { zone, since: at, by: id };
    const detail = `${this.name} ${zone}`;
    const record = { at, actor: id, role, kind: 'command', subjects: [], detail, outcome: 'done' } as const;
    await this.vault.changeZone(wanted, { ...record, action: 'installation.ChangeZone' });
    this.current = wanted;
    return wanted;
  }
}
