import type { ServerResponse } from 'node:http';
import { Problem } from './problem';
import type { Shares } from './shares';
import { isClosed } from './when-closed';

/** The place of one read among all. One that runs long changes to a place for long ones, and gives its own to others. */
export class Place {
  private readonly since = performance.now();
  private isLong = false;

  /** @param who has taken one of `reads` */
  constructor(
    private readonly shares: { readonly reads: Shares; readonly long: Shares },
    private readonly who: string,
    private readonly response: ServerResponse,
    private readonly longMs: number,
  ) {}

  /** Between the steps of its work. @throws Problem `request/gone`; `reads/long` where it runs long and no such place is free */
  check(): void {
    if (isClosed(this.response)) throw new Problem('request/gone'); // nobody would read the answer
    if (this.isLong || performance.now() - this.since < this.longMs) return;
    const { reads, long } = this.shares;
    if (!long.tryTake(this.who))
      throw new Problem('reads/long', { seconds: this.longMs / 1000, most: long.most, each: long.each });
    this.isLong = true;
    reads.give(this.who);
  }

  giveBack(): void {
    const { reads, long } = this.shares;
    (this.isLong ? long : reads).give(this.who);
  }
}
