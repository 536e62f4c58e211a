import { kind, orErased, orNull } from '@dossier/kernel';
import { stages } from './stages';
import { lossCauses, winBackCauses } from './terms';

/** Parts that several views of this context have. */
export const STAGE = kind.code(stages.title, stages);
export const LABEL = kind.words({ zh: '名称', en: 'Name' });
export const CUSTOMERS = kind.count({ zh: '客户数', en: 'Customers' });
export const POLICY_VERSION = kind.count({ zh: '政策版本', en: 'Version of the policy' });
export const FROM = kind.code({ zh: '原阶段', en: 'From' }, stages);
export const TO = kind.code({ zh: '新阶段', en: 'To' }, stages);
export const HOW_OFTEN = kind.count({ zh: '次数', en: 'How often' });
const EVENTS = kind.list(kind.text({ zh: '依据事件', en: 'Events behind it' }));

export const EPISODE = {
  stage: STAGE,
  since: orNull(kind.instant({ zh: '进入时间', en: 'Since' })),
  until: orNull(kind.instant({ zh: '离开时间', en: 'Until' })),
  eventIds: EVENTS,
};
export const CAUSE = orNull(
  kind.code(winBackCauses.title, winBackCauses, {
    help: { zh: '未登记时为 null', en: 'null where nobody recorded it' },
  }),
);
/** What is told of a win-back. */
export const CAME_BACK = {
  silentDays: kind.days({ zh: '流失天数', en: 'Days lost' }),
  cause: CAUSE,
  lostBecause: orNull(kind.code(lossCauses.title, lossCauses)),
};

/** A customer's present stage, what to do in it, and its win-backs. */
export const STANDING = {
  stage: STAGE,
  label: LABEL,
  since: EPISODE.since,
  eventIds: EVENTS,
  churnsAt: orNull(
    kind.instant(
      { zh: '预计流失时间（若不再购买）', en: 'Will churn (unless it buys)' },
      {
        help: {
          zh: '已流失的客户为其流失的时间；没有购买时为 null',
          en: 'Of a customer that is lost, when it was; null where it bought nothing',
        },
      },
    ),
  ),
  play: kind.group(
    { zh: '应对策略', en: 'Play' },
    {
      actions: kind.list(kind.words({ zh: '建议措施', en: 'Recommended actions' })),
      policyVersion: POLICY_VERSION,
    },
  ),
  winBacks: kind.rows(
    { zh: '客户挽回', en: 'Win-backs' },
    {
      churnedAt: kind.instant({ zh: '流失时间', en: 'Churned' }),
      wonBackAt: kind.instant({ zh: '挽回时间', en: 'Came back' }),
      ...CAME_BACK,
      note: orNull(orErased(kind.text({ zh: '说明', en: 'Note' }))),
      eventIds: EVENTS,
      causeEventId: orNull(kind.text({ zh: '原因登记事件', en: 'Event that tells the cause' })),
    },
  ),
  unmatchedCauses: kind.count(
    { zh: '无对应挽回的原因数', en: 'Causes without a win-back' },
    { help: { zh: '所登记的日期及此前没有挽回。', en: 'Recorded for a day before which nothing was won back.' } },
  ),
  policyVersion: POLICY_VERSION,
};
