import { kind, orErased, orNull, type Text } from '@dossier/kernel';
import { actions, amountsOf, formulas, measures, outcomes, reasons, severities, signals } from './terms';

export const WARNING_ID: Text = { zh: '预警编号', en: 'Warning id' };
export const NOTE: Text = { zh: '说明', en: 'Note' };

/** Parts that several views of this context have. */
export const CUSTOMER = kind.customer({ zh: '客户', en: 'Customer' });
export const SIGNAL = kind.code(signals.title, signals);
export const SEVERITY = kind.code(severities.title, severities);
export const SCORE = kind.count({ zh: '评分', en: 'Score' }, { help: { zh: '0 至 100', en: '0 to 100' } });
export const FORMULA = kind.code(formulas.title, formulas);
export const ACTION = kind.code(actions.title, actions);
export const REASON = kind.code(reasons.title, reasons);
export const OUTCOME = kind.code(outcomes.title, outcomes);
export const POLICY_VERSION = kind.count({ zh: '政策版本', en: 'Version of the policy' });
export const NOTED = orNull(orErased(kind.text(NOTE)));
export const AT = kind.instant({ zh: '时间', en: 'When' });
/** Of a purchase that was expected. */
export const PAST = kind.flag(
  { zh: '预计时间已过', en: 'Past already' },
  {
    help: {
      zh: '截至查询时刻该时间已过而没有购买',
      en: 'that time is past as of the asking, and nothing was bought since',
    },
  },
);

export const MEASURED = {
  measure: kind.code(measures.title, measures),
  value: kind.number({ zh: '数值', en: 'Value' }),
  points: kind.count({ zh: '得分', en: 'Points' }),
};
/** What was looked at, in the order of {@link Looked}. */
export const LOOKED = {
  measures: kind.rows({ zh: '评分明细', en: 'Parts of the score' }, MEASURED),
  amounts: kind.rows(
    { zh: '相关金额', en: 'Amounts' },
    { what: kind.code(amountsOf.title, amountsOf), amount: kind.money({ zh: '金额', en: 'Amount' }) },
  ),
  eventIds: kind.list(kind.text({ zh: '依据事件', en: 'Events behind it' })),
};
