import type { Text } from '@dossier/kernel';

/** Below U+0300 nothing combines: such a text is in NFC as it is, and most texts are such. */
const MAY_COMBINE = /[\u0300-\u{10FFFF}]/u;

/**
 * The form in which a text comes in: Unicode NFC, so that `é` typed as one character or as two is the same text, to a
 * command's key as to a search. Every way in goes through here: bodies, lines of a bulk, paths, query parameters.
 */
export const received = (text: string): string => (MAY_COMBINE.test(text) ? text.normalize('NFC') : text);

/** What no text may hold, as a code and in words; undefined: nothing of the kind. */
export function textFault(text: string): (Text & { readonly code: string }) | undefined {
  if (!text.isWellFormed())
    return { code: 'broken-text', zh: '包含不完整的 Unicode 字符。', en: 'has half of a surrogate pair.' };
  // stores and terminals end a text there
  if (text.includes('\0')) return { code: 'nul', zh: '不得包含空字符（NUL）。', en: 'has a NUL character.' };
  return undefined;
}
