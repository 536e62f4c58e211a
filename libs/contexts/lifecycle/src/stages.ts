import { type Purchase, standing } from '@dossier/contexts/sales';
import { addDays, addMonths, type CodeOf, defineTerms, firstIndex, type Instant } from '@dossier/kernel';
import type { Ledger } from './ledger';
import type { LifecyclePolicy } from './lifecycle-policy';

export const stages = defineTerms(
  'lifecycle.stage',
  { zh: '客户阶段', en: 'Stage of a customer' },
  {
    prospect: { zh: '潜在客户', en: 'prospect' },
    'first-purchase': { zh: '初次购买', en: 'first purchase' },
    repeat: { zh: '重复购买', en: 'repeat' },
    loyal: { zh: '忠诚客户', en: 'loyal' },
    churned: { zh: '流失客户', en: 'churned' },
    'won-back': { zh: '已挽回客户', en: 'won back' },
  },
);
export type Stage = CodeOf<typeof stages>;

/** A period in one stage. */
export interface Episode {
  readonly stage: Stage;
  /** null: since before anything was recorded. */
  readonly since: Instant | null;
  /** null: it lasts. */
  readonly until: Instant | null;
  /** Up to 100 events that caused it: the first and the last ones. */
  readonly eventIds: readonly string[];
}

export interface Lifecycle {
  readonly stage: Stage;
  readonly since: Instant | null;
  readonly eventIds: readonly string[];
  /** When the customer churns (or churned) without a further purchase; null for one who never bought. */
  readonly churnsAt: Instant | null;
  /** Every stage so far, oldest first; the last is the present one. */
  readonly history: readonly Episode[];
}

/** True when the customer had any event by then. */
export const isKnown = ({ registered, purchases }: Ledger, asOf: Instant): boolean =>
  (registered !== null && registered.at <= asOf) || purchases.some(({ at }) => at <= asOf);

/**
 * The stage of a customer as of an instant, with all stages before it; changes by time alone included.
 *
 * Purchases without a silence of `churnDays` between them are one run. In its first run a customer goes from first
 * purchase to repeat to loyal. It is churned from the instant at which a silence is long enough; the next purchase wins
 * it back and starts a new count: it is `won-back` until the new run makes it repeat or loyal again.
 */
export function stageAt(ledger: Ledger, policy: LifecyclePolicy, asOf: Instant): Lifecycle {
  const purchases = standing(ledger.purchases, asOf);
  const history = new Episodes();
  const first = purchases[0];
  const { registered } = ledger;
  if (registered !== null && registered.at <= asOf && (first === undefined || registered.at < first.at))
    history.enter('prospect', registered.at, [registered.eventId]);
  else if (first === undefined) history.enter('prospect', null, []);

  let churnsAt: Instant | null = null;
  for (let begin = 0; begin < purchases.length;) {
    const run = runFrom(purchases, begin, policy.churnDays);
    for (const [stage, index] of stagesIn(purchases, begin, run.end, policy))
      history.enter(stage, atOf(purchases, index), shown(purchases, begin, index + 1));
    ({ end: begin, churnsAt } = run);
    if (churnsAt <= asOf) history.enter('churned', churnsAt, shown(purchases, begin - 1, begin));
  }
  return history.lifecycle(churnsAt);
}

const atOf = (purchases: readonly Purchase[], index: number): Instant => purchases[index]?.at ?? '';

/** When a silence after a purchase is long enough. */
export const churnAfter = (purchase: Instant, churnDays: number): Instant => addDays(purchase, churnDays);

/** Where the run that begins at a purchase ends, and when the silence after it is long enough. */
function runFrom(
  purchases: readonly Purchase[],
  begin: number,
  churnDays: number,
): { readonly end: number; readonly churnsAt: Instant } {
  for (let end = begin + 1; ;) {
    const churnsAt = churnAfter(atOf(purchases, end - 1), churnDays);
    const next = firstIndex(purchases, ({ at }) => at >= churnsAt, end);
    if (next === end) return { end, churnsAt };
    end = next;
  }
}

/** The stages of a customer in one run, each with the purchase that starts it. */
function stagesIn(
  purchases: readonly Purchase[],
  begin: number,
  end: number,
  { repeatPurchases, loyalPurchases, loyalMonths }: LifecyclePolicy,
): readonly (readonly [Stage, number])[] {
  const longEnough = monthsLater(atOf(purchases, begin), loyalMonths);
  const repeat = begin + repeatPurchases - 1;
  const loyal = firstIndex(purchases, ({ at }) => at >= longEnough, begin + loyalPurchases - 1);
  return [
    [begin === 0 ? 'first-purchase' : 'won-back', begin],
    ...(repeat < Math.min(loyal, end) ? [['repeat', repeat] as const] : []),
    ...(loyal < end ? [['loyal', loyal] as const] : []),
  ];
}
const monthsLater = (at: Instant, months: number): Instant => addMonths(at.slice(0, 10), months) + at.slice(10);

const MOST_EVIDENCE = 100;
function shown(purchases: readonly Purchase[], begin: number, end: number): readonly string[] {
  const some =
    end - begin > MOST_EVIDENCE
      ? [...purchases.slice(begin, begin + 1), ...purchases.slice(end + 1 - MOST_EVIDENCE, end)]
      : purchases.slice(begin, end);
  return some.map(({ eventId }) => eventId);
}

class Episodes {
  private readonly episodes: Episode[] = [];

  enter(stage: Stage, since: Instant | null, eventIds: readonly string[]): void {
    const present = this.episodes.at(-1);
    if (present) this.episodes[this.episodes.length - 1] = { ...present, until: since };
    this.episodes.push({ stage, since, until: null, eventIds });
  }

  lifecycle(churnsAt: Instant | null): Lifecycle {
    const { stage, since, eventIds } = this.episodes.at(-1) as Episode;
    return { stage, since, eventIds, churnsAt, history: this.episodes };
  }
}
