import type { Clock } from '@dossier/engine';
import type { Access } from '@dossier/vault';

/** Who tried to come in and could not: by a wrong key, by one that was revoked or expired, by a sign-in link. */
export type FailedEntry = Pick<Access, 'actor' | 'role' | 'action' | 'outcome'>;

/** Kinds of failures, by source, that are told apart within a minute; all others are counted together. */
const MOST = 50;
const MINUTE_MS = 60_000;

interface Counted extends FailedEntry {
  readonly source: string;
  more: number;
}

/**
 * Records failed entries. The first of a kind and source in a minute is recorded at once, the others are counted and
 * recorded as one when the minute is over: whoever tries a million keys makes a hundred records a minute, not a million.
 */
export class FailedEntries {
  private minute = '';
  private counts = new Map<string, Counted>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly record: (access: Access) => void,
    private readonly clock: Clock,
  ) {}

  /** @param source the address that it came from */
  note(source: string, entry: FailedEntry): void {
    const minute = this.clock.now().slice(0, 16);
    if (minute !== this.minute) this.flush();
    this.minute = minute;
    const place = this.counts.size < MOST ? source : 'other addresses';
    const kind = (from: string): string => [from, entry.actor, entry.action, entry.outcome].join(' ');
    const known = this.counts.get(kind(source)) ?? (place === source ? undefined : this.counts.get('others'));
    if (known) {
      known.more += 1;
      return;
    }
    this.counts.set(place === source ? kind(source) : 'others', { ...entry, source: place, more: 0 });
    this.write(entry, `from ${place}`);
    this.timer ??= setTimeout(() => this.flush(), MINUTE_MS).unref();
  }

  /** Records what was counted so far. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { source, more, ...entry } of this.counts.values())
      if (more > 0) this.write(entry, `from ${source}, ${more} more in the minute ${this.minute}Z`);
    this.counts = new Map();
  }

  private write({ actor, role, action, outcome }: FailedEntry, detail: string): void {
    this.record({ at: this.clock.now(), actor, role, kind: 'entry', action, subjects: [], detail, outcome });
  }
}
