import { defineRefusals } from '@dossier/kernel';

export const warningsRefusal = defineRefusals('warnings', {
  'unknown-warning': {
    field: 'warningId',
    status: 404,
    zh: '没有编号为 {warningId} 的预警。',
    en: 'There is no warning {warningId}.',
  },
  'warning-closed': {
    zh: '预警 {warningId} 已于 {closedAt} 结案，结果为“{outcome}”；未予登记。结果有误请更正结果（correct-outcome），后续情况请登记为互动。',
    en: 'Warning {warningId} was closed at {closedAt} as “{outcome}”: nothing was recorded. Where that is wrong correct its outcome (correct-outcome); record what came after as an interaction.',
  },
  'not-closed': {
    zh: '预警 {warningId} 尚未结案，没有可更正的结果；请直接结案。',
    en: 'Warning {warningId} is not closed, so it has no outcome to be corrected: close it.',
  },
  'before-told': {
    field: 'occurredAt',
    status: 422,
    zh: '预警 {warningId} 的结果登记于 {toldAt}，更正不能早于此（{at}）。',
    en: 'The outcome of warning {warningId} was told at {toldAt}: it cannot be corrected as of before, at {at}.',
  },
  'warning-withdrawn': {
    zh: '预警 {warningId} 已撤回：后续登记表明当时并无此情况。',
    en: 'Warning {warningId} is withdrawn: what was recorded since shows that it was not so.',
  },
  'before-raised': {
    field: 'occurredAt',
    status: 422,
    zh: '预警 {warningId} 发生于 {raisedAt}，此前（{at}）不能处理。',
    en: 'Warning {warningId} is of {raisedAt}; nothing can be done with it before, at {at}.',
  },
  'snoozed-into-past': {
    field: 'until',
    status: 422,
    zh: '提醒时间 {until} 不晚于 {at}。',
    en: 'It is to be told again at {until}, which is not behind {at}.',
  },
  'choose-currency': {
    status: 422,
    zh: '采购有多种币种（{currencies}），请用 currency 选择其一。',
    en: 'Purchases are in several currencies ({currencies}); choose one by currency.',
  },
});
