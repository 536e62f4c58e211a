import { type Books, Diary, time } from './diary';
import type { Dice } from './dice';
import { type Profile, said } from './profile';
import { type Topic, topics } from './topics';

type Promised = NonNullable<Topic['promise']>;

/** What one customer and the departments say to each other, and what of their promises is kept. */
export class CustomerTalks extends Diary {
  private readonly said: ReturnType<typeof said>;

  /** @param leaves when it has gone to somebody else */
  constructor(
    private readonly profile: Profile,
    private readonly customerId: string,
    private readonly leaves: number,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
    this.said = said(profile);
  }

  /** From its registration on. */
  begin(at: number): void {
    this.later(at, 1, Math.ceil(this.profile.rhythm), (then) => this.talk(then));
  }

  /** One now, and the next when its time has come: about as often as the customer buys. */
  private talk(at: number): void {
    const { dice } = this;
    if (at > this.leaves) return;
    const days = Math.max(1, Math.round(dice.waiting(this.profile.rhythm * 1.3)));
    this.later(at, days, days, (then) => this.talk(then));
    const topic = dice.pick(topics);
    // some write it down days later
    if (dice.chance(12)) this.later(at, 1, 6, (then) => this.record(topic, at, then));
    else this.record(topic, at, at);
  }

  /** @param known when it is recorded; what was promised falls due after that */
  private record(topic: Topic, at: number, known: number): void {
    const { dice } = this;
    const { department, kind, channel, direction, subject, minutes, need, mood } = topic;
    const interactionId = `${this.books.prefix}-i${this.books.next('talks')}`;
    const promise = dice.chance(70) ? topic.promise : undefined;
    const followUp = dice.chance(50) ? topic.followUp : undefined;
    const [content, not] = mood;
    const throw_ = dice.whole(1, 100);
    const sentiment = throw_ <= content ? 'positive' : throw_ <= content + not ? 'negative' : 'neutral';
    this.tell(
      'interactions.RecordInteraction',
      at,
      1 + (promise ? 1 : 0) + (followUp ? 1 : 0),
      {
        interactionId,
        customerId: this.customerId,
        kind,
        subject: this.said(subject),
        ...(channel !== undefined && { channel }),
        ...(direction !== undefined && { direction }),
        ...(minutes && { minutes: this.said(minutes) }),
        ...(need && dice.chance(60) && { needs: [this.said(need)] }),
        ...(dice.chance(70) && { sentiment }),
        ...(promise && { promises: [this.promised(promise, known)] }),
        ...(followUp && { followUp: this.promised(followUp, known) }),
        department,
      },
      known,
    );
    const of = { interactionId, department };
    if (promise) this.keep(of, 1, promise, known);
    if (followUp) this.keep(of, promise ? 2 : 1, followUp, known);
    if (dice.chance(3))
      this.later(known, 1, 3, (then) =>
        this.tell('interactions.CorrectInteraction', then, 1, {
          ...of,
          sentiment: 'neutral',
          reason: this.said({ zh: '情绪记录有误', en: 'The mood was noted wrongly' }),
        }),
      );
    else if (!promise && !followUp && dice.chance(2))
      this.later(known, 1, 3, (then) =>
        this.tell('interactions.RetractInteraction', then, 1, {
          ...of,
          reason: this.said({ zh: '重复登记', en: 'Recorded twice' }),
        }),
      );
  }

  private promised({ what, owner, days }: Promised, known: number): object {
    return { what: this.said(what), owner, dueAt: time(this.closing(known, days)) };
  }

  /** Most are kept in time, some late, some never; now and then another date is agreed, or it is told late. */
  private keep(of: object, promise: number, { days }: Promised, known: number): void {
    const fate = this.dice.whole(1, 100);
    if (fate <= 8) return;
    if (fate <= 14) this.move(of, promise, days, known);
    else if (fate <= 82) this.later(known, 0, Math.max(0, days - 1), (then) => this.done(of, promise, then));
    else this.later(known, days + 1, days + 8, (then) => this.done(of, promise, then));
  }

  private move(of: object, promise: number, days: number, known: number): void {
    this.later(known, 0, Math.max(0, days - 1), (at) => {
      this.tell('interactions.MovePromise', at, 1, {
        ...of,
        promise,
        dueAt: time(this.closing(known, days + 5)),
        reason: this.said({ zh: '客户同意改期', en: 'The customer agrees' }),
      });
      this.later(at, 1, 6, (then) => this.done(of, promise, then));
    });
  }

  private done(of: object, promise: number, at: number): void {
    const done = (told: number): void => this.tell('interactions.KeepPromise', at, 1, { ...of, promise }, told);
    if (this.dice.chance(10)) this.later(at, 2, 5, done);
    else done(at);
  }
}
