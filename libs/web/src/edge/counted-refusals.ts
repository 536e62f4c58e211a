import type { Clock } from '@dossier/engine';
import type { Noted } from '@dossier/vault';

/** A refusal, also a failed authentication. */
export type Refused = Omit<Noted, 'at'>;

/** Most kinds of refusals of one actor counted separately within a minute; others are counted by outcome. */
const MOST_KINDS = 50;
/** Most customers that one counted record names; then the record is written. */
const MOST_SUBJECTS = 100;
const MINUTE_MS = 60_000;

interface Counted {
  refused: Refused;
  more: number;
  subjects: Set<string>;
}

/**
 * Records refusals. The first of a kind (actor, action, outcome, detail) in a minute is recorded at once, the others
 * are counted and recorded as one when the minute is over: without that, any key could fill the vault with refusals.
 * Kinds are counted per actor, so that many wrong keys do not hide a revoked one.
 */
export class CountedRefusals {
  private minute = '';
  private counts = new Map<string, Map<string, Counted>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly record: (access: Noted) => void,
    private readonly clock: Clock,
  ) {}

  note(refused: Refused): void {
    const minute = this.clock.now().slice(0, 16);
    if (minute !== this.minute) this.flush();
    this.minute = minute;
    const { actor, kind, action, outcome, detail } = refused;
    const own = this.counts.get(actor) ?? new Map<string, Counted>();
    this.counts.set(actor, own);
    const exact = JSON.stringify([kind, action, outcome, detail]);
    const isOther = !own.has(exact) && own.size >= MOST_KINDS;
    const place = isOther ? JSON.stringify([kind, outcome]) : exact;
    const known = own.get(place);
    if (known) this.count(known, refused);
    else {
      own.set(place, { refused, more: 0, subjects: new Set() });
      this.write(refused);
    }
    this.timer ??= setTimeout(() => this.flush(), MINUTE_MS).unref();
  }

  /** Records the present counts. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const own of this.counts.values()) for (const counted of own.values()) this.recordCounted(counted);
    this.counts = new Map();
  }

  /** Refusals of different kinds counted together are named `several`. */
  private count(counted: Counted, { action, detail, subjects }: Refused): void {
    const first = counted.refused;
    counted.refused = {
      ...first,
      action: first.action === action ? action : SEVERAL,
      detail: first.detail === detail ? detail : SEVERAL,
    };
    counted.more += 1;
    for (const subject of subjects) counted.subjects.add(subject);
    if (counted.subjects.size >= MOST_SUBJECTS) this.recordCounted(counted);
  }

  private recordCounted(counted: Counted): void {
    const { refused, more, subjects } = counted;
    if (more === 0) return;
    const counts = `${more} more in the minute ${this.minute}Z`;
    const detail = refused.detail === '' ? counts : `${refused.detail}, ${counts}`;
    this.write({ ...refused, subjects: [...subjects], detail });
    counted.more = 0;
    counted.subjects = new Set();
  }

  private write(refused: Refused): void {
    this.record({ at: this.clock.now(), ...refused });
  }
}
const SEVERAL = 'several';
