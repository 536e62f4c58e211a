import { compareTexts } from '@dossier/kernel';
import { type COUNTS, MOST } from './shown-parts';
import { type Move, type Tier, tiers } from './terms';

interface Row {
  readonly move: Move;
  readonly tier: Tier | null;
  readonly customer: string;
}

/** Who moved before who was assessed for the first time, the best tiers first. */
const inOrder = (a: Row, b: Row): number => place(a) - place(b) || compareTexts(a.customer, b.customer);
const place = ({ move, tier }: Row): number =>
  (move === 'first' ? tiers.codes.length : 0) + (tier === null ? 0 : tiers.codes.indexOf(tier));

/** The changes of one assessment: counts them all, and keeps the first rows. */
export class Changes<R extends Row> {
  private kept: R[] = [];
  private readonly counted = new Map<Move, number>();
  private all = 0;

  add(row: R): void {
    this.all += 1;
    this.counted.set(row.move, (this.counted.get(row.move) ?? 0) + 1);
    this.kept.push(row);
    // rows have the measures of a customer: no more of them are held than twice what is shown
    if (this.kept.length === 2 * MOST) this.cut();
  }

  get rows(): readonly R[] {
    this.cut();
    return this.kept;
  }
  get counts(): Readonly<Record<keyof typeof COUNTS | 'left', number>> {
    const count = (move: Move): number => this.counted.get(move) ?? 0;
    return {
      ...{ first: count('first'), raised: count('raised'), lowered: count('lowered') },
      ...{ announced: count('announced'), withdrawn: count('announcement-withdrawn') },
      left: Math.max(0, this.all - MOST),
    };
  }

  private cut(): void {
    this.kept = this.kept.sort(inOrder).slice(0, MOST);
  }
}
