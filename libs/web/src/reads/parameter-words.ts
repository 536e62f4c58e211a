import type { Text } from '@dossier/kernel';

/** What parameters of queries mean; one name means the same in every query. */
const WORDS: Readonly<Record<string, Text>> = {
  attribute: { zh: '只看该属性，如 phone。', en: 'Only this attribute, such as phone.' },
  basis: {
    zh: 'net（默认）：扣除取消、退货与贷项后的净额；gross：未取消订单的总额。',
    en: 'net (unless told otherwise): less cancellations, returns and credits; gross: what was ordered and not cancelled.',
  },
  currency: {
    zh: '币种（ISO 4217）；有多种币种时必填。',
    en: 'Currency (ISO 4217); needed where there is more than one.',
  },
  customer: { zh: '客户编号或外部编号。', en: 'A customer by id or external id.' },
  department: { zh: '只看该部门登记的信息。', en: 'Only what this department said.' },
  top: {
    zh: '头部客户所占的百分比（默认 20）。',
    en: 'How large the top is, in percent of customers; 20 unless told otherwise.',
  },
};

/** @throws Error for a parameter without words: an interface that says `top: top` tells nobody anything */
export function wordsOf(name: string): Text {
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (!words) throw new Error(`parameter ${name} has no words; give it some in parameter-words.ts`);
  return words;
}
