import { QueryHandler } from '@nestjs/cqrs';
import type { Provider } from '@nestjs/common';
import type { Engine, Listed, Moment, Reading, ViewedPage } from '@dossier/engine';
import type { AnyProjectionDef, Listing } from '@dossier/kernel';

/** Queries for every read model and every customer, sent over the query bus like all others. */
export class ReadOne {
  constructor(
    readonly projection: AnyProjectionDef,
    readonly key: string,
    /** Of the aggregate whose document it is. */
    readonly stream: string,
    readonly reading: Reading,
  ) {}
}
export class ReadPage {
  constructor(
    readonly projection: Listed,
    readonly listing: Listing,
    readonly reading: Reading,
    /** Documents are counted up to this; undefined: not counted. */
    readonly count: number | undefined,
  ) {}
}
export class ReadAll {
  constructor(
    readonly projection: Listed,
    readonly listing: Omit<Listing, 'cursor'>,
    readonly reading: Reading,
  ) {}
}
export class View360 {
  constructor(
    readonly customer: string,
    readonly moment: Moment,
    readonly reading: Reading,
  ) {}
}
export class WhyFigure {
  constructor(
    readonly customer: string,
    readonly figure: string,
    readonly moment: Moment,
    readonly reading: Reading,
    /** Shows the entries before this number; undefined: the last. */
    readonly end: number | undefined,
  ) {}
}
export class ReadTimeline {
  constructor(
    readonly customer: string,
    readonly page: { readonly limit: number; readonly cursor?: string },
    readonly moment: Moment,
    readonly reading: Reading,
  ) {}
}

function handler<Q extends object, R>(
  question: new (...args: never[]) => Q,
  answer: (question: Q) => Promise<R>,
): Provider {
  class Handler {
    execute(asked: Q): Promise<R> {
      return answer(asked);
    }
  }
  QueryHandler(question as never)(Handler);
  return Handler;
}

export const readHandlers = ({ views, customers }: Engine): Provider[] => [
  handler(ReadOne, ({ projection, key, stream, reading }) => views.aggregate(projection, key, stream, reading)),
  handler(ReadPage, ({ projection, listing, reading, count }): Promise<ViewedPage> =>
    views.page(projection, listing, reading, count),
  ),
  handler(ReadAll, ({ projection, listing, reading }) => Promise.resolve(views.scan(projection, listing, reading))),
  handler(View360, ({ customer, moment, reading }) => customers.view360(customer, moment, reading)),
  handler(WhyFigure, ({ customer, figure, moment, reading, end }) =>
    customers.why(customer, figure, moment, reading, end),
  ),
  handler(ReadTimeline, ({ customer, page, moment, reading }) => customers.timeline(customer, page, reading, moment)),
];
