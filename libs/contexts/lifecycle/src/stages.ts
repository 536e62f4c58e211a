import { addDays, addMonths, type Instant, type Text } from '@dossier/kernel';
import type { Ledger, Purchase } from './ledger';
import type { LifecyclePolicy } from './lifecycle-policy';

export const STAGES = {
  prospect: { zh: '潜在客户', en: 'prospect' },
  'first-purchase': { zh: '初次购买', en: 'first purchase' },
  repeat: { zh: '重复购买', en: 'repeat' },
  loyal: { zh: '忠诚客户', en: 'loyal' },
  churned: { zh: '流失客户', en: 'churned' },
  'won-back': { zh: '已挽回客户', en: 'won back' },
} as const satisfies Readonly<Record<string, Text>>;
export type Stage = keyof typeof STAGES;

/** A stretch of time in one stage. */
export interface Episode {
  readonly stage: Stage;
  /** null: since before anything was recorded. */
  readonly since: Instant | null;
  /** null: it lasts. */
  readonly until: Instant | null;
  /** Up to 100 events that brought it about: the first and the last ones. */
  readonly eventIds: readonly string[];
}

export interface Lifecycle {
  readonly stage: Stage;
  readonly since: Instant | null;
  readonly eventIds: readonly string[];
  /** When silence makes (or made) the customer churned unless it buys before; null for one who never bought. */
  readonly churnsAt: Instant | null;
  /** Every stage so far, oldest first; the last is the present one. */
  readonly history: readonly Episode[];
}

/** True when anything was known of the customer by then. */
export const isKnown = ({ registered, purchases }: Ledger, asOf: Instant): boolean =>
  (registered !== null && registered.at <= asOf) || purchases.some(({ at }) => at <= asOf);

/**
 * The stage of a customer as of an instant, with all stages before it; what changed because time passed is in it.
 *
 * Purchases without a silence of `churnDays` between them are one run. In its first run a customer goes from first
 * purchase to repeat to loyal. After a silence it is churned, from the very instant at which the silence is long
 * enough; the purchase that ends it wins the customer back, and counting begins anew: it is `won-back` until the
 * purchases of the new run make it repeat or loyal again.
 */
export function stageAt(ledger: Ledger, policy: LifecyclePolicy, asOf: Instant): Lifecycle {
  const purchases = ledger.purchases.filter(
    ({ at, cancelledAt }) => at <= asOf && (cancelledAt === undefined || cancelledAt > asOf),
  );
  const history = new Episodes();
  const first = purchases[0];
  const { registered } = ledger;
  if (registered !== null && registered.at <= asOf && (first === undefined || registered.at < first.at))
    history.enter('prospect', registered.at, () => [registered.eventId]);
  else if (first === undefined) history.enter('prospect', null, () => []);

  let run: Purchase[] = [];
  let before: Stage = 'first-purchase';
  for (const purchase of purchases) {
    const last = run.at(-1);
    if (last && addDays(last.at, policy.churnDays) <= purchase.at) {
      history.enter('churned', addDays(last.at, policy.churnDays), () => [last.eventId]);
      run = [];
      before = 'won-back';
    }
    run.push(purchase);
    const reached = stageIn(run, policy) ?? before;
    history.enter(reached, purchase.at, () => shown(run));
  }
  const last = run.at(-1);
  const churnsAt = last ? addDays(last.at, policy.churnDays) : null;
  if (last && churnsAt !== null && churnsAt <= asOf) history.enter('churned', churnsAt, () => [last.eventId]);
  return history.lifecycle(churnsAt);
}

/** What the purchases of one run make of a customer; undefined: nothing yet. */
function stageIn(run: readonly Purchase[], policy: LifecyclePolicy): Stage | undefined {
  const [first, last] = [run[0]?.at ?? '', run.at(-1)?.at ?? ''];
  if (run.length >= policy.loyalPurchases && monthsLater(first, policy.loyalMonths) <= last) return 'loyal';
  return run.length >= policy.repeatPurchases ? 'repeat' : undefined;
}
const monthsLater = (at: Instant, months: number): Instant => addMonths(at.slice(0, 10), months) + at.slice(10);

const MOST_EVIDENCE = 100;
function shown(run: readonly Purchase[]): readonly string[] {
  const some = run.length > MOST_EVIDENCE ? [...run.slice(0, 1), ...run.slice(1 - MOST_EVIDENCE)] : run;
  return some.map(({ eventId }) => eventId);
}

class Episodes {
  private readonly episodes: Episode[] = [];

  enter(stage: Stage, since: Instant | null, evidence: () => readonly string[]): void {
    const present = this.episodes.at(-1);
    if (present?.stage === stage) return;
    if (present) this.episodes[this.episodes.length - 1] = { ...present, until: since };
    this.episodes.push({ stage, since, until: null, eventIds: evidence() });
  }

  lifecycle(churnsAt: Instant | null): Lifecycle {
    const { stage, since, eventIds } = this.episodes.at(-1) as Episode;
    return { stage, since, eventIds, churnsAt, history: this.episodes };
  }
}
