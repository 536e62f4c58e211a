import { applyDecorators, IsForm, IsText } from '@dossier/fields';
import type { Text } from '@dossier/kernel';
import { IsNumber, Max, Min } from 'class-validator';

/** A price as decimal text, never negative: at most nine digits before and six after the point. */
export const IsPrice = (): PropertyDecorator =>
  IsForm(/^(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/, {
    zh: '文本形式的价格，不得为负，小数点前最多九位、后最多六位，如 "12.50"',
    en: 'a price as text, never negative, at most nine digits before and six after the point, such as "12.50"',
  });

/** ISO 4217, `CNY`. Codes that do not exist are refused by the decision. */
export const IsCurrencyCode = (): PropertyDecorator =>
  IsForm(/^[A-Z]{3}$/, {
    zh: '三个大写字母的货币代码（ISO 4217），如 CNY',
    en: 'a currency code of three capitals (ISO 4217), such as CNY',
  });

const NO_MAIL = String.raw`(?![\s\S]*[^\s@＠][@＠][^\s@＠]+\.[^\s@＠.\d]{2,})`;
/** Chinese mobile numbers: in one, in groups, and with the country's code before it. */
const MOBILE = String.raw`(?:(?:00|００)?(?:86|８６)[ -]?)?[1１][3-9３-９][0-9０-９](?:[ -]?[0-9０-９]{4}){2}(?![0-9０-９])`;
const NO_MOBILE = String.raw`(?!(?:[\s\S]*[^0-9０-９])?${MOBILE})`;

/**
 * A number, a sku or a tracking number, 1 to 64 characters. It is logged unsealed, so an e-mail address is refused, and a
 * mobile number among words. A number alone may look like a mobile number: those of real documents have eleven digits too.
 */
export const IsReference = (): PropertyDecorator =>
  applyDecorators(IsText(64), IsForm(new RegExp(`^${NO_MAIL}(?:[A-Za-z0-9._/-]*$|${NO_MOBILE})`), IMPERSONAL));

/** Words of 1 to `max` characters that are logged unsealed: no e-mail address and no mobile number. */
export const AreWords = (max: number): PropertyDecorator =>
  applyDecorators(IsText(max), IsForm(new RegExp(`^${NO_MAIL}${NO_MOBILE}`), IMPERSONAL));

const IMPERSONAL: Text = {
  zh: '文本，不含电子邮箱或手机号码：它会写入永久日志，不得含个人数据',
  en: 'a text without an e-mail address or a mobile number: it stays for ever and must hold no personal data',
};

/** A quantity above zero, at most three decimals. */
export const IsPositiveQuantity = (): PropertyDecorator =>
  applyDecorators(IsNumber({ maxDecimalPlaces: 3 }), Min(0.001), Max(1_000_000_000));

/** Most lines of one document; the largest real invoice seen has 1,114. */
export const MOST_LINES = 5000;
