/** Whatever a person reads exists in Simplified Chinese and English. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Text;

/** What a person reads about a field or a value. */
export interface Label {
  readonly title: Text;
  /** What it means and what leaving it out means, where the title does not say so. */
  readonly help?: Text;
  /** What its number counts: days, months. */
  readonly unit?: Text;
}

/** The language of a locale: `zh`, `zh-CN`, `en_GB.UTF-8` …; undefined for others. */
export const languageOf = (locale: string): Language | undefined =>
  /^(zh|en)(?![a-z])/i.exec(locale)?.[1]?.toLowerCase() as Language | undefined;

/**
 * The language of the user of this machine: DOSSIER_LANG, else the system's, which is the first of LC_ALL, LC_MESSAGES
 * and LANG that is set and not empty (POSIX); undefined for other languages.
 */
export function operatorLanguage(environment: Readonly<Record<string, string | undefined>>): Language | undefined {
  const system = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean) ?? '';
  return languageOf(environment['DOSSIER_LANG'] ?? '') ?? languageOf(system);
}

/** True for an object with exactly these members: one with more is data. */
export const isText = (value: unknown): value is Text => {
  const { zh, en, ...rest } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof zh === 'string' && typeof en === 'string' && Object.keys(rest).length === 0;
};

/** Words or codes as a list, with each language's separator. */
export const enumerated = (items: readonly string[]): Text => ({ zh: items.join('、'), en: items.join(', ') });

/** A noun to count with: English has singular and plural, Chinese one form. */
export interface Noun {
  readonly zh: string;
  readonly one: string;
  readonly other: string;
}

/** A whole number with what it counts: `1 item`, `2 items`, `0 items`. */
export const counted = (count: number, { zh, one, other }: Noun): Text => ({
  zh: `${count} ${zh}`,
  en: `${count} ${count === 1 ? one : other}`,
});

/** Names of the `{holes}` in a sentence. */
export type HolesIn<T extends string> = T extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | HolesIn<Rest>
  : never;
export const holesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** The details, with each text in one language. */
export const inLanguage = (details: Details, language: Language): Details =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [name, isText(value) ? value[language] : value]));
type Details = Readonly<Record<string, unknown>>;

/** Fills `{name}` in a text with the details of the same name; a missing detail stays visible as `{name}`. */
export const fill = (text: string, details: Details): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = details[name];
    return value === undefined ? hole : typeof value === 'string' ? value : JSON.stringify(value);
  });
