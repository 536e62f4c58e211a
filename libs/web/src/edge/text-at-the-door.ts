import type { Text } from '@dossier/kernel';

/** No character below U+0300 combines: most texts have no other, so they are NFC already. */
const MAY_COMBINE = /[\u0300-\u{10FFFF}]/u;

/**
 * Converts incoming text to Unicode NFC, so that `é` typed as one character or as two is the same text for keys and
 * searches. Applied to all input: bodies, bulk lines, paths, query parameters.
 */
export const received = (text: string): string => (MAY_COMBINE.test(text) ? text.normalize('NFC') : text);

/**
 * More combining marks in a row than any script needs: the limit of Unicode's Stream-Safe Text Format. To bring marks into
 * their order takes time by the square of their number: without the limit one text of a megabyte holds up everybody for
 * minutes.
 */
const MOST_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(String.raw`(?<!\p{M})\p{M}{${MOST_MARKS + 1}}`, 'u');

/** The forbidden content of a text, as code and words; undefined: none. */
export function textFault(text: string): (Text & { readonly code: string }) | undefined {
  if (!text.isWellFormed())
    return { code: 'broken-text', zh: '包含不完整的 Unicode 字符。', en: 'has half of a surrogate pair.' };
  // some stores and terminals end a text at NUL
  if (text.includes('\0')) return { code: 'nul', zh: '不得包含空字符（NUL）。', en: 'has a NUL character.' };
  if (text.length > MOST_MARKS && MAY_COMBINE.test(text) && TOO_MANY_MARKS.test(text))
    return {
      code: 'too-many-marks',
      zh: `连续的组合符号不得超过 ${MOST_MARKS} 个。`,
      en: `has more than ${MOST_MARKS} combining marks in a row.`,
    };
  return undefined;
}
