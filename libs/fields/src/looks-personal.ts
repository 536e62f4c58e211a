import { Metadata, type CountryCode, type MetadataJson, type NumberingPlan } from 'libphonenumber-js/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import { folded } from './standardised';

/**
 * What stays in the log for ever, in the clear, must not name a person. What is refused depends on what a field is for:
 * - _words_ that people write, as of a department, goods or an approver ({@link holdsPersonal}): an e-mail address or a
 *   phone number anywhere among them, in any of the forms in which people write one;
 * - _ids_ that callers choose, of customers, orders and other systems ({@link looksPersonal}): one that may be a phone
 *   number as a whole, and one in which a Chinese mobile number stands between what are no digits: `zs-13812345678`.
 *   `SO20260113812345678` passes, for there the eleven digits are part of a longer number;
 * - _references_ that other documents print, as the number of an order or a sku ({@link isPersonalReference}): words as
 *   above; one that is a code, of letters, digits and `.-_/` alone, only where it is grouped like a mobile number,
 *   `138-1234-5678`, because codes of eleven digits are on real documents.
 *
 * The number of a Chinese identity card is refused everywhere: it holds a birthday and a check digit, so nothing else has
 * its form. In words a barcode (GTIN, with its check digit) is no phone number where its kind stands before it, or where
 * it has 13 or 14 digits.
 */

/** Behind an @: a domain, and not `1.25V`. */
const DOMAIN = /^.+\.[^.\d]{2,}/u;
/**
 * A letter before an @ and one right behind it, or a domain behind it. Each part between blanks and @ is looked at once:
 * one expression for all would begin anew at every letter, and a text that is far too long is looked at too.
 */
const isMail = (before: string, behind: string): boolean =>
  before !== '' && ((/\p{L}/u.test(before) && /^\p{L}/u.test(behind)) || DOMAIN.test(behind));
const holdsMail = (text: string): boolean =>
  text.split(/\s+/).some((word) => {
    const parts = word.split('@');
    return parts.some((part, i) => i > 0 && isMail(parts[i - 1] ?? '', part));
  });
const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
/** With the zero that is dialled inside a country: `02079460958`, `051266778899`. */
const NATIONAL = /^0[1-9]\d{9,10}$/;
/** `20261231…`: dates begin the numbers of many systems. */
const DATE = String.raw`(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`;
const DATED = new RegExp(`^${DATE}`);

/** Chinese mobile numbers in words: in one, in groups, and with the country's code before it. */
const MOBILE = ((between: string) =>
  new RegExp(String.raw`(?<!\d)(?:(?:00)?86${between})?1[3-9]\d${between}\d{4}${between}\d{4}(?!\d)`))('[ ()._-]{0,2}');
/** The groups of a mobile number in a code; `150-2026-0042` is the 42nd of a year. */
const GROUPED = String.raw`1[3-9]\d[._/-](?!(?:19|20)\d\d)\d{4}[._/-]\d{4}`;
const CODED = String.raw`(?<!\d)(?:(?:00)?86[._/-]?)?`;
const MOBILE_IN_ID = new RegExp(String.raw`${CODED}(?!${DATE})(?:1[3-9]\d{9}|${GROUPED})(?!\d)`);
const GROUPED_MOBILE = new RegExp(`^${CODED}${GROUPED}$`);

/** UUIDs, ULIDs, and the hexadecimal digests and ids of programs: their digits come by chance. */
const BY_CHANCE =
  /(?<![\p{L}\p{N}])(?:0[0-9a-hjkmnp-tv-z]{25}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\d*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}))(?![\p{L}\p{N}])/giu;

/** GB 11643: a region, a birthday, a serial number and a check digit. */
const CARD = new RegExp(String.raw`(?<!\d)[1-9]\d{5}${DATE}\d{3}[\dXx](?!\d)`, 'g');
const holdsIdentityCard = (text: string): boolean =>
  (text.match(CARD) ?? []).some((card) => {
    const sum = Array.from(card.slice(0, 17), Number).reduce(
      (total, digit, i) => total + digit * (2 ** (17 - i) % 11),
      0,
    );
    return '10X98765432'[sum % 11] === card[17]?.toUpperCase();
  });

const BARCODE =
  /((?:GTIN|EAN|UPC|JAN|ISBN|barcode|条形?码)[- ]?(?:8|1[234])?(?!\d)[ :：#]{0,3})?(?<![\d+])(\d{8}|\d{12,14})(?!\d)/giu;
/** Of GS1: weights 3 and 1 from the right. */
const hasCheckDigit = (code: string): boolean =>
  Array.from(code, Number).reduceRight((sum, digit, i) => sum + digit * ((code.length - i) % 2 === 0 ? 3 : 1), 0) %
    10 ===
  0;
/** Numbers that are no phone numbers, whatever their digits. */
const withoutMeasures = (text: string): string =>
  text
    .replace(BARCODE, (all: string, kind: string | undefined, code: string) =>
      hasCheckDigit(code) && (kind !== undefined || code.length > 12) ? ' ' : all,
    )
    .replace(/(?<![\d.])0\.\d+(?![\d.])/g, ' ');

/** E.164 has 15 digits, and `00` may stand before them. */
const LONGEST = 17;

interface Dialling {
  /** How many digits may follow the country's code. */
  readonly lengths: ReadonlySet<number>;
  /** Dialled before them inside the country, and often written after the code: `+44 (0)20 7946 0958`. */
  readonly trunk: string | undefined;
}

/** By calling code. */
const DIALLING: ReadonlyMap<string, Dialling> = new Map(
  [...Object.keys(metadata.country_calling_codes), ...Object.keys(metadata.nonGeographic)].map((code) => {
    const plans = new Metadata(metadata as MetadataJson);
    plans.selectNumberingPlan(code as CountryCode); // takes calling codes too, which its types leave out
    const plan = plans.numberingPlan as NumberingPlan & { nationalPrefix(): string | undefined };
    return [code, { lengths: new Set(plan.possibleLengths()), trunk: plan.nationalPrefix() }];
  }),
);

/**
 * Whether numbers of so many digits are dialled in the country with whose code they begin. A look into a table, and not
 * the library's way of taking a number apart: one text may hold dozens of candidates, and one body thousands of texts.
 */
export function isDialled(digits: string): boolean {
  if (digits.length < 7) return false;
  for (const length of [1, 2, 3]) {
    const dialling = DIALLING.get(digits.slice(0, length));
    if (dialling === undefined) continue; // no code is the beginning of another one
    const { lengths, trunk } = dialling;
    const rest = digits.slice(length);
    return lengths.has(rest.length) || (!!trunk && rest.startsWith(trunk) && lengths.has(rest.length - trunk.length));
  }
  return false;
}
/** By the whole numbering plan of a country: nothing but its digits says that it is a phone number. */
const isInternational = (digits: string): boolean =>
  digits.length >= 11 &&
  digits.length <= LONGEST &&
  !DATED.test(digits) &&
  isDialled(digits) &&
  parsePhoneNumberFromString(`+${digits}`)?.isValid() === true;

/** True for an id that is or holds an e-mail address, may be a phone number, or holds a Chinese mobile number. */
export function looksPersonal(id: string): boolean {
  if (/[^\s@]@[^\s@]/.test(id) || mayBePhone(id)) return true;
  const written = id.replace(BY_CHANCE, ' ');
  return holdsIdentityCard(written) || MOBILE_IN_ID.test(written);
}

/**
 * A phone number is 11 to 15 digits, with or without `+` and separators, that can be dialled in some country; a number
 * that begins with a date is none.
 */
function mayBePhone(id: string): boolean {
  if (!/^\+?\d[\d .()_-]*$/.test(id)) return false;
  const digits = id.replace(/\D/g, '');
  if (id.startsWith('+')) return digits.length >= 7;
  if (digits.length < 11 || digits.length > LONGEST || DATED.test(digits)) return false;
  return CHINESE_MOBILE.test(digits) || NATIONAL.test(digits) || isDialled(digits.replace(/^00/, ''));
}

/** True for a reference that is no mere code and holds personal data, or is grouped like a mobile number. */
export const isPersonalReference = (text: string): boolean =>
  /^[A-Za-z0-9._/-]*$/.test(text)
    ? GROUPED_MOBILE.test(text) || holdsIdentityCard(text.replace(BY_CHANCE, ' '))
    : holdsPersonal(text);

/** All others hold neither: most texts are spared the rest. */
const MAY_HOLD = /[@＠﹫%]|^(?:\P{N}*\p{N}){7}/u;

/** True for words in which an e-mail address or a phone number stands: what is said for ever must not name a person. */
export function holdsPersonal(words: string): boolean {
  if (!MAY_HOLD.test(words)) return false;
  const text = plain(words);
  const written = text.replace(BY_CHANCE, ' ');
  return holdsMail(text) || holdsIdentityCard(written) || holdsPhone(written);
}

/** As it is read: characters written as `%40`, in other width or form, dashes and dots of other kinds, and none unseen. */
const plain = (words: string): string =>
  folded(decoded(words).normalize('NFKC'))
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[·•‧・。]/g, '.');

/** `%2540` is `%40` is `@`; what is encoded more often is not written by people. */
const MOST_TIMES = 8;
function decoded(text: string): string {
  let read = text;
  for (let times = 0; times < MOST_TIMES; times++) {
    const once = read.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
      new TextDecoder().decode(Uint8Array.from(bytes.slice(1).split('%'), (byte) => parseInt(byte, 16))),
    );
    if (once === read) break;
    read = once;
  }
  return read;
}

/** Digits with what stands between the digits of phone numbers, not part of a code: of `import-02079460958` nothing. */
const RUNS = /\+[ (]*\d[\d ().-]*|(?<![a-z\d_-])\d[\d ().-]*(?![a-z\d_-])/giu;

function holdsPhone(text: string): boolean {
  return MOBILE.test(text) || (withoutMeasures(text).match(RUNS) ?? []).some(isPhone);
}

/** True for a run of digits in which a phone number stands, by its groups: other numbers may follow. */
function isPhone(run: string): boolean {
  const groups = run.match(/\d+/g) ?? [];
  /** Whether a number begins with a group of this form, however many groups it has. */
  const begins = (form: RegExp, is: (digits: string) => boolean): boolean =>
    groups.some((group, index) => form.test(group) && numbersOf(groups.slice(index, index + LONGEST)).some(is));
  if (run.startsWith('+')) return /^[^\d]+[1-9]/.test(run) && numbersOf(groups).some(isDialled); // `+0.015` is a measure
  return (
    begins(/^00[1-9]/, (digits) => isDialled(digits.slice(2))) ||
    begins(/^0[1-9]\d/, (digits) => NATIONAL.test(digits)) || // not sizes such as `06 08 10 12 14 16`
    [groups.join(''), ...groups].some(isInternational)
  );
}

/** The first group, the first two, and so on, up to the longest that can be dialled. */
function numbersOf(groups: readonly string[]): readonly string[] {
  const numbers: string[] = [];
  let digits = '';
  for (const group of groups) {
    digits += group;
    if (digits.length > LONGEST) break;
    numbers.push(digits);
  }
  return numbers;
}

/** What may be in the clear, by what a field is for: see above. */
export const PERSONAL = { words: holdsPersonal, id: looksPersonal, reference: isPersonalReference } as const;
