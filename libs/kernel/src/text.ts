/** Whatever a person reads exists in Simplified Chinese and English. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Text;

export const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** Fills `{name}` in a text with the details of the same name; a missing detail stays visible as `{name}`. */
export const fill = (text: string, details: Readonly<Record<string, unknown>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = details[name];
    return value === undefined ? hole : typeof value === 'string' ? value : JSON.stringify(value);
  });
