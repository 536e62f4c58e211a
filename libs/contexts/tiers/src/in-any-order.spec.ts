import fc from 'fast-check';
import { addDays, type EventIn, type Events, initialPolicies, type Instant, Refusal } from '@dossier/kernel';
import { stateOf, type Told, told } from '@dossier/testing';
import { cutsOf, type Measures } from './judging';
import { carryOutDowngrade } from './react/carry-out-downgrade/carry-out-downgrade';
import { assessCustomer } from './react/run-assessment/assess-customer';
import { tierScheme } from './scheme';
import { AssessmentBegun, AssessmentCompleted, type schemeEvents } from './scheme.events';
import { schemePolicies } from './scheme-policy';
import { customerTier } from './tier';
import type { tierEvents } from './tier.events';
import { type TierChangeDocument, tierChanges } from './tier-changes';
import { changesBy, standAt, standingAt, type TiersState } from './tier-history';
import { tiersSection } from './tiers-section';
import { beginAssessment } from './write/begin-assessment/begin-assessment';

const value = schemePolicies.value.initial;
const terms = { minimumStayDays: 20, noticeDays: 30 };
const rules = cutsOf(
  value,
  () => [],
  () => 1,
);
const day = (days: number): Instant => addDays('2026-01-01T00:00:00.000Z', days);
const net = (amount: number): Measures =>
  new Map([['net-revenue', { measure: 'net-revenue', value: amount, events: 1, eventIds: [`e-${amount}`] }]]);
const scheme = 'value' as const;
type OfTier = Told<EventIn<typeof tierEvents>>;
type OfScheme = Told<EventIn<typeof schemeEvents>>;

/** A scheme and a customer of it, by the decisions that the platform takes. */
class Story {
  readonly tier: OfTier[] = [];
  private readonly assessments: OfScheme[] = [];
  readonly assessed: (readonly [days: number, amount: number])[] = [];
  refused = 0;

  private decision(occurredAt: Instant): object {
    const nobody = { actor: 'key-test', department: null, businessLine: null, backfill: false };
    return { ...nobody, occurredAt, now: day(1000), policies: initialPolicies, needed: {} };
  }
  assess(days: number, amount: number): void {
    const asOf = day(days);
    const decision = this.decision(asOf) as Parameters<typeof beginAssessment.decide>[2];
    try {
      const begun = beginAssessment.decide({ scheme }, stateOf(tierScheme, ...this.assessments), decision);
      if (begun.length === 0) return;
      this.assessed.push([days, amount]);
      const assessment = `value-${this.assessed.length}`;
      for (const one of [
        AssessmentBegun({ scheme, assessment, policyVersion: 0 }),
        AssessmentCompleted({ scheme, assessment }),
      ])
        this.assessments.push(
          told(one, { occurredAt: asOf, stream: 'tier-scheme-value', subject: '~tier-scheme-value' }),
        );
      const command = { customerId: 'c-1', scheme, assessment, policyVersion: 0, rules, terms, measures: net(amount) };
      this.add(assessCustomer.decide(command, this.state, decision), asOf);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.code).toBe('tiers/assessed-later');
      this.refused += 1;
    }
  }
  /** As the reactor does once the notice is over. */
  carryOut(): void {
    const at = this.state.standing?.announced?.effectiveAt;
    if (at === undefined) return;
    const decision = this.decision(at) as Parameters<typeof carryOutDowngrade.decide>[2];
    this.add(carryOutDowngrade.decide({ customerId: 'c-1', scheme }, this.state, decision), at);
  }
  get state() {
    return stateOf(customerTier, ...this.tier);
  }
  private add(events: readonly EventIn<typeof tierEvents>[], at: Instant): void {
    for (const event of events) {
      const { occurredAt = at } = event as { readonly occurredAt?: Instant };
      this.tier.push(told(event, { occurredAt, stream: 'tier-value.c-1', subject: 'c-1' }));
    }
  }
}

/** What a read model makes of events. @param inOrderOfTime left out: as they were recorded */
function readOf<D>(def: unknown, events: readonly OfTier[], inOrderOfTime = false): D[] {
  const { from, evolve, key } = def as {
    readonly from: Events;
    readonly evolve: Readonly<Record<string, (doc: unknown, data: unknown, at: unknown) => unknown>>;
    readonly key?: (at: unknown, data: unknown) => string;
  };
  const all = events.map((event, revision) => ({
    data: event.data,
    name: Object.entries(from).find(([, { type }]) => type === event.type)?.[0] ?? '',
    at: { ...event, id: `event-${revision + 1}`, revision },
  }));
  if (inOrderOfTime) all.sort((a, b) => (a.at.occurredAt ?? '').localeCompare(b.at.occurredAt ?? ''));
  const docs = new Map<string, unknown>();
  for (const { name, data, at } of all) {
    const at_ = key?.(at, data) ?? '';
    docs.set(at_, evolve[name]?.(docs.get(at_) ?? (key ? null : tiersSection.initial), data, at));
  }
  return [...docs.values()] as D[];
}
const rowsOf = (events: readonly OfTier[]): unknown =>
  readOf<TierChangeDocument>(tierChanges, events)
    .filter(({ reversedBy }) => reversedBy === null)
    .map(({ move, before, tier, at, effectiveAt, assessment, measures }) =>
      JSON.stringify({ at, move, before, tier, effectiveAt, assessment, measures }),
    )
    .sort();
function told360(events: readonly OfTier[]): unknown {
  const [state = tiersSection.initial] = readOf<TiersState>(tiersSection, events);
  return Array.from({ length: 60 }, (_, index) => day(index * 10)).map((asOf) => {
    const stand = standAt(state, scheme, asOf);
    const standing = standingAt(state, scheme, asOf);
    return {
      ...{ asOf, tier: stand?.tier, since: stand?.since },
      measures: stand?.measures,
      announced: stand?.announced && { to: stand.announced.to, effectiveAt: stand.announced.effectiveAt },
      standing: standing && { tier: standing.tier, since: standing.since, to: standing.announced?.to },
      changes: changesBy(state, scheme, asOf).map(({ at, tier, move }) => ({ at, tier, move })),
    };
  });
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.integer({ min: -5, max: 25 }), fc.constantFrom(5, 9_000, 50_000, 150_000)) },
    { weight: 1, arbitrary: fc.constant('carry out' as const) },
  ),
  { minLength: 3, maxLength: 14 },
);
it('tells the same whenever downgrades were carried out between assessments, and refuses one of a day before the last', () => {
  const seen = { reversed: 0, refused: 0 };
  fc.assert(
    fc.property(steps, (all) => {
      const story = new Story();
      let days = 0;
      for (const step of all) {
        if (step === 'carry out') story.carryOut();
        else {
          const [later, amount] = step;
          if (later > 0) days += later;
          story.assess(Math.max(0, later > 0 ? days : days + later), amount);
        }
      }
      story.carryOut();
      const inOrder = new Story();
      for (const [at, amount] of story.assessed) inOrder.assess(at, amount);
      inOrder.carryOut();
      expect(story.assessed.every(([at], i) => i === 0 || at >= (story.assessed[i - 1]?.[0] ?? 0))).toBe(true);
      expect(story.state.standing).toEqual(inOrder.state.standing);
      expect(rowsOf(story.tier)).toEqual(rowsOf(inOrder.tier));
      expect(told360(story.tier)).toEqual(told360(inOrder.tier));
      expect(readOf(tiersSection, story.tier, true)).toEqual(readOf(tiersSection, story.tier));
      seen.reversed += story.tier.filter(({ type }) => type === 'tiers.DowngradeReversed').length;
      seen.refused += story.refused;
    }),
    {
      numRuns: 100,
      // whatever the seed, one is reversed and one refused
      examples: [
        [[[1, 150_000], [20, 5], 'carry out', [5, 150_000], [-3, 5]]],
        // the second of two downgrades is reversed: the first change has its events as if that had never been
        [[[1, 150_000], [20, 9_000], 'carry out', [60, 5], 'carry out', [19, 9_000]]],
      ],
    },
  );

  expect(Math.min(seen.reversed, seen.refused)).toBeGreaterThan(0);
});
