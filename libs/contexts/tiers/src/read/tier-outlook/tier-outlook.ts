import { IsCustomerReference, IsOneOf, Titled } from '@dossier/fields';
import { defineQuery, kind, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { figureText } from '../../evidence';
import { type Cut, type Measures, tierBy } from '../../judging';
import {
  Distribution,
  type Found,
  judgedWith,
  MEASURED_OVER,
  measuringAt,
  wantedBy,
  WITHOUT_RATE,
} from '../../measuring';
import { mustBeAssessable, schemePolicies } from '../../scheme-policy';
import { APPROVED_BY, AS_OF, BY_HAND_UNTIL, CURRENCY, CUSTOMER, POLICY_VERSION, SCHEME, TIER } from '../../shown-parts';
import { comparisons, measures, origins, rankOf, type Scheme, schemes, tiers, tiersOf } from '../../terms';
import { NO_TIERS, standAt, standingAt, type TiersState } from '../../tier-history';
import { tiersRefusal } from '../../tiers.refusals';

export class TierOutlookParams {
  @IsCustomerReference() readonly customer!: string;
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
}

const outlookShape = shape({
  customer: CUSTOMER,
  scheme: SCHEME,
  asOf: AS_OF,
  policyVersion: POLICY_VERSION,
  tier: orNull(kind.code({ zh: '现有级别', en: 'Tier that it has' }, tiers)),
  origin: orNull(kind.code(origins.title, origins)),
  until: orNull(
    kind.instant(BY_HAND_UNTIL, {
      help: {
        zh: '人工指定的级别在此之前不随规则变动；null 为不限期，或并非人工指定',
        en: 'until then rules do not move a tier that was set by hand; null: without an end, or not by hand',
      },
    }),
  ),
  approvedBy: orNull(kind.text(APPROVED_BY)),
  isHighest: kind.flag({ zh: '已是最高级别', en: 'Already the highest' }),
  assessed: orNull(
    kind.code({ zh: '按规则应得级别', en: 'Tier by the rules' }, tiers, {
      help: {
        zh: '升降级缓冲已计，最短停留与降级通知未计；还不是客户或缺少汇率时为 null',
        en: 'with hysteresis, without minimum stay and notice; null of who is no customer yet, or whose amounts lack a rate',
      },
    }),
  ),
  lacksRate: kind.flag({ zh: '缺少汇率', en: 'A rate is missing' }),
  rows: kind.rows(
    { zh: '距更高级别还差', en: 'What is missing to better tiers' },
    {
      tier: TIER,
      way: kind.count(
        { zh: '途径', en: 'Way' },
        { help: { zh: '一个级别可有几条途径，满足其一即可', en: 'a tier may have several, of which one is enough' } },
      ),
      measure: kind.code(measures.title, measures),
      by: kind.code(comparisons.title, comparisons, {
        help: { zh: '名次已折为数值', en: 'a place among all is told as a figure' },
      }),
      value: orNull(
        kind.text(
          { zh: '现值', en: 'What it has' },
          { help: { zh: '十进制文本；未知时为 null', en: 'decimal text; null where it is not known' } },
        ),
      ),
      needed: orNull(
        kind.text(
          { zh: '所需', en: 'What it takes' },
          { help: { zh: '十进制文本；目前无人达到时为 null', en: 'decimal text; null where nobody reaches it' } },
        ),
      ),
      missing: orNull(
        kind.text(
          { zh: '还差', en: 'Missing' },
          { help: { zh: '十进制文本；已满足为 0', en: 'decimal text; 0 where it is there' } },
        ),
      ),
      currency: orNull(kind.text(CURRENCY)),
    },
  ),
});
type Outlook = Shown<typeof outlookShape>;

/** What a customer lacks for the tiers above its own, by what it has as of an instant; the nearest tier first. */
export const tierOutlook = defineQuery({
  name: 'tiers.tier-outlook',
  title: { zh: '距更高级别还差什么', en: 'What is missing to better tiers' },
  params: TierOutlookParams,
  by: READERS,
  refuses: [tiersRefusal.some('by-hand', 'foreign-tier')],
  over: MEASURED_OVER,
  route: { path: 'customers/:customer/tier-outlook/:scheme' },
  shape: outlookShape,
  run: async ({ customer, scheme }, asking): Promise<Outlook> => {
    const { asOf } = asking;
    const { document, version: policyVersion } = asking.policies(schemePolicies[scheme]);
    mustBeAssessable(scheme, document);
    const measuring = measuringAt(await wantedBy(document, asking), asking);
    const distribution = new Distribution(document, measuring);
    let [found, state]: [Found, TiersState] = [null, NO_TIERS];
    for await (const history of judgedWith(customer, document, asking)) {
      const measured = measuring.of(history);
      distribution.add(measured);
      if (history.customer === customer) [found, state] = [measured, history.tiers];
    }
    const { rules } = distribution.cutPoints;
    const has = found === null || found === WITHOUT_RATE ? null : found;
    const stand = standAt(state, scheme, asOf);
    const tier = stand?.tier ?? null;
    const better = rules
      .filter((rule) => tier === null || rankOf(scheme, rule.tier) < rankOf(scheme, tier))
      .sort((a, b) => rankOf(scheme, b.tier) - rankOf(scheme, a.tier));
    return {
      ...{ customer, scheme, asOf, policyVersion, tier },
      origin: stand?.origin ?? null,
      until: stand?.byHand?.until ?? null,
      approvedBy: stand?.byHand?.approvedBy ?? null,
      isHighest: tier === tiersOf(scheme)[0],
      assessed: has && tierBy(scheme, rules, has, standingAt(state, scheme, asOf)?.tier ?? null),
      lacksRate: found === WITHOUT_RATE,
      rows: better.flatMap((rule) => {
        const way = better.filter((each) => each.tier === rule.tier).indexOf(rule) + 1;
        return rule.cuts.map((cut) => ({
          tier: rule.tier,
          way,
          ...lacking(cut, has, measuring.currencyOf(cut.measure)),
        }));
      }),
    };
  },
});

/** @param currency of a measure that is an amount */
function lacking({ measure, by, enter }: Cut, has: Measures | null, currency: string | undefined) {
  const value = has?.get(measure)?.value ?? null;
  const text = (figure: number | null): string | null => (figure === null ? null : figureText(figure, currency));
  const missing =
    value === null || enter === null ? null : Math.max(0, by === 'at-most' ? value - enter : enter - value);
  return { measure, by, value: text(value), needed: text(enter), missing: text(missing), currency: currency ?? null };
}
