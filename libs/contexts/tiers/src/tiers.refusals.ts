import { defineRefusals } from '@dossier/kernel';

export const tiersRefusal = defineRefusals('tiers', {
  'by-hand': {
    status: 422,
    zh: '方案 {scheme} 的政策没有规则：其级别由人工指定，没有可评定的内容。',
    en: 'The policy of scheme {scheme} has no rules: its tiers are set by hand, and there is nothing to assess.',
  },
  'foreign-tier': {
    status: 422,
    zh: '{tier} 不是方案 {scheme} 的级别；可用：{known}。',
    en: '{tier} is no tier of scheme {scheme}; those it has: {known}.',
  },
  'unfit-scheme': {
    status: 422,
    zh: '该分级方案不成立：{fault}。',
    en: 'The scheme cannot be: {fault}.',
  },
  'unfit-benefits': {
    status: 422,
    zh: '权益草案不成立：{fault}。',
    en: 'The draft of the benefits cannot be: {fault}.',
  },
  running: {
    zh: '方案 {scheme} 的评定 {assessment} 正在进行，完成后再试。',
    en: 'Assessment {assessment} of scheme {scheme} is under way: try again once it is done.',
  },
  'assessed-later': {
    zh: '方案 {scheme} 已按较晚的时间 {last} 评定过，不能再按 {asOf} 评定；试算可用 what-if。',
    en: 'Scheme {scheme} was assessed as of {last} already, which is later than {asOf}. What-if tells of any day.',
  },
  'unknown-assessment': {
    status: 404,
    zh: '没有编号为 {assessment} 的评定。',
    en: 'There is no assessment {assessment}.',
  },
  'until-past': {
    field: 'until',
    status: 422,
    zh: '截止时间 {until} 应晚于指定的时间 {at}。',
    en: 'It would end at {until}, which is not after {at}.',
  },
  'before-last': {
    field: 'occurredAt',
    zh: '该客户在方案 {scheme} 中最近一次人工指定或其结束为 {last}，不能早于此（收到：{at}）。',
    en: 'The tier in scheme {scheme} was last set by hand, or that ended, at {last}; nothing can be changed before that ({at}).',
  },
  'set-already': {
    zh: '该客户在方案 {scheme} 中的级别已于 {since} 指定为此级别，批准机构或原因不同，未予登记；要更改，请先撤回指定。',
    en: 'The tier in scheme {scheme} was set so at {since}, approved by another body or for another reason: nothing was recorded. Withdraw it first to change that.',
  },
  'withdrawn-already': {
    zh: '该客户在方案 {scheme} 中的人工指定已于 {since} 撤回，批准机构或原因不同，未予登记。',
    en: 'The tier in scheme {scheme} that was set by hand was withdrawn at {since}, approved by another body or for another reason: nothing was recorded.',
  },
  'before-rated': {
    field: 'occurredAt',
    zh: '{measure} 最近一次评分为 {last}，不能早于此（收到：{at}）。',
    en: '{measure} was last rated at {last}; nothing can be rated before that ({at}).',
  },
});
