import { kind, orNull } from '@dossier/kernel';
import { stages } from './stages';

/** Parts that several views of this context have. */
export const STAGE = kind.code(stages.title, stages);
export const LABEL = kind.words({ zh: '名称', en: 'Name' });
export const CUSTOMERS = kind.count({ zh: '客户数', en: 'Customers' });
export const POLICY_VERSION = kind.count({ zh: '政策版本', en: 'Version of the policy' });
const EVENTS = kind.list(kind.text({ zh: '依据事件', en: 'Events behind it' }));

export const EPISODE = {
  stage: STAGE,
  since: orNull(kind.instant({ zh: '进入时间', en: 'Since' })),
  until: orNull(kind.instant({ zh: '离开时间', en: 'Until' })),
  eventIds: EVENTS,
};
/** A customer's present stage. */
export const STANDING = {
  stage: STAGE,
  label: LABEL,
  since: EPISODE.since,
  eventIds: EVENTS,
  churnsAt: orNull(kind.instant({ zh: '流失时间', en: 'Churns at' })),
  policyVersion: POLICY_VERSION,
};
