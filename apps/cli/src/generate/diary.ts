import { instant, type Instant, type Text } from '@dossier/kernel';
import type { Agenda } from './agenda';
import type { Dice } from './dice';
import { workdayFrom, workdaysLater } from './workdays';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Six in the evening of our zone, as a distance from midnight in UTC: what is due on a day is due then. */
export const CLOSING = 10 * HOUR;
/** How long before it goes to somebody else a customer is less content, and buys elsewhere. */
export const SOURED = 150 * DAY;

/** A command of the history, before it has an id. */
export interface Told {
  readonly command: string;
  readonly data: object;
  /** Events that it brings. */
  readonly events: number;
  /** When it is recorded, in milliseconds since 1970. */
  readonly recordedAt: number;
}
/** What is numbered. */
export type Book =
  | ('orders' | 'credits' | 'talks' | 'invoices' | 'payments' | 'requests' | 'answers' | 'complaints')
  | ('notices' | 'inspections' | 'returns' | 'feedback');
/** Numbers of documents, each from 1 on. */
export function numbered(): (book: Book) => number {
  const last = new Map<Book, number>();
  return (book) => {
    const number = (last.get(book) ?? 0) + 1;
    last.set(book, number);
    return number;
  };
}
/** What the lives of all customers share. */
export interface Books {
  readonly agenda: Agenda;
  /** Begins every id. */
  readonly prefix: string;
  /** When the business opened and when its history ends, in milliseconds since 1970. */
  readonly opened: number;
  readonly ends: number;
  /** Numbers of documents, from 1 on. */
  readonly next: (book: Book) => number;
  readonly tell: (told: Told) => void;
}

/** What is planned with a customer and written down, on days and at hours at which people work. */
export abstract class Diary {
  protected constructor(
    protected readonly dice: Dice,
    protected readonly books: Books,
  ) {}

  /** On that day, or on the next on which people work. */
  protected note(at: number, task: (at: number) => void): void {
    this.books.agenda.note(workdayFrom(at), task);
  }

  /** From nine o’clock of our zone until closing, as a distance from midnight in UTC. */
  protected officeHour(): number {
    return this.dice.whole(0, 9 * 60 - 1) * 60_000 + HOUR;
  }

  /** That many workdays later, at an hour at which people work; what no longer fits into a day is done on the next. */
  protected later(at: number, from: number, to: number, task: (at: number) => void): void {
    const day = workdaysLater(midnight(at), this.dice.whole(from, to));
    const then = Math.max(day + this.officeHour(), at + HOUR);
    if (then < day + CLOSING) this.note(then, task);
    else this.note(workdaysLater(day, 1) + this.officeHour(), task);
  }

  /** When a day closes, that many workdays later. */
  protected closing(at: number, days: number): number {
    return workdaysLater(midnight(at), days) + CLOSING;
  }

  /** @param recordedAt later than `at` where it reached the books late */
  protected tell(command: string, at: number, events: number, data: object, recordedAt = at): void {
    this.books.tell({ command, events, recordedAt, data: { ...data, occurredAt: time(at) } });
  }
}

/** A diary of what one customer is told and says. */
export abstract class CustomerDiary extends Diary {
  /** @param said words as the customer would read them */
  constructor(
    protected readonly customerId: string,
    protected readonly said: (text: Text) => string,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
  }
}

/** In UTC, before the workday of our zone. */
export const midnight = (at: number): number => Math.floor(at / DAY) * DAY;
/** To the minute. */
export const time = (at: number): Instant => instant(Math.floor(at / 60_000) * 60_000);
