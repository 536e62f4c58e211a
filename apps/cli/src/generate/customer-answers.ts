import { type Books, Diary, SOURED } from './diary';
import type { Dice } from './dice';

/** What one customer answers when it is asked how content it is. Who will leave says so for months. */
export class CustomerAnswers extends Diary {
  private readonly mood: number;

  /** @param leaves when it has gone to somebody else */
  constructor(
    private readonly customerId: string,
    private readonly leaves: number,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
    this.mood = dice.whole(40, 46) / 10;
  }

  /** From its registration on: twice a year whether it would recommend us. */
  begin(at: number): void {
    this.later(at, 100, 130, (then) => {
      if (then > this.leaves) return;
      const score = this.about(then, 10, 0);
      this.give(then, { instrument: 'nps', score, touchpoint: 'yearly' });
      this.begin(then);
    });
  }

  /** Of each hundred some answer. */
  asked(touchpoint: 'delivery' | 'repair', of: 'logistics' | 'service', chance: number, at: number): void {
    if (this.dice.chance(chance))
      this.later(at, 1, 5, (then) => {
        const [score, topic] = [this.about(then, 5, 1), touchpoint === 'delivery' ? 'delivery' : 'after-sales'];
        this.give(then, { instrument: 'csat', score, touchpoint, topic, ratedDepartment: of });
      });
  }

  /** A whole number on a scale. */
  private about(at: number, most: number, least: number): number {
    const soured = at > this.leaves - SOURED ? 0.3 : 0;
    const mood = this.mood / 5 - soured + (this.dice.next() + this.dice.next() - 1) * 0.25;
    return Math.max(least, Math.min(most, Math.round(mood * most)));
  }

  private give(at: number, said: object): void {
    this.tell('satisfaction.GiveResponse', at, 1, {
      ...{ responseId: `${this.books.prefix}-a${this.books.next('answers')}`, customerId: this.customerId },
      ...said,
      department: 'marketing',
    });
  }
}
