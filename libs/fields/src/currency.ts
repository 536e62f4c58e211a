import { comparable, type Standardiser, standardised } from './standardised';

const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** True for a currency code of ISO 4217, in capitals. */
export const isCurrency = (code: string): boolean => codes.has(code);

function codesByName(): ReadonlyMap<string, string> {
  const names = new Map([['rmb', 'CNY']]);
  for (const language of ['en', 'zh-CN']) {
    const display = new Intl.DisplayNames(language, { type: 'currency' });
    for (const code of codes) names.set(comparable(display.of(code) ?? code), code);
  }
  return names;
}
let names: ReadonlyMap<string, string> | undefined;

/** ISO 4217 code of a code or of a name in English or Chinese (`人民币`, `RMB`). */
export const standardCurrency: Standardiser = (raw) => {
  const said = comparable(raw);
  const code = said.toUpperCase();
  if (isCurrency(code)) return standardised(raw, code);
  names ??= codesByName(); // 10 ms: only those pay who name currencies in words
  return standardised(raw, names.get(said));
};
