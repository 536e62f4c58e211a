/**
 * Control characters but the line feed and the tab, and what turns the direction of text: in a terminal they move the
 * cursor, hide text or set the title.
 */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const code = (sign: string): string => sign.charCodeAt(0).toString(16).padStart(4, '0');

/** Control characters as signs that can be seen: `␛` for escape. */
export const controlsShown = (text: string): string =>
  text.replace(CONTROLS, (sign) =>
    sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : `<U+${code(sign).toUpperCase()}>`,
  );

/** The same in JSON, which stays what it was. */
export const controlsEscaped = (json: string): string => json.replace(CONTROLS, (sign) => `\\u${code(sign)}`);
