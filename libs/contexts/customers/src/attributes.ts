import {
  comparable,
  folded,
  type Standardised,
  standardCountry,
  standardCreditCode,
  standardEmail,
  standardised,
  standardName,
  standardPhone,
  standardWebsite,
} from '@dossier/fields';
import { defineTerms, isCodeOf, type ShowsPersonal, type Terms, type Text } from '@dossier/kernel';
import { industries, sizeBands, standardIndustry, standardSizeBand } from './code-lists';

/** What departments say about a customer. */
export interface Attribute {
  readonly title: Text;
  /** Sealed with the customer's key in the log. */
  readonly personal: boolean;
  /** @param country the customer's, ISO 3166-1 alpha-2, if known: local phone numbers are read with its code */
  readonly standardise: (raw: string, country: string | undefined) => Standardised;
  /** The codes that are its standard forms, where it has some. */
  readonly terms?: Terms;
}
type Standardise = Attribute['standardise'];

const sealed = (zh: string, en: string, standardise: Standardise): Attribute => ({
  title: { zh, en },
  personal: true,
  standardise,
});
const open = (zh: string, en: string, standardise: Standardise, terms?: Terms): Attribute => ({
  title: { zh, en },
  personal: false,
  standardise,
  ...(terms && { terms }),
});
/** Of a hundred, with two decimals at most. */
const percent: Standardise = (raw) => {
  const said = /^(\d{1,3}(?:\.\d{1,2})?) ?%?$/.exec(folded(raw))?.[1];
  const value = Number(said ?? NaN);
  return standardised(raw, value <= 100 ? String(value) : undefined);
};
const digits: Standardise = (raw) => {
  const number = folded(raw).replace(/[ -]/g, '');
  return standardised(raw, /^\d{5,34}$/.test(number) ? number : undefined);
};

/** All known attributes, in the order shown. */
export const ATTRIBUTES = {
  legalName: sealed('法定名称', 'Legal name', standardName),
  shortName: sealed('简称', 'Short name', standardName),
  creditCode: sealed('统一社会信用代码', 'Unified social credit code', standardCreditCode),
  industry: open('行业', 'Industry', standardIndustry, industries),
  sizeBand: open('规模', 'Size', standardSizeBand, sizeBands),
  shareOfWallet: open('我司采购份额（%）', 'Our share of wallet (%)', percent),
  country: open('国家或地区', 'Country or region', standardCountry),
  region: sealed('省/州/市', 'Province, state or city', standardName),
  address: sealed('地址', 'Address', standardName),
  phone: sealed('电话', 'Phone', standardPhone),
  email: sealed('电子邮件', 'E-mail', standardEmail),
  website: sealed('网站', 'Web site', standardWebsite),
  billingName: sealed('开票名称', 'Billing name', standardName),
  billingAddress: sealed('开票地址', 'Billing address', standardName),
  billingEmail: sealed('收票邮箱', 'Billing e-mail', standardEmail),
  taxNumber: sealed('税号', 'Tax number', standardName),
  bankName: sealed('开户银行', 'Bank', standardName),
  bankAccount: sealed('银行账号', 'Bank account', digits),
} as const satisfies Readonly<Record<string, Attribute>>;

/** Attributes that are names, and those that are e-mail addresses. */
export const NAMES: readonly string[] = ['legalName', 'shortName'] satisfies (keyof typeof ATTRIBUTES)[];
export const MAILS: readonly string[] = ['email', 'billingEmail'] satisfies (keyof typeof ATTRIBUTES)[];

/** Equal for values of an attribute that mean the same: e-mail addresses that differ only in case are equal. */
export const meaningOfValue = (attribute: string, value: string): string =>
  MAILS.includes(attribute) ? comparable(value) : value.normalize('NFC');
/** The same for repeated registrations, where names that differ only in case are equal too. */
export const registeredMeaning = (attribute: string, value: string): string =>
  NAMES.includes(attribute) ? comparable(value) : meaningOfValue(attribute, value);

export type AttributeName = keyof typeof ATTRIBUTES;
export const attributes = defineTerms(
  'customers.attribute',
  { zh: '属性', en: 'Attribute' },
  Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, { title }]) => [name, title])) as Record<
    AttributeName,
    Text
  >,
);
/** The names by which a policy shows personal attributes; others have none. */
export const personalNamesOf = (...names: readonly string[]): readonly string[] =>
  names.filter((name) => isAttribute(name) && ATTRIBUTES[name].personal).map((name) => `customers.${name}`);
/** Where a view shows a value of the attribute that the nearest object around it names. */
export const shownByAttribute = (at: string): ShowsPersonal => ({
  at,
  of: (...around) => personalNamesOf(String(around.find((each) => 'attribute' in each)?.['attribute'])),
});
export const isAttribute = (name: string): name is AttributeName => isCodeOf(attributes, name);
