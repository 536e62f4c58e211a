import { simplified } from './simplified';
import { BLANK, UNSEEN } from './standardised';

/** Accents and other marks on Latin, Greek and Cyrillic letters, once they stand behind their letter. */
const MARK = '\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F';
/** A mark on a space is what NFKD makes of an accent that stands alone: `´`. */
const MARKS = new RegExp(`(?: [${MARK}])+|[${MARK}]+`, 'g');
/** What nobody types again: apostrophes, the dots of foreign names in Chinese, and what is not seen. */
const LEFT_OUT = new RegExp(`['\`´‘’‛′ʹʻʼ·•‧・${UNSEEN}]`, 'gu');
const BLANKS = new RegExp(`[${BLANK}]+`, 'gu');
const DASHES = /[‐‑‒–—―−]/g;
/** Letters that no Unicode form takes apart, as people type them who have them on no key. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ŧ: 't', ĸ: 'k' },
  ς: 'σ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/**
 * The form in which names are searched, of what is indexed and of what is asked: without case, width, accents and
 * apostrophes, Chinese in simplified characters. Equal for all Unicode forms of a text; folding twice changes nothing.
 * Characters are folded one by one, so what stands in a text stands in its folded form too.
 */
export const searchFold = (text: string): string =>
  simplified(
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(MARKS, '')
      .replace(LEFT_OUT, '')
      .replace(DASHES, '-')
      .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
      .normalize('NFC'),
  )
    .replace(BLANKS, ' ')
    .trim();
