import type { Text } from '@dossier/kernel';
import { type Books, Diary } from './diary';
import type { Dice } from './dice';
import { type Remark, remarks } from './remarks';

/** What one customer says of its own accord: most is answered in time, some late, some never. */
export class CustomerFeedback extends Diary {
  /**
   * @param leaves when it has gone to somebody else
   * @param said words as the customer would read them
   */
  constructor(
    private readonly customerId: string,
    private readonly leaves: number,
    private readonly said: (text: Text) => string,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
  }

  /** From its registration on, of some customers. */
  begin(at: number): void {
    if (this.dice.chance(20)) this.next(at);
  }

  private next(at: number): void {
    this.later(at, 50, 300, (then) => {
      if (then > this.leaves) return;
      this.receive(this.dice.pick(remarks), then);
      this.next(then);
    });
  }

  private receive({ kind, words, cause, answer, days, ...about }: Remark, at: number): void {
    const { dice, said } = this;
    const feedbackId = `${this.books.prefix}-f${this.books.next('feedback')}`;
    const step = (command: string, then: number, data: object): void =>
      this.tell(`satisfaction.${command}`, then, 1, { feedbackId, ...data, department: 'marketing' });
    step('ReceiveFeedback', at, { customerId: this.customerId, kind, ...about, words: said(words) });
    this.later(at, 0, 1, (then) =>
      step('AssessFeedback', then, { category: about.topic, ...(cause && { cause: said(cause) }) }),
    );
    const fate = dice.whole(1, 100);
    if (fate <= 8) return; // never
    const [from, to] = fate <= 22 ? [days + 3, days + 9] : [1, Math.max(1, days - 1)];
    this.later(at, from, to, (then) => step('AnswerFeedback', then, { answer: said(answer) }));
  }
}
