/** Scripts whose words have joiners in them, as Persian and Hindi names do, and pictures that are joined to one. */
const JOINED = String.raw`[\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}]`;
const PICTURE = String.raw`\p{Extended_Pictographic}`;
const SPELLED = String.raw`(?<=${JOINED})[\u200c\u200d](?=${JOINED})|(?<=[${PICTURE}\ufe0f\u{1f3fb}-\u{1f3ff}])\u200d(?=${PICTURE})`;

/**
 * Characters that nobody sees, but the line feed and the tab: in a terminal they move the cursor, hide text or set the
 * title, and in a sentence they turn its direction or make two names look like one. A joiner that belongs to how a name is
 * spelled is none.
 */
const UNSEEN = new RegExp(
  String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|(?=[\u200c\u200d])(?!${SPELLED}).`,
  'gu',
);

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0');

/** The name of a character: `U+202E`. */
export const codePoint = (sign: string): string => `U+${hex(sign).toUpperCase()}`;

/** What nobody sees as signs that can be seen: `␛` for escape, `<U+202E>` for what turns the direction. */
export const unseenShown = (text: string): string =>
  text.replace(UNSEEN, (sign) =>
    sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : `<${codePoint(sign)}>`,
  );

/** The same in JSON, which stays what it was. */
export const unseenEscaped = (json: string): string => json.replace(UNSEEN, (sign) => `\\u${hex(sign)}`);
