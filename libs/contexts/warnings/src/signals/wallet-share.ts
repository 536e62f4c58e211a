import {
  keepOpenFacts,
  openFactEvents,
  type OpenFacts,
  sharesOfWallet,
  type ToldShare,
} from '@dossier/contexts/customers';
import { addDays, compareTexts, earliest, firstIndex, type Instant } from '@dossier/kernel';
import type { Looked, Measure, Signal } from '../judgement';
import { inTimes, joined, lasting, type Time } from '../times';
import type { WarningsPolicy } from '../warnings-policy';

export type Shares = OpenFacts<'shareOfWallet'>;

/** A share with its fall. */
interface Fallen extends Time {
  readonly now: ToldShare;
  /** The highest one of the days before. */
  readonly before: ToldShare;
}

const shareOf = ({ share }: ToldShare): number => share ?? 0;

/** @param all of one department, in order of time */
function fallsOf(all: readonly ToldShare[], { walletShareDays, walletShareDrop }: WarningsPolicy): readonly Fallen[] {
  const least = Math.round(walletShareDrop * 100);
  const falls: Fallen[] = [];
  /** Those that no later one reaches, with when they are too old: each is lower than the one before it, and later. */
  let higher: { readonly told: ToldShare; readonly until: Instant }[] = [];
  for (const now of all) {
    if (now.share === null) continue;
    const share = now.share;
    const enough = higher.findLast(({ told }) => shareOf(told) - share >= least);
    const before = higher.find(({ until }) => until > now.from);
    if (enough && before && enough.until > now.from)
      falls.push({ now, before: before.told, from: now.from, until: earliest(now.until, enough.until) });
    higher = higher.slice(
      0,
      firstIndex(higher, ({ told }) => shareOf(told) <= share),
    );
    if (now.until !== null) higher.push({ told: now, until: addDays(now.until, walletShareDays) });
  }
  return falls;
}

/** Of all departments, in order of time. */
const fallsBy = (facts: Shares, policy: WarningsPolicy): readonly Fallen[] =>
  sharesOfWallet(facts)
    .flatMap((all) => fallsOf(all, policy))
    .sort((a, b) => compareTexts(a.from, b.from) || compareTexts(a.now.department, b.now.department));

const percent = (share: number): number => share / 100;
const nowOf = (told: ToldShare, points: (share: number) => number): Measure => {
  const value = percent(shareOf(told));
  return { measure: 'wallet-share-now', value, points: points(value) };
};

function lookedAt({ now, before }: Fallen): Looked {
  const fallen = percent(shareOf(before) - shareOf(now));
  return {
    measures: [
      { measure: 'wallet-share-fallen', value: fallen, points: Math.min(80, Math.round(3 * fallen)) },
      nowOf(now, (share) => Math.round((100 - share) / 5)),
      { measure: 'wallet-share-before', value: percent(shareOf(before)), points: 0 },
    ],
    ...{ amounts: [], eventIds: [before.eventId, now.eventId] },
  };
}

/** What was told last of all that lasts at an instant. */
const lastAt = (facts: Shares, at: Instant): ToldShare | undefined =>
  sharesOfWallet(facts)
    .flatMap((all) => lasting(all, at) ?? [])
    .filter(({ share }) => share !== null)
    .sort((a, b) => compareTexts(a.from, b.from) || compareTexts(a.department, b.department))
    .at(-1);

/** 我司采购份额下降: a department tells that the customer buys a smaller part of what it needs from us than before. */
export const walletShareFalling: Signal<Shares, typeof openFactEvents> = {
  code: 'wallet-share-falling',
  formula: 'wallet-share-falling-1',
  action: 'win-back-share',
  from: openFactEvents,
  initial: { shareOfWallet: {} },
  evolve: keepOpenFacts('shareOfWallet'),
  ...inTimes<Shares, WarningsPolicy, Fallen>({
    timesOf: (facts, policy) => joined(fallsBy(facts, policy)),
    stretchOf: (facts, policy, { from, ...first }) => {
      const fallen = lasting(fallsBy(facts, policy), from) ?? { from, ...first };
      return {
        ...{ is: 'stretch', cause: fallen.now.eventId, from, until: 'wallet-share-not-falling' },
        ...lookedAt(fallen),
      };
    },
    quietAt: (facts, _, at) => {
      const told = lastAt(facts, at);
      return {
        ...{ is: 'quiet', because: told ? 'wallet-share-not-falling' : 'no-wallet-share', amounts: [] },
        ...{ measures: told ? [nowOf(told, () => 0)] : [], eventIds: told ? [told.eventId] : [] },
      };
    },
    turnsOf: (facts, { walletShareDays }) =>
      sharesOfWallet(facts).flatMap((all) => all.flatMap(({ from }) => [from, addDays(from, walletShareDays)])),
  }),
};
