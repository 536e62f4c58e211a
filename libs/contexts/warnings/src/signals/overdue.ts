import {
  dueBy,
  DueDateMoved,
  dueFollowed,
  hasOwnDues,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceIssued,
  type InvoiceOrigin,
  InvoiceReopened,
  InvoiceSettled,
  InvoiceWrittenOff,
  type KnownDues,
  NO_DUES,
  withAgreed,
  withCorrected,
  withDues,
  WriteOffWithdrawn,
} from '@dossier/contexts/finance';
import {
  addDays,
  compareTexts,
  firstIndex,
  inserted,
  instant,
  type Instant,
  milliseconds,
  type Minor,
  money,
  type Recorded,
  toMinor,
} from '@dossier/kernel';
import { type Looked, inPoints, type Quiet, round2, type Signal, someOf, type Stretch } from '../judgement';
import { inTimes, joined, type Time } from '../times';
import type { WarningsPolicy } from '../warnings-policy';

interface Move {
  readonly at: Instant;
  readonly change: Minor;
  /** The event, where it opened some of it. */
  readonly by?: { readonly eventId: string; readonly position: number; readonly isIssue: boolean };
}
/** An invoice that is open, or was when it fell due. */
interface Owed extends KnownDues {
  /** Its stream. */
  readonly invoice: string;
  readonly currency: string;
  /** What changed how much of it is open, by when it happened. */
  readonly moves: readonly Move[];
}
/** The same in any order of commits, for each event says what it changes; but see {@link REMEMBERED}. */
export interface Invoices {
  /** By their streams. */
  readonly invoices: readonly Owed[];
  /** When the latest move of any of them was; empty where there was none. */
  readonly newest: Instant;
}

const openAt = ({ moves }: Owed, at: Instant): Minor =>
  moves.reduce((open, move) => (move.at <= at ? open + move.change : open), 0);
const openNow = ({ moves }: Owed): Minor => moves.reduce((open, { change }) => open + change, 0);

const isOverdueAt = (one: Owed, graceDays: number, at: Instant): boolean =>
  addDays(dueBy(one.dues, at), graceDays) <= at && openAt(one, at) > 0;

/** The due dates, each later by the days of grace. */
const endsOfGrace = ({ dues }: Owed, graceDays: number): Owed['dues'] =>
  dues.map(({ since, dueAt }) => ({ since, dueAt: addDays(dueAt, graceDays) }));
/** Instants at which it may become overdue, or be so no longer. */
const turns = ({ moves }: Owed, ends: Owed['dues']): readonly Instant[] => [
  ...moves.map(({ at }) => at),
  ...ends.flatMap(({ since, dueAt }) => [since, dueAt]),
];

/** What was found of an invoice, which never changes: each view asks of all of them, several times. */
const timesFound = new WeakMap<Owed, { readonly graceDays: number; readonly times: readonly Time[] }>();
/** When it was overdue, in order of time. */
function overdueTimes(one: Owed, graceDays: number): readonly Time[] {
  const found = timesFound.get(one);
  if (found?.graceDays === graceDays) return found.times;
  const times = timesOverdue(one, graceDays);
  timesFound.set(one, { graceDays, times });
  return times;
}
function timesOverdue(one: Owed, graceDays: number): readonly Time[] {
  const { moves } = one;
  const ends = endsOfGrace(one, graceDays);
  const endNow = dueFollowed(ends);
  const found: Time[] = [];
  let [open, taken, since] = [0, 0, null as Instant | null];
  for (const at of [...new Set(turns(one, ends))].sort(compareTexts)) {
    for (let move = moves[taken]; move !== undefined && move.at <= at; move = moves[taken]) {
      open += move.change;
      taken += 1;
    }
    const isOverdue = open > 0 && endNow(at) <= at;
    if (isOverdue) since ??= at;
    else if (since !== null) {
      found.push({ from: since, until: at });
      since = null;
    }
  }
  return since === null ? found : [...found, { from: since, until: null }];
}

/** When anything was overdue, in order of time; between two of these times nothing was. */
const timesOf = ({ invoices }: Invoices, { overdueDays }: WarningsPolicy): readonly Time[] =>
  joined(invoices.flatMap((one) => overdueTimes(one, overdueDays)).sort((a, b) => compareTexts(a.from, b.from)));

/** At some time more had been settled than billed: what goes back of it later opens nothing of those days. */
function wasBelowZero({ moves }: Owed): boolean {
  let open = 0;
  return moves.some(({ at, change }, i) => {
    open += change;
    return open < 0 && moves[i + 1]?.at !== at;
  });
}
/**
 * One that was paid in time, and that its issue alone opened, is of no account any more. One that was opened again is kept: by
 * when its events happened, others of them would be forgotten than by when they were recorded, and with them what opened it.
 */
const isOfNoAccount = (one: Owed): boolean =>
  openNow(one) === 0 &&
  one.moves.every(({ by: opener }) => opener === undefined || opener.isIssue) &&
  !wasBelowZero(one) &&
  overdueTimes(one, 0).length === 0;

/**
 * The event that opened what is open as of an instant: what happened last is settled last, and the issue is the first of all.
 * So it is the same whether what was opened and settled before is remembered or forgotten.
 *
 * What was settled and opened again in one moment opened nothing, as where money was allocated by mistake, if the invoice was
 * overdue before. If it was not, its issue may be forgotten, and that event is named.
 */
function openedBy(one: Owed, at: Instant): string {
  const openedNothing = (moment: Instant): boolean =>
    one.moves.reduce((sum, move) => (move.at === moment ? sum + move.change : sum), 0) <= 0 &&
    overdueTimes(one, 0).some(({ from }) => from < moment);
  const openers = one.moves
    .flatMap(({ by: opener, ...move }) =>
      opener !== undefined && move.at <= at && !openedNothing(move.at) ? [{ ...opener, ...move }] : [],
    )
    .sort((a, b) => Number(a.isIssue) - Number(b.isIssue) || compareTexts(b.at, a.at) || b.position - a.position);
  let open = openAt(one, at);
  for (const { change, eventId } of openers) {
    open -= change;
    if (open <= 0) return eventId;
  }
  return '';
}

type InStream = Pick<Recorded, 'stream' | 'revision'>;
type InMoment = InStream & Pick<Recorded, 'id' | 'position' | 'occurredAt'>;

/**
 * Days, counted up to the latest move of any invoice, for which one of no account is remembered at least: what is recorded late,
 * such as another due date that was agreed before it was paid, finds it as it was.
 */
const REMEMBERED = 90;
const latestOf = ({ moves }: Owed): Instant => moves.at(-1)?.at ?? '';
/** From when on all is remembered: the beginning of a day, so that all are looked at once for each day. */
const borderOf = (newest: Instant): Instant =>
  newest && instant(Math.floor(milliseconds(addDays(newest, -REMEMBERED)) / DAY) * DAY);
const DAY = 86_400_000;

/** Without its moves; nothing, but for due dates that later events may not repeat. */
function forgotten(one: Owed): readonly Owed[] {
  if (!hasOwnDues(one)) return [];
  return one.moves.length === 0 ? [one] : [{ ...one, moves: [] }];
}

function changed(
  { invoices, newest: before }: Invoices,
  { stream: invoice }: InStream,
  change: (before: Owed) => Owed,
): Invoices {
  const index = firstIndex(invoices, (each) => each.invoice >= invoice);
  const found = invoices[index]?.invoice === invoice ? invoices[index] : undefined;
  const then = change(found ?? { invoice, currency: '', ...NO_DUES, moves: [] });
  const newest = latestOf(then) > before ? latestOf(then) : before;
  const [passed, border] = [borderOf(before), borderOf(newest)];
  const isOver = (one: Owed): boolean => latestOf(one) < border && isOfNoAccount(one);
  const all = invoices.toSpliced(index, found ? 1 : 0, ...(isOver(then) ? forgotten(then) : [then]));
  if (border === passed) return { invoices: all, newest };
  // just those are looked at that passed the border: of those that are kept for good there may be thousands
  const isToGo = (one: Owed): boolean => latestOf(one) >= passed && isOver(one);
  return { invoices: all.some(isToGo) ? all.flatMap((one) => (isToGo(one) ? forgotten(one) : one)) : all, newest };
}
const withMove = (one: Owed, move: Move, currency: string): Owed => ({
  ...one,
  currency,
  moves: inserted(one.moves, move, (a, b) => compareTexts(a.at, b.at)),
});

interface BalanceChange {
  readonly amount: string;
  readonly invoice: Pick<InvoiceOrigin, 'currency' | 'dues'>;
}
const by = (
  state: Invoices,
  { amount, invoice: { currency, dues } }: BalanceChange,
  at: InMoment,
  sign: 1 | -1,
): Invoices =>
  changed(state, at, (before) =>
    withMove(withDues(before, dues, at), moveOf(at, sign * toMinor(amount, currency)), currency),
  );

const moveOf = ({ id: eventId, position, revision, occurredAt }: InMoment, change: Minor, at = occurredAt): Move => ({
  at,
  change,
  ...(change > 0 && { by: { eventId, position, isIssue: revision === 0 } }),
});

/** As of an instant, without the due dates that were agreed later: what was written behind those repeats them. */
export const agreedBy = <F extends Invoices>(facts: F, at: Instant): F =>
  facts.invoices.some(({ dues }) => dues.some(({ since }) => since > at))
    ? {
        ...facts,
        invoices: facts.invoices.map((one) =>
          one.dues.some(({ since }) => since > at)
            ? { ...one, dues: one.dues.filter(({ since }) => since <= at) }
            : one,
        ),
      }
    : facts;

const overdueAt = (all: readonly Owed[], { overdueDays }: WarningsPolicy, at: Instant): readonly Owed[] =>
  all.filter((one) => isOverdueAt(one, overdueDays, at));

function quietAt({ invoices }: Invoices, _: WarningsPolicy, at: Instant): Quiet {
  const open = invoices.some((one) => openAt(one, at) > 0);
  return { is: 'quiet', because: open ? 'not-yet' : 'nothing-open', measures: [], amounts: [], eventIds: [] };
}

/** @param at of when it is looked at: what was open before that, and paid in time since, is forgotten */
function stretchOf({ invoices }: Invoices, policy: WarningsPolicy, { from }: Time, at: Instant): Stretch {
  const first = overdueAt(invoices, policy, from).toSorted(
    (a, b) => compareTexts(dueBy(a.dues, from), dueBy(b.dues, from)) || compareTexts(a.invoice, b.invoice),
  )[0];
  return {
    is: 'stretch',
    cause: first ? openedBy(first, from) : '',
    from,
    until: 'not-yet',
    ...looked(invoices, overdueAt(invoices, policy, at), at),
  };
}

function looked(invoices: readonly Owed[], overdue: readonly Owed[], at: Instant): Looked {
  const sums = (all: readonly Owed[]): ReadonlyMap<string, Minor> => {
    const found = new Map<string, Minor>();
    for (const one of all) found.set(one.currency, (found.get(one.currency) ?? 0) + Math.max(0, openAt(one, at)));
    return found;
  };
  const [open, late] = [sums(invoices), sums(overdue)];
  const share = Math.max(0, ...[...late].map(([currency, minor]) => minor / (open.get(currency) ?? minor)));
  const shown = [...late].sort(([a], [b]) => compareTexts(a, b));
  return {
    measures: [
      { measure: 'overdue-percent', value: round2(share * 100), points: inPoints(70 * share) },
      { measure: 'overdue-invoices', value: overdue.length, points: Math.min(30, 10 * overdue.length) },
    ],
    amounts: shown.flatMap(([currency, minor]) => [
      { what: 'overdue', ...money(minor, currency) },
      { what: 'open', ...money(open.get(currency) ?? 0, currency) },
    ]),
    eventIds: someOf(overdue.map((one) => openedBy(one, at))),
  };
}

export const owedEvents = {
  InvoiceIssued,
  InvoiceCorrected,
  DueDateMoved,
  InvoiceCancelled,
  InvoiceSettled,
  InvoiceReopened,
  InvoiceWrittenOff,
  WriteOffWithdrawn,
};

/** 付款逾期: one warning for all that is overdue at a time, from the first invoice until nothing is overdue. */
export const paymentOverdue: Signal<Invoices, typeof owedEvents> = {
  code: 'payment-overdue',
  ofUnused: true,
  formula: 'payment-overdue-1',
  action: 'review-credit',
  from: owedEvents,
  initial: { invoices: [], newest: '' },
  evolve: {
    InvoiceIssued: (state, { amount, currency, dueAt }, at) =>
      by(state, { amount, invoice: { currency, dues: [{ since: at.occurredAt, dueAt }] } }, at, 1),
    InvoiceCorrected: (state, { change, dueAt, invoice: { currency, dues, issuedAt } }, at) =>
      changed(state, at, (before) =>
        withMove(withCorrected(before, { dues, dueAt }, at), moveOf(at, toMinor(change, currency), issuedAt), currency),
      ),
    DueDateMoved: (state, { dueAt }, at) =>
      changed(state, at, (before) => withAgreed(before, { since: at.occurredAt, dueAt }, at)),
    InvoiceCancelled: (state, data, at) => by(state, data, at, -1),
    InvoiceSettled: (state, data, at) => by(state, data, at, -1),
    InvoiceReopened: (state, data, at) => by(state, data, at, 1),
    InvoiceWrittenOff: (state, data, at) => by(state, data, at, -1),
    WriteOffWithdrawn: (state, data, at) => by(state, data, at, 1),
  },
  ...inTimes<Invoices, WarningsPolicy, Time>({
    ...{ timesOf, stretchOf, quietAt },
    // not every due date: of a paid invoice some are kept and some forgotten, by the order in which its events came
    turnsOf: ({ invoices }, { overdueDays }) =>
      invoices
        .flatMap((one) => overdueTimes(one, overdueDays))
        .flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
  }),
};
