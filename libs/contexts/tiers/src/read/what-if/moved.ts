import { MOST } from '../../shown-parts';
import { rankOf, type Scheme, type Tier } from '../../terms';

/** Counts all who move, and keeps the first rows. */
export class Moved<R extends { readonly from: Tier; readonly to: Tier; readonly isUnknown: boolean }> {
  readonly rows: R[] = [];
  private raised = 0;
  private lowered = 0;
  private byUnknown = 0;

  constructor(private readonly scheme: Scheme) {}

  /** @param row left alone where there are enough: it has the measures of a customer */
  add({ from, to, isUnknown }: Pick<R, 'from' | 'to' | 'isUnknown'>, row: () => R): void {
    if (isUnknown) this.byUnknown += 1;
    if (rankOf(this.scheme, to) < rankOf(this.scheme, from)) this.raised += 1;
    else this.lowered += 1;
    if (this.rows.length < MOST) this.rows.push(row());
  }

  get counts(): Readonly<Record<'moved' | 'raised' | 'lowered' | 'byUnknown' | 'left', number>> {
    const moved = this.raised + this.lowered;
    const { raised, lowered, byUnknown } = this;
    return { moved, raised, lowered, byUnknown, left: moved - this.rows.length };
  }
}
