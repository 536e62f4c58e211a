/** A value in its standard form, beside what was said. */
export interface Standardised {
  /** The standard form; where there is none, `raw` without outer and doubled white space. */
  readonly value: string;
  /** As it was said, to the letter. */
  readonly raw: string;
  /** False: no standard form was found; to be listed in the data-quality report. */
  readonly standard: boolean;
}
/** Pure: the same text gives the same answer, whatever the machine's settings. */
export type Standardiser = (raw: string) => Standardised;

const FULL_WIDTH = /[！-～]/g;
/**
 * What comes along from spreadsheets and web pages and is not seen: soft hyphen, zero-width characters, byte order mark,
 * marks that turn the direction of writing, variation selectors, fillers of scripts, marks of annotations.
 */
export const UNSEEN = String.raw`\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB`;
const UNSEEN_ONES = new RegExp(`[${UNSEEN}]`, 'gu');
/** White space, with the blank of Braille. */
export const BLANK = String.raw`\s\u2800`;
const BLANKS = new RegExp(`[${BLANK}]+`, 'g');
/** Not white space alone: what is {@link folded} of a text that is not empty is not empty either. */
export const NOT_BLANK = new RegExp(`^$|[^${BLANK}${UNSEEN}]`, 'u');

/**
 * In NFC, full-width forms of ASCII as ASCII (`Ａ（１）` is `A(1)`), white space folded and trimmed; Chinese stays as it
 * is.
 */
export const folded = (raw: string): string =>
  raw
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(UNSEEN_ONES, '')
    .normalize('NFC') // after what stood unseen between a letter and its accent
    .replace(BLANKS, ' ')
    .trim();

/** Folded and in lower case: how texts are compared. */
export const comparable = (raw: string): string => folded(raw).toLowerCase();

/** `value` undefined: there is no standard form. */
export const standardised = (raw: string, value: string | undefined): Standardised =>
  value === undefined ? { value: folded(raw), raw, standard: false } : { value, raw, standard: true };
