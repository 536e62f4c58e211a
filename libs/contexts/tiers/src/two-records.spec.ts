import type { EventIn } from '@dossier/kernel';
import { projectionSpec, type Told, told } from '@dossier/testing';
import { DowngradeAnnounced, OverrideEnded, TierChanged, type tierEvents, TierOverridden } from './tier.events';
import { changesBy, standAt, standingAt, type TiersState } from './tier-history';
import { tiersSection } from './tiers-section';

/** c-1 and c-2 have become one customer, c-1. */
const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const of = (record: string, day: number) => ({
  ...{ stream: `tier-value.${record}`, subject: 'c-1', occurredAt: march(day) },
});
const by = { scheme: 'value' as const, policyVersion: 0, measures: [] };
const first = (record: string, tier: 'value-high' | 'value-medium' | 'value-low', day = 1) =>
  told(TierChanged({ ...by, assessment: 'value-1', move: 'first', tier }), of(record, day));
const announced = (record: string) =>
  told(
    DowngradeAnnounced({ ...by, assessment: 'value-2', tier: 'value-high', to: 'value-low', effectiveAt: march(20) }),
    of(record, 5),
  );
const set = (record: string, tier: 'value-high' | 'value-low', day = 6) =>
  told(TierOverridden({ scheme: 'value', tier, approvedBy: 'director', reason: 'x' }), of(record, day));
const spec = projectionSpec(tiersSection);
type Given = readonly Told<EventIn<typeof tierEvents>>[];

/** The state that events give, as reports read it. */
function stateOf(...given: Given): TiersState {
  const found: { state?: TiersState } = {};
  const seeing = projectionSpec({
    ...tiersSection,
    view: (state: TiersState) => {
      found.state = state;
      return {};
    },
  } as unknown as typeof tiersSection);
  seeing.given(...given).thenView({} as never);
  return found.state as TiersState;
}
const tierOn = (day: number, ...given: Given) => standAt(stateOf(...given), 'value', march(day))?.tier;

it('shows the tier of who is one customer now, not the one that the other record of it had last', () => {
  // linked after the first assessment; the second finds c-1 where it stands and says nothing
  spec
    .given(first('c-1', 'value-high'), first('c-2', 'value-low'))
    .inAnyOrderOfStreams()
    .thenFields({ valueTier: 'value-high' });
  expect(tierOn(2, first('c-1', 'value-high'), first('c-2', 'value-low', 2))).toBe('value-high');
});

it('shows the latest tier of the other records as long as its own stream has none', () => {
  const others = [first('c-2', 'value-low', 2), first('c-3', 'value-medium', 3)] as const;
  spec
    .given(...others)
    .inAnyOrderOfStreams()
    .thenFields({ valueTier: 'value-medium' });
  expect(tierOn(2, ...others)).toBe('value-low');
  expect(tierOn(4, ...others, first('c-1', 'value-high', 5))).toBe('value-medium');
  expect(tierOn(5, ...others, first('c-1', 'value-high', 5))).toBe('value-high');
  // the next assessment judges in the stream of the customer: it has none there
  expect(standingAt(stateOf(...others), 'value', march(4))).toBeNull();
  expect(changesBy(stateOf(...others), 'value', march(4))).toMatchObject([{ tier: 'value-medium' }]);
});

it('takes neither a downgrade nor what was set by hand from another record', () => {
  const own = [first('c-1', 'value-high'), first('c-2', 'value-high')] as const;
  const downgraded = [...own, announced('c-2')] as const;
  expect(standAt(stateOf(...downgraded), 'value', march(10))).toMatchObject({ tier: 'value-high', announced: null });
  expect(tierOn(21, ...downgraded)).toBe('value-high');
  expect(standingAt(stateOf(...downgraded), 'value', march(10))).toMatchObject({ announced: null });
  expect(tierOn(21, ...own, announced('c-1'))).toBe('value-low');
  expect(tierOn(10, ...own, set('c-2', 'value-low'))).toBe('value-high');
  spec.given(...own, set('c-2', 'value-low')).thenFields({ valueTier: 'value-high' });
  const ended = OverrideEnded({ scheme: 'value', tier: 'value-low', then: 'value-high', because: 'expired' });
  // the end of another record's leaves in place what was set for this one
  const both = [...own, set('c-1', 'value-low'), set('c-2', 'value-low'), told(ended, of('c-2', 8))] as const;
  expect(tierOn(10, ...both)).toBe('value-low');
});
