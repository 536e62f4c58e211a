import { NOT_BLANK } from './standardised';

/** What programs write where a value is missing. `NA` is none of them: it is Namibia. */
const WORDS = /^(?:[-–—]+|#n\/a|n\/a|<na>|-?nan|null|nil|undefined)$/i;

/** True for a text that says nothing but that there is no value: empty, nothing to be seen, a dash, `nan`, `NULL`, `N/A`, `#N/A`. */
export const isMissing = (text: string): boolean => {
  const bare = text.trim();
  return bare === '' || !NOT_BLANK.test(bare) || WORDS.test(bare);
};
