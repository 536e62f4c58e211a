import type { Text } from './text';

/** An enumeration: its codes, and the words that people read for each of them. */
export interface Terms<Code extends string = string> {
  /** `<context>.<what>`, `sales.urgency`; without a context the word alone. A name belongs to one enumeration only. */
  readonly name: string;
  readonly title: Text;
  /** In the order in which they are shown. */
  readonly codes: readonly Code[];
  readonly words: Readonly<Record<Code, Text>>;
}
export type CodeOf<T extends Terms> = T['codes'][number];

/** Declares the codes of an enumeration with their words at once; their type is `CodeOf<typeof …>`. */
export const defineTerms = <const Code extends string>(
  name: string,
  title: Text,
  words: Readonly<Record<Code, Text>>,
): Terms<Code> => ({ name, title, codes: Object.keys(words) as Code[], words });

/** True for a code of the enumeration, not for names like `constructor`. */
export const isCodeOf = <Code extends string>({ words }: Terms<Code>, text: string): text is Code =>
  Object.hasOwn(words, text);

/**
 * Codes with their words, for readers who send codes but think in words: `call（电话）、mail（邮件）`.
 * @param some left out: all; those that have no word stay as they are
 */
export function codesInWords({ codes, words }: Terms, some: readonly string[] = codes): Text {
  const inWords = (language: keyof Text, [open, close]: readonly [string, string]): readonly string[] =>
    some.map((code) => {
      const word = Object.hasOwn(words, code) ? words[code]?.[language] : undefined;
      return word === undefined || word === code ? code : `${code}${open}${word}${close}`;
    });
  return { zh: inWords('zh', ['（', '）']).join('、'), en: inWords('en', [' (', ')']).join(', ') };
}
