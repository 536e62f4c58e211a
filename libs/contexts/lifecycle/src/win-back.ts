import { defineState, type Erased, type Instant, Sequence } from '@dossier/kernel';
import { lifecycleRefusal } from './lifecycle.refusals';
import type { LossCause, WinBackCause } from './terms';
import { winBackEvents } from './win-back.events';

/** What somebody said of why the customer came back. */
export interface Cause {
  readonly cause: WinBackCause;
  readonly lostBecause?: LossCause;
  readonly note?: string | Erased;
}
interface Told {
  readonly at: Instant;
  /** null: what was said before is withdrawn. */
  readonly said: Cause | null;
  /** Why it was withdrawn. */
  readonly reason?: string | Erased;
}
/** Which win-back a cause is of follows from the orders: a decision does not know them. */
export interface WinBack {
  /** By when they are of; of several of one instant the last one counts. */
  readonly told: Sequence<Told>;
}

const withTold = ({ told }: WinBack, one: Told): WinBack => ({
  told: told.withBefore(({ at }) => at > one.at, one),
});

/** A cause without what was left out. */
export const causeOf = ({
  cause,
  lostBecause,
  note,
}: { readonly [K in keyof Cause]: Cause[K] | undefined } & Pick<Cause, 'cause'>): Cause => ({
  cause,
  ...(lostBecause !== undefined && { lostBecause }),
  ...(note !== undefined && { note }),
});

/** One stream a customer. */
export const winBack = defineState<WinBack>()({
  category: 'win-back',
  from: winBackEvents,
  initial: { told: Sequence.empty() },
  evolve: {
    WinBackCauseRecorded: (state, data, { occurredAt: at }) => withTold(state, { at, said: causeOf(data) }),
    WinBackCauseCorrected: (state, data, { occurredAt: at }) => withTold(state, { at, said: causeOf(data) }),
    WinBackCauseWithdrawn: (state, { reason }, { occurredAt: at }) => withTold(state, { at, said: null, reason }),
  },
});

/** What holds for that very instant. */
export function causeAt({ told }: WinBack, at: Instant): Cause | null {
  const last = told.lastBefore((each) => each.at > at);
  return last?.at === at ? last.said : null;
}

/** The latest cause by an instant: the one that a correction is of. @throws Refusal `lifecycle/no-cause` */
export function lastCause({ told }: WinBack, by: Instant, customerId: string): Cause & { readonly at: Instant } {
  let last = told.lastBefore(({ at }) => at > by);
  while (last?.said === null) {
    const { at: withdrawn } = last;
    last = told.lastBefore(({ at }) => at >= withdrawn);
  }
  if (!last) throw lifecycleRefusal('no-cause', { customerId, at: by });
  return { ...last.said, at: last.at };
}

/** That what was said last by an instant is withdrawn, and why; undefined: it stands, or nothing was said. */
export function withdrawal({ told }: WinBack, by: Instant): Pick<Told, 'at' | 'reason'> | undefined {
  const last = told.lastBefore(({ at }) => at > by);
  return last?.said === null ? last : undefined;
}

export const isSame = (a: Cause, b: Cause): boolean =>
  a.cause === b.cause && a.lostBecause === b.lostBecause && a.note === b.note;
