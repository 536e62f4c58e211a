import { requests, type Request } from './requests';
import { type Books, Diary } from './diary';
import type { Dice } from './dice';
import type { Profile } from './profile';

/** What one customer asks of service, and how it is seen to: most within the times agreed, some late, some twice. */
export class CustomerRequests extends Diary {
  /**
   * @param leaves when it has gone to somebody else
   * @param closed told when one is closed
   */
  constructor(
    private readonly profile: Profile,
    private readonly customerId: string,
    private readonly leaves: number,
    private readonly closed: (at: number) => void,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
  }

  /** From its registration on: about one for each four orders. */
  begin(at: number): void {
    const days = Math.max(5, Math.round(this.dice.waiting(this.profile.rhythm * 4)));
    this.later(at, days, days, (then) => {
      if (then > this.leaves) return;
      this.open(this.dice.pick(requests), then);
      this.begin(then);
    });
  }

  private open({ subject, solution, priority, skill }: Request, at: number): void {
    const { dice } = this;
    const isChinese = this.profile.place.currency === 'CNY';
    const number = this.books.next('requests');
    const requestId = `${this.books.prefix}-s${number}`;
    const step = (command: string, then: number, data: object = {}, events = 1): void =>
      this.tell(`service.${command}`, then, events, { requestId, ...data, department: 'service' });
    this.tell('service.OpenRequest', at, 1, {
      ...{ requestId, customerId: this.customerId, number: `SR-${number}`, priority, skill },
      subject: isChinese ? subject.zh : subject.en,
      department: 'service',
    });
    const resolve = (from: number): void =>
      this.later(from, 0, priority === 'urgent' ? 1 : 4, (then) => {
        step('ResolveRequest', then, { solution: isChinese ? solution.zh : solution.en }, 2);
        if (dice.chance(6)) {
          this.later(then, 1, 4, (again) => {
            step('ReopenRequest', again);
            this.later(again, 1, 3, (done) => {
              step('ResolveRequest', done, {}, 2);
              this.close(step, done);
            });
          });
        } else this.close(step, then);
      });
    this.later(at, 0, dice.chance(20) ? 2 : 0, (answered) => {
      step('RespondToRequest', answered, {}, 2);
      if (dice.chance(15))
        this.later(answered, 0, 1, (paused) => {
          step('PauseRequest', paused, { waitingFor: isChinese ? '客户提供序列号' : 'The serial number' });
          this.later(paused, 1, 5, (resumed) => {
            step('ResumeRequest', resumed);
            resolve(resumed);
          });
        });
      else resolve(answered);
    });
  }

  private close(step: (command: string, at: number) => void, at: number): void {
    this.later(at, 2, 5, (then) => {
      step('CloseRequest', then);
      this.closed(then);
    });
  }
}
