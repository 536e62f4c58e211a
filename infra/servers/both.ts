/** What a person reads, in both languages. */
export const both = (zh: string, en: string): string => `${zh} · ${en}`;
