import { type Books, Diary, SOURED, time } from './diary';
import type { Dice } from './dice';

/** What part of all that one customer needs it buys from us, in the eyes of its account manager. */
export class CustomerWallet extends Diary {
  private share: number;

  /** @param leaves when it has gone to somebody else */
  constructor(
    private readonly customerId: string,
    private readonly leaves: number,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
    this.share = dice.whole(25, 85);
  }

  /** From its registration on, of some customers: about twice a year. */
  begin(at: number): void {
    if (this.dice.chance(30)) this.later(at, 20, 90, (then) => this.estimate(then));
  }

  private estimate(at: number): void {
    const { dice } = this;
    if (at > this.leaves) return;
    const { share } = this;
    this.tell('customers.AssertFacts', at, 1, {
      customerId: this.customerId,
      facts: [{ attribute: 'shareOfWallet', value: String(share), validFrom: time(at) }],
      department: 'sales',
    });
    this.later(at, 100, 150, (then) => {
      // who is going to leave buys elsewhere first
      const falls = then > this.leaves - SOURED || dice.chance(8);
      this.share = Math.min(95, Math.max(5, share + (falls ? -dice.whole(12, 25) : dice.whole(-4, 5))));
      this.estimate(then);
    });
  }
}
