import 'reflect-metadata'; // class-transformer's @Type does not load where nothing did this before, as in a worker thread
import { applyDecorators } from './apply-decorators';
import { isCurrency } from './currency';
import { looksPersonal, PERSONAL } from './looks-personal';
import { isMissing } from './missing';
import { BLANK, NOT_BLANK, UNSEEN } from './standardised';
import { Titled } from './titled';
import type { Terms, Text } from '@dossier/kernel';
import {
  IsIn,
  IsISO8601,
  IsNumber,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';

/**
 * A text of a form.
 * @param words what is wanted, as the end of a sentence: a regular expression tells most people nothing
 */
export const IsForm = (form: RegExp, words: Text): PropertyDecorator => Matches(form, { context: words });

/** A code of an enumeration. */
export const IsOneOf = (terms: Terms, options?: ValidationOptions): PropertyDecorator =>
  IsIn([...terms.codes], { ...options, context: terms });

/** An id; what programs write for a missing value would make one customer of all who have none. */
const NAMES_SOMETHING = /^(?!(?:-+|-?[Nn][Aa][Nn]|[Nn][Uu][Ll][Ll]|[Nn][Ii][Ll]|undefined)$)[A-Za-z0-9._-]{1,64}$/;

/** True for what has the form of an id. */
export const isId = (text: string): boolean => NAMES_SOMETHING.test(text);

/** The id of a document: the chosen one, else its number; undefined where that can be no id, or may name a person. */
export function documentIdOf(chosen: string | undefined, number: string): string | undefined {
  const id = chosen ?? number;
  return isId(id) && !looksPersonal(id) && !isMissing(id) ? id : undefined;
}

/** Ids that callers choose: never personal data. What looks like a phone number or an e-mail is refused at the door. */
export const IsId = (): PropertyDecorator =>
  IsForm(NAMES_SOMETHING, {
    zh: '编号：1 至 64 个英文字母、数字、点、下划线或连字符，且不是 nan、null 等表示缺失的词',
    en: 'an id of 1 to 64 letters (a to z), digits, dots, underscores and hyphens, and no word for what is missing such as nan or null',
  });

/** A customer by id, by external id (`14646`), or by source and external id (`erp:14646`). */
export const IsCustomerReference = (): PropertyDecorator =>
  applyDecorators(
    Titled({ zh: '客户', en: 'Customer' }, { help: CUSTOMER_REFERENCE, kind: 'customer' }),
    IsForm(/^([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9._-]{1,64}$/, CUSTOMER_REFERENCE),
  );
const CUSTOMER_REFERENCE: Text = {
  zh: '客户编号、外部编号，或“来源：外部编号”，如 erp:14646',
  en: 'a customer by id, external id, or source:external id, such as erp:14646',
};

/** ISO 8601 with offset, from 1900 on. The door turns it into UTC. */
export const IsInstant = (): PropertyDecorator => IsISO8601({ strict: true, strictSeparator: true });

/** With control characters, private ones, and the blank of Braille. */
const INVISIBLE = `${UNSEEN}${String.raw`\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\u2800`}`;
const FIRST_INVISIBLE = new RegExp(`[${INVISIBLE}]`, 'u');
/** The first character of a text that nobody sees; undefined: all can be seen. */
export const invisibleIn = (text: string): string | undefined => FIRST_INVISIBLE.exec(text)?.[0];
export const VISIBLE = new RegExp(`^[^${INVISIBLE}]*$`, 'u');
export const VISIBLE_WORDS: Text = {
  zh: '文本，不含不可见字符、控制字符或改变书写方向的字符',
  en: 'a text without invisible characters, control characters and those that turn the direction of writing',
};

export const NOT_BLANK_WORDS: Text = { zh: '文本', en: 'a text' };

/** A text that stays in the log for ever, in the clear: it holds no personal data, as far as its digits and signs tell. */
export const Impersonal = (of: keyof typeof PERSONAL, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'impersonal',
      constraints: [of],
      validator: { validate: (text) => typeof text === 'string' && !PERSONAL[of](text) },
    },
    options,
  );

const WORD = `[^${BLANK}${INVISIBLE}０-９Ａ-Ｚａ-ｚ]+`;
/**
 * The name of a department, a line of business or a channel. They are compared to the letter, so there is one way to write each:
 * ` sales`, `ｓａｌｅｓ` and `sales` with a zero-width character behind it would be departments beside `sales`, and look like it.
 * Case is kept; of a department that every company has, the door writes the code: see `IsDepartment`.
 */
export const LABEL = new RegExp(`^${WORD}(?: ${WORD})*$`, 'u');
export const LABEL_WORDS: Text = {
  zh: '名称，不含不可见字符、控制字符或改变书写方向的字符，首尾无空白，词间为单个普通空格，字母与数字为半角',
  en: 'a name without invisible characters, control characters and those that turn the direction of writing, without blanks around it, with single plain blanks between words and no full-width letters and digits',
};

const label = (options?: ValidationOptions): PropertyDecorator =>
  applyDecorators(
    Length(1, 64, options),
    Matches(LABEL, { ...options, context: LABEL_WORDS }),
    Matches(NOT_BLANK, { ...options, context: NOT_BLANK_WORDS }), // behind the other: told first
    Impersonal('words', options),
  );
/** A name of 1 to 64 characters by which records are grouped: it goes into the log as it is, and onto screens. */
export const IsLabel = (): PropertyDecorator => label();
/** Each of a list is such a name. */
export const AreLabels = (): PropertyDecorator => label({ each: true });

const department = (options?: ValidationOptions): PropertyDecorator =>
  applyDecorators(label(options), ValidateBy({ name: 'department', validator: { validate: () => true } }, options));
/** The name of a department. The door turns a name that every company knows, in either language, into its code. */
export const IsDepartment = (): PropertyDecorator => department();
/** Each of a list is such a name. */
export const AreDepartments = (): PropertyDecorator => department({ each: true });

/** Free text of 1 to `max` characters, one of which is to be seen. */
export const IsText = (max: number): PropertyDecorator =>
  applyDecorators(IsString(), Length(1, max), Matches(NOT_BLANK, { context: NOT_BLANK_WORDS }));

/** A number, a sku or a tracking number, 1 to 64 characters. It is logged unsealed. */
export const IsReference = (): PropertyDecorator => applyDecorators(IsText(64), Impersonal('reference'));

/** ISO 4217, `CNY`: the one rule for a currency that a command, a policy or a question names. */
export const IsCurrencyCode = (): PropertyDecorator =>
  applyDecorators(
    IsForm(/^[A-Z]{3}$/, {
      zh: '三个大写字母的货币代码（ISO 4217），如 CNY',
      en: 'a currency code of three capitals (ISO 4217), such as CNY',
    }),
    ValidateBy({
      name: 'currency',
      validator: { validate: (code) => typeof code === 'string' && isCurrency(code) },
    }),
  );

/**
 * A decimal as text: no exponent, no leading zeros, no negative zero, at most nine digits before and six after the
 * point; up to ±999,999,999.999999.
 */
export const IsDecimal = (): PropertyDecorator =>
  IsForm(/^(?!-0(?:\.0*)?$)-?(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/, {
    zh: '文本形式的十进制数，小数点前最多九位、后最多六位，如 "-12.50"',
    en: 'a decimal as text, at most nine digits before and six after the point, such as "-12.50"',
  });

/** A quantity: up to ±1e9 with at most three decimals. */
export const IsQuantity = (): PropertyDecorator =>
  applyDecorators(IsNumber({ maxDecimalPlaces: 3 }), Min(-1_000_000_000), Max(1_000_000_000));
