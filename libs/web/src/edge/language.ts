import type { Language } from '@dossier/kernel';

/** The supported language that the reader prefers. A malformed header is ignored. */
export function languageOf(acceptLanguage: string | undefined, fallback: Language): Language {
  if (acceptLanguage === undefined) return fallback;
  let best: Language = fallback;
  let liking = 0;
  for (const part of acceptLanguage.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = /^(zh|en)(-|$)/.exec(tag.trim())?.[1];
    const quality = parameters.map((text) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(text)?.[1]).find(Boolean) ?? '1';
    if (language !== undefined && Number(quality) > liking) {
      best = language as Language;
      liking = Number(quality);
    }
  }
  return best;
}
