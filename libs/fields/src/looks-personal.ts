import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { folded } from './standardised';

const EMAIL = /[^\s@]@[^\s@]/;
const DIGITS = /^\+?\d[\d .()_-]*$/;
/** `20261231…`: dates begin the numbers of many systems. */
const DATED = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
/** With the zero that is dialled inside a country: `02079460958`, `051266778899`. */
const NATIONAL = /^0[1-9]\d{9,10}$/;

/**
 * True for what is an e-mail address or may be a phone number: ids go where personal data must not. A phone number is
 * 11 to 15 digits, with or without `+` and separators, that can be dialled in some country; a number that begins with
 * a date is none.
 */
export function looksPersonal(id: string): boolean {
  if (EMAIL.test(id)) return true;
  if (!DIGITS.test(id)) return false;
  const digits = id.replace(/\D/g, '');
  if (id.startsWith('+')) return digits.length >= 7;
  if (digits.length < 11 || digits.length > 17 || DATED.test(digits)) return false;
  if (CHINESE_MOBILE.test(digits) || NATIONAL.test(digits)) return true;
  return parsePhoneNumberFromString(`+${digits.replace(/^00/, '')}`)?.isPossible() ?? false;
}

/** Digits with what stands between the digits of phone numbers, not part of a word: of a UUID nothing is taken. */
const RUNS = /(?<![\p{L}\p{N}_-])\+?\d[\d ().-]*\d(?![\p{L}\p{N}_-])/gu;

/** True for words in which an e-mail address or a phone number stands: what is said for ever must not name a person. */
export function holdsPersonal(words: string): boolean {
  const text = folded(words);
  return (
    EMAIL.test(text) ||
    (text.match(RUNS) ?? []).some(looksPersonal) ||
    text.split(/[^\p{L}\p{N}]+/u).some((word) => CHINESE_MOBILE.test(word))
  );
}
