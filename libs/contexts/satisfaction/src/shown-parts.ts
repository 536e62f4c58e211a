import { tiers } from '@dossier/contexts/tiers';
import { kind, optional, orErased, orNull, shape, type Shown, type Text, type Viewing } from '@dossier/kernel';
import { satisfactionPolicy } from './satisfaction-policy';
import { satisfactionTargetsPolicy } from './targets-policy';
import { feedbackKinds, groupings, instruments, topics, touchpoints } from './terms';

export const RESPONSE_ID: Text = { zh: '答复编号', en: 'Response id' };
export const FEEDBACK_ID: Text = { zh: '反馈编号', en: 'Feedback id' };
export const PLAN_ID: Text = { zh: '改进计划编号', en: 'Plan id' };
export const SCALE: Text = { zh: '量表上限', en: 'Scale up to' };
export const SCORE: Text = { zh: '分数', en: 'Score' };
export const PRODUCT: Text = { zh: '产品', en: 'Product' };
export const SURVEY: Text = { zh: '调查', en: 'Survey' };
export const COMPETITOR: Text = { zh: '竞争对手', en: 'Competitor' };
export const RATED: Text = { zh: '所评部门', en: 'Department that it is about' };
export const RESPONDENT: Text = { zh: '答复人', en: 'Respondent' };
export const COMMENT: Text = { zh: '意见', en: 'Comment' };
export const AUTHOR: Text = { zh: '提出人', en: 'Author' };
export const WORDS: Text = { zh: '内容', en: 'What was said' };
export const ANSWER: Text = { zh: '我方回复', en: 'Our answer' };
export const CATEGORY: Text = { zh: '归类', en: 'Category' };
export const CAUSE: Text = { zh: '根本原因', en: 'Root cause' };
export const DUE: Text = { zh: '到期时间', en: 'Due' };
export const GIVEN: Text = { zh: '作答时间', en: 'Given' };
export const RECEIVED: Text = { zh: '收到时间', en: 'Received' };
export const REASON: Text = { zh: '原因', en: 'Reason' };
export const PLAN_TITLE: Text = { zh: '计划名称', en: 'Title' };
export const MEASURES: Text = { zh: '措施', en: 'Measures' };
export const NOTE: Text = { zh: '说明', en: 'Note' };
export const OWNER: Text = { zh: '负责人', en: 'Owner' };
export const CUSTOMER_TITLE: Text = { zh: '客户', en: 'Customer' };
const UNKNOWN = { help: { zh: '未注明时为 null', en: 'null where it is not said' } };

/** Parts that several views of this context have. */
export const KNOWN_CUSTOMER = orNull(
  kind.customer(CUSTOMER_TITLE, { help: { zh: '匿名的为 null', en: 'null where it is anonymous' } }),
);
export const ANY_CUSTOMER = orNull(
  kind.customer(CUSTOMER_TITLE, { help: { zh: '面向全体客户时为 null', en: 'null where it is for all of them' } }),
);
export const ITS_TITLE = orNull(orErased(kind.text(PLAN_TITLE)));
export const STARTED_AT = kind.instant({ zh: '实施时间', en: 'In force since' });
export const INSTRUMENT = kind.code(instruments.title, instruments);
export const TOUCHPOINT = orNull(kind.mostlyCode(touchpoints.title, touchpoints, UNKNOWN));
export const TOPIC = orNull(kind.mostlyCode(topics.title, topics, UNKNOWN));
export const ITS_PRODUCT = orNull(kind.text(PRODUCT, UNKNOWN));
export const ITS_SURVEY = orNull(kind.text(SURVEY, UNKNOWN));
export const RATED_DEPARTMENT = orNull(kind.department(RATED, UNKNOWN));
export const BUSINESS_LINE = orNull(kind.text({ zh: '业务线', en: 'Business line' }));
export const FEEDBACK_KIND = kind.code(feedbackKinds.title, feedbackKinds);
export const FEEDBACK = kind.link({ zh: '反馈', en: 'Feedback' }, 'feedback');
export const DUE_AT = kind.instant(DUE);
export const RECEIVED_AT = kind.instant(RECEIVED);
export const MONTH = kind.day({ zh: '月份', en: 'Month' });
export const COMPETITOR_NAME = kind.text(COMPETITOR);
export const WHY = orErased(kind.text(REASON));

export const POLICY_VERSION = kind.count({ zh: '政策版本', en: 'Version of the policy' });
export const TARGETS_VERSION = kind.count({ zh: '目标政策版本', en: 'Version of the policy of targets' });
/** By what an answer of a report was judged. */
const JUDGED_BY = {
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  ...{ policyVersion: POLICY_VERSION, targetsVersion: TARGETS_VERSION },
};
export const SUMMARY = kind.group({ zh: '概要', en: 'Summary' }, JUDGED_BY);

export type Summary = NonNullable<(typeof SUMMARY)['as']>;

const NO_TARGET = { zh: '没有目标时为 null', en: 'null where there is no target' };
/** The same, of one instrument with its targets. */
export const SUMMARY_OF_INSTRUMENT = kind.group(SUMMARY.title, {
  ...JUDGED_BY,
  targetAtLeast: orNull(kind.number({ zh: '水平目标值', en: 'Target of its level, at least' }, { help: NO_TARGET })),
  targetGain: orNull(kind.number({ zh: '提高目标值', en: 'Target of its gain a year, at least' }, { help: NO_TARGET })),
});
export type SummaryOfInstrument = NonNullable<(typeof SUMMARY_OF_INSTRUMENT)['as']>;
export const summaryOf = ({ asOf, policies }: Viewing): Summary => ({
  asOf,
  policyVersion: policies(satisfactionPolicy).version,
  targetsVersion: policies(satisfactionTargetsPolicy).version,
});

/** Columns of reports that are there where it is counted by them. */
export const GROUPED = {
  customer: optional(KNOWN_CUSTOMER),
  tier: optional(
    orNull(
      kind.code(tiers.title, tiers, {
        help: {
          zh: '匿名，或没有级别时为 null',
          en: 'null where it is anonymous or has no tier',
        },
      }),
    ),
  ),
  product: optional(ITS_PRODUCT),
  department: optional(
    orNull(
      kind.department({ zh: '部门', en: 'Department' }, { help: { zh: '客户评价的部门', en: 'That it is about' } }),
    ),
  ),
  touchpoint: optional(TOUCHPOINT),
  topic: optional(TOPIC),
  survey: optional(ITS_SURVEY),
  competitor: optional(kind.text(groupings.words.competitor)),
};
export type Grouped = Shown<ReturnType<typeof shape<typeof GROUPED>>>;
