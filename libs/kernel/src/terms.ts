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

/** Codes with their words, for readers who send codes but think in words: `call（电话）、mail（邮件）`. */
export const codesInWords = ({ codes, words }: Terms): Text => ({
  zh: codes.map((code) => `${code}（${words[code]?.zh ?? code}）`).join('、'),
  en: codes.map((code) => (words[code]?.en === code ? code : `${code} (${words[code]?.en ?? code})`)).join(', '),
});
