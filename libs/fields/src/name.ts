import { folded, type Standardiser, standardised } from './standardised';

// U+FFFD stands where an encoding was read wrongly, a control character where a file was
const DAMAGED = /[\uFFFD\u0000-\u0008\u000E-\u001F\u007F]/;

/** Names and other free text: width and white space folded; damaged or empty text has no standard form. */
export const standardName: Standardiser = (raw) => {
  const value = folded(raw);
  return standardised(raw, value === '' || DAMAGED.test(value) ? undefined : value);
};
