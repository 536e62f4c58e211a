/** Customers after which a record is written at once. */
const MOST = 1_000;
/** Milliseconds for which reads are gathered. */
const EVERY_MS = 1_000;

/** Gathers what a reader is given piece by piece: a record a second, or for a thousand customers, not one a piece. */
export class GatheredReads {
  private readonly subjects = new Set<string>();
  private events = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param record is given each customer once, and how many events there were */
  constructor(private readonly record: (subjects: readonly string[], events: number) => void) {}

  add(subjects: Iterable<string>, events: number): void {
    for (const subject of subjects) this.subjects.add(subject);
    this.events += events;
    if (this.subjects.size >= MOST) this.end();
    else this.timer ??= setTimeout(() => this.end(), EVERY_MS).unref(); // a reader who stops reading is recorded too
  }

  /** Records what was gathered. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.events === 0) return;
    this.record([...this.subjects], this.events);
    this.subjects.clear();
    this.events = 0;
  }
}
