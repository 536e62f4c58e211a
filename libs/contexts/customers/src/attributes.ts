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
import { defineTerms, isCodeOf, type Terms, type Text } from '@dossier/kernel';
import { industries, sizeBands, standardIndustry, standardSizeBand } from './code-lists';

/** What departments say about a customer. */
export interface Attribute {
  readonly title: Text;
  /** Sealed with the customer's key in the log. */
  readonly personal: boolean;
  /** @param country the customer's, ISO 3166-1 alpha-2, where it is known: numbers are dialled from there */
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
const digits: Standardise = (raw) => {
  const number = folded(raw).replace(/[ -]/g, '');
  return standardised(raw, /^\d{5,34}$/.test(number) ? number : undefined);
};

/** Every attribute that is known, in the order in which it is shown. */
export const ATTRIBUTES = {
  legalName: sealed('法定名称', 'Legal name', standardName),
  shortName: sealed('简称', 'Short name', standardName),
  creditCode: sealed('统一社会信用代码', 'Unified social credit code', standardCreditCode),
  industry: open('行业', 'Industry', standardIndustry, industries),
  sizeBand: open('规模', 'Size', standardSizeBand, sizeBands),
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

/** Attributes that are names, and those that are addresses of mail. */
export const NAMES: readonly string[] = ['legalName', 'shortName'] satisfies (keyof typeof ATTRIBUTES)[];
export const MAILS: readonly string[] = ['email', 'billingEmail'] satisfies (keyof typeof ATTRIBUTES)[];

/** Equal for values of an attribute that mean the same: mail reaches one box in whatever case its address is written. */
export const meaningOfValue = (attribute: string, value: string): string =>
  MAILS.includes(attribute) ? comparable(value) : value.normalize('NFC');
/** The same of a value by which a customer is registered again: a name in another case is no other name there. */
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
/** The name by which a policy opens a personal attribute; none for what is not personal. */
export const personalNamesOf = (...names: readonly string[]): readonly string[] =>
  names.filter((name) => isAttribute(name) && ATTRIBUTES[name].personal).map((name) => `customers.${name}`);
export const isAttribute = (name: string): name is AttributeName => isCodeOf(attributes, name);
