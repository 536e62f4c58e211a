import {
  industryTimes,
  keepOpenFacts,
  openFactEvents,
  type OpenFacts,
  survivorship,
  type Survivorship,
} from '@dossier/contexts/customers';
import { type Instant, LAST_INSTANT, latest, type PolicyInForce } from '@dossier/kernel';
import type { Quiet, Signal, Stretch } from '../judgement';
import { type MarketOutlookPolicy, marketOutlookPolicy, outlooksOf } from '../market-outlook-policy';
import { type Outlook, outlooks } from '../terms';
import { inTimes, lasting, type Time } from '../times';

export type Industry = OpenFacts<'industry'>;

interface OutlookRules {
  /** Which industry of a customer counts. */
  readonly trust: Survivorship;
  readonly market: PolicyInForce<MarketOutlookPolicy>;
}

/** One object for the same documents: what was counted by it is not counted again. */
const sameRules = new WeakMap<Survivorship, WeakMap<MarketOutlookPolicy, OutlookRules>>();
function rulesBy(trust: Survivorship, market: OutlookRules['market']): OutlookRules {
  const byMarket = sameRules.get(trust) ?? new WeakMap<MarketOutlookPolicy, OutlookRules>();
  sameRules.set(trust, byMarket);
  const known = byMarket.get(market.document);
  if (known?.market.version === market.version) return known;
  const rules = { trust, market };
  byMarket.set(market.document, rules);
  return rules;
}

/** A time in which the industry of a customer has one outlook. */
interface Situation extends Time {
  /** null: nobody says which. */
  readonly industry: string | null;
  /** null: nobody says anything of it. */
  readonly outlook: Outlook | null;
  /** How the industry was looked at before. */
  readonly before: Outlook | null;
  /** Of the event that says which industry it is. */
  readonly eventId: string | null;
}

/** In order of time, without gaps from the first fact on. */
function situationsOf(facts: Industry, { trust, market }: OutlookRules): readonly Situation[] {
  const found: Situation[] = [];
  const times = industryTimes(facts, trust);
  for (const [index, { from: since, industry: said, eventId }] of times.entries()) {
    const end = times[index + 1]?.from ?? null;
    const industry = typeof said === 'string' ? said : null;
    let last: Situation = { from: since, until: end, industry, outlook: null, before: null, eventId };
    const all = industry === null ? [] : outlooksOf(market.document, industry);
    for (const { from, outlook } of all) {
      if (end !== null && from >= end) break;
      const begins = latest(from, since);
      if (begins > last.from) found.push({ ...last, until: begins });
      const before = last.outlook === outlook ? last.before : last.outlook;
      last = { ...last, from: begins, outlook, before };
    }
    found.push(last);
  }
  return found;
}

/** What is said twice of one industry is one. */
function badTimes(facts: Industry, rules: OutlookRules): readonly Situation[] {
  const found: Situation[] = [];
  for (const one of situationsOf(facts, rules)) {
    if (one.outlook !== 'bad') continue;
    const last = found.at(-1);
    if (last?.until === one.from && last.industry === one.industry)
      found[found.length - 1] = { ...last, until: one.until };
    else found.push(one);
  }
  return found;
}

const placeOf = (outlook: Outlook | null): number => outlooks.codes.indexOf(outlook ?? 'neutral');

/** Of the event that said first which industry it is, by when it was recorded: what is said later, of whatever day, changes nothing. */
const firstSaid = ({ industry }: Industry): string =>
  Object.values(industry)
    .flat()
    .reduce((first, one) => (one.position < first.position ? one : first)).eventId;

function stretchOf(facts: Industry, { market }: OutlookRules, { from, industry, before, eventId }: Situation): Stretch {
  const steps = Math.max(1, placeOf('bad') - placeOf(before));
  return {
    // of one industry, whatever is said of it again; and of one customer, for others have the same outlook
    ...{ is: 'stretch', cause: `${industry}-${firstSaid(facts)}`, from, until: 'outlook-not-bad' },
    measures: [
      { measure: 'outlook-steps', value: steps, points: 40 + 15 * steps },
      { measure: 'outlook-version', value: market.version, points: 0 },
    ],
    ...{ amounts: [], eventIds: eventId === null ? [] : [eventId] },
  };
}

function quietAt(facts: Industry, rules: OutlookRules, at: Instant): Quiet {
  const { industry = null, outlook = null, eventId = null } = lasting(situationsOf(facts, rules), at) ?? {};
  const because = industry === null ? 'no-industry' : outlook === null ? 'no-outlook' : 'outlook-not-bad';
  return { is: 'quiet', because, measures: [], amounts: [], eventIds: eventId === null ? [] : [eventId] };
}

/** 行业转差: an operator says that the industry of the customer has a bad outlook. */
export const industryTurningBad: Signal<Industry, typeof openFactEvents, OutlookRules> = {
  code: 'industry-turning-bad',
  formula: 'industry-turning-bad-1',
  action: 'limit-exposure',
  from: openFactEvents,
  initial: { industry: {} },
  evolve: keepOpenFacts('industry'),
  rules: {
    policies: [marketOutlookPolicy, survivorship],
    ofTheirTime: [survivorship],
    // an outlook has a time of its own: as with facts, the latest that is known counts for all times
    with: (_, policies, at) =>
      rulesBy(policies(survivorship, at).document, policies(marketOutlookPolicy, LAST_INSTANT)),
  },
  ...inTimes<Industry, OutlookRules, Situation>({
    timesOf: badTimes,
    ...{ stretchOf, quietAt },
    turnsOf: (facts, rules) => situationsOf(facts, rules).map(({ from }) => from),
  }),
};
