import { kind, optional, orErased, orNull, type Text } from '@dossier/kernel';
import { contactChannels, interactionKinds, promiseKinds } from './terms';

export const INTERACTION_ID: Text = { zh: '互动编号', en: 'Interaction id' };
export const PROMISE_NUMBER: Text = { zh: '约定序号', en: 'Number of the promise' };
export const SUBJECT: Text = { zh: '主题', en: 'Subject' };
export const MINUTES: Text = { zh: '纪要', en: 'Minutes' };
export const PARTICIPANTS: Text = { zh: '对方参与人', en: 'Participants of the customer' };
export const STAFF: Text = { zh: '我方参与人', en: 'Our participants' };
export const NEEDS: Text = { zh: '客户需求', en: 'Needs heard' };
export const WHAT: Text = { zh: '约定内容', en: 'What is promised' };
export const OWNER: Text = { zh: '负责人', en: 'Owner' };
export const DUE: Text = { zh: '到期时间', en: 'Due' };
export const HAPPENED: Text = { zh: '发生时间', en: 'Happened' };
export const REASON: Text = { zh: '原因', en: 'Reason' };
export const NOTE: Text = { zh: '兑现说明', en: 'How it was kept' };
const CUSTOMER_TITLE: Text = { zh: '客户', en: 'Customer' };
const DEPARTMENT_TITLE: Text = { zh: '部门', en: 'Department' };
const PERCENT_TITLE: Text = { zh: '按期兑现率', en: 'Kept in time, of those due' };

/** Parts that several views of this context have. */
export const CUSTOMER = kind.customer(CUSTOMER_TITLE);
export const INTERACTION = kind.link({ zh: '互动记录', en: 'Interaction' }, 'interactions');
export const PROMISE = kind.count(PROMISE_NUMBER);
export const KIND = kind.code(interactionKinds.title, interactionKinds);
export const CHANNEL = orNull(
  kind.mostlyCode(contactChannels.title, contactChannels, {
    help: { zh: '未知时为 null', en: 'null where none is known' },
  }),
);
export const DEPARTMENT = kind.department(DEPARTMENT_TITLE);
export const HAPPENED_AT = kind.instant(HAPPENED);
export const ITS_SUBJECT = orNull(orErased(kind.text(SUBJECT)));
export const PROMISE_KIND = kind.code(promiseKinds.title, promiseKinds);
export const ITS_WHAT = orNull(orErased(kind.text(WHAT)));
export const ITS_OWNER = kind.text(OWNER);
export const DUE_AT = kind.instant(DUE);
export const CONTACTS = kind.count({ zh: '互动次数', en: 'Contacts' });
export const LAST_AT = orNull(
  kind.instant({ zh: '最近一次', en: 'Last' }, { help: { zh: '不详时为 null', en: 'null where it is not known' } }),
);
export const KEPT_IN_TIME = kind.count({ zh: '按期兑现', en: 'Kept in time' });
export const KEPT_LATE = kind.count({ zh: '逾期兑现', en: 'Kept late' });
/** How many of those that fell due were kept in time. */
export const KEPT_PERCENT = orNull(
  kind.percent(PERCENT_TITLE, { help: { zh: '尚无到期约定时为 null', en: 'null where none fell due' } }),
);

/** Columns of reports that are there where it is counted by them. */
export const BY_CUSTOMER = optional(kind.customer(CUSTOMER_TITLE));
export const BY_DEPARTMENT = optional(kind.department(DEPARTMENT_TITLE));
