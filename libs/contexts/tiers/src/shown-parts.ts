import { kind, orErased, orNull, type Text } from '@dossier/kernel';
import { measures, moves, schemes, tiers } from './terms';

export const SCHEME_WORDS: Text = schemes.title;
export const APPROVED_BY: Text = { zh: '批准人', en: 'Approved by' };
export const REASON: Text = { zh: '原因', en: 'Reason' };
export const BY_HAND_UNTIL: Text = { zh: '人工指定截止', en: 'Set by hand until' };
export const UNTIL: Text = { zh: '截止时间', en: 'Until' };
export const VERSION: Text = { zh: '政策版本', en: 'Version of the policy' };
export const ASSESSMENT_WORDS: Text = { zh: '评定编号', en: 'Assessment' };

/** Parts that several views of this context have. */
export const SCHEME = kind.code(schemes.title, schemes);
export const TIER = kind.code(tiers.title, tiers);
export const BEFORE = orNull(kind.code({ zh: '原级别', en: 'Tier before' }, tiers));
export const CUSTOMER = kind.customer({ zh: '客户', en: 'Customer' });
export const AT = kind.instant({ zh: '时间', en: 'When' });
export const AS_OF = kind.instant({ zh: '截至', en: 'As of' });
export const POLICY_VERSION = kind.count(VERSION);
export const ASSESSMENT = kind.text(ASSESSMENT_WORDS);
export const WHY = orNull(orErased(kind.text(REASON)));
export const CUSTOMERS = kind.count({ zh: '客户数', en: 'Customers' });
export const CURRENCY: Text = { zh: '币种', en: 'Currency' };

/** What a tier rests on. */
export const MEASURES = kind.rows(
  { zh: '依据', en: 'Measures' },
  {
    measure: kind.code(measures.title, measures),
    value: orNull(
      kind.text(
        { zh: '数值', en: 'Value' },
        { help: { zh: '十进制文本；未知时为 null', en: 'decimal text; null where it is not known' } },
      ),
    ),
    currency: orNull(kind.text(CURRENCY)),
    events: kind.count({ zh: '事件数', en: 'Events behind it' }),
    eventIds: kind.list(
      kind.text(
        { zh: '事件编号', en: 'Events' },
        {
          help: {
            zh: '最多 100 个：最早与最近的各半；利润未知时，为成本未知的订单的事件',
            en: 'up to 100: the first and the last ones; of profit that is not known those of the orders whose cost nobody told',
          },
        },
      ),
    ),
  },
);

/** Those whose profit is not known. */
export const WITHOUT_COST = kind.count(
  { zh: '利润未知的客户数', en: 'Customers whose profit is not known' },
  {
    help: {
      zh: '考察期内有商品的成本未知：须有利润的条件均不满足',
      en: 'the cost of something they bought in the window is not known: they meet no condition of profit',
    },
  },
);

/** The customer's number in another system, for people do not know our ids. */
export const EXTERNAL_ID = orNull(
  kind.text(
    { zh: '外部编号', en: 'Number elsewhere' },
    { help: { zh: '没有时为 null', en: 'null where there is none' } },
  ),
);

/** Most rows of one answer: all of a company with some thousands of customers. */
export const MOST = 5000;

/** What an assessment makes of all customers. */
export const COUNTS = {
  first: kind.count(moves.words.first),
  raised: kind.count(moves.words.raised),
  lowered: kind.count(moves.words.lowered),
  announced: kind.count(moves.words.announced),
  withdrawn: kind.count(moves.words['announcement-withdrawn']),
};
export const CHANGES = kind.rows(
  { zh: '变动', en: 'Changes' },
  {
    customer: CUSTOMER,
    move: kind.code(moves.title, moves),
    before: BEFORE,
    tier: orNull(kind.code(tiers.title, tiers)),
    at: kind.instant({ zh: '时间', en: 'When' }),
    effectiveAt: orNull(kind.instant({ zh: '生效时间', en: 'In force from' })),
    measures: MEASURES,
    externalId: EXTERNAL_ID,
  },
);
export const CHANGES_LEFT = kind.count(
  { zh: '未列出变动数', en: 'Changes not in these rows' },
  {
    help: {
      zh: `最多列出 ${MOST} 项，变动者先于首次评定者，级别高者在前；各项计数含全部。已评定的全部变动见 tier-changes。`,
      en: `At most ${MOST} are given: who moves before who is assessed for the first time, the best tiers first; all are counted. All that an assessment changed are in tier-changes.`,
    },
  },
);
