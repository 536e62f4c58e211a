import { MOST } from '../../shown-parts';
import { rankOf, type Scheme, type Tier } from '../../terms';

/** Counts all who move, and keeps the first rows. */
export class Moved<R extends { readonly from: Tier; readonly to: Tier }> {
  readonly rows: R[] = [];
  private raised = 0;
  private lowered = 0;

  constructor(private readonly scheme: Scheme) {}

  /** @param row left alone where there are enough: it has the measures of a customer */
  add({ from, to }: Pick<R, 'from' | 'to'>, row: () => R): void {
    if (rankOf(this.scheme, to) < rankOf(this.scheme, from)) this.raised += 1;
    else this.lowered += 1;
    if (this.rows.length < MOST) this.rows.push(row());
  }

  get counts(): Readonly<Record<'moved' | 'raised' | 'lowered' | 'left', number>> {
    const moved = this.raised + this.lowered;
    return { moved, raised: this.raised, lowered: this.lowered, left: moved - this.rows.length };
  }
}
