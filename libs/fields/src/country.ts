import { alpha3ToAlpha2, getNames, registerLocale } from 'i18n-iso-countries/index';
import en from 'i18n-iso-countries/langs/en.json';
import zh from 'i18n-iso-countries/langs/zh.json';
import { defineTerms, type Terms, type Text } from '@dossier/kernel';
import { comparable, type Standardiser, standardised } from './standardised';

/** Spellings met in real data that the lists of names do not have. */
const SPELLINGS: Readonly<Record<string, string>> = {
  eire: 'IE',
  rsa: 'ZA',
  'u.s.a.': 'US',
  'u.s.': 'US',
  'u.k.': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  korea: 'KR',
  uae: 'AE',
  中华人民共和国: 'CN',
  大不列颠: 'GB',
  中国香港: 'HK',
  中国澳门: 'MO',
  澳门: 'MO',
  台湾: 'TW',
  中国台湾: 'TW',
};

function codesByName(): ReadonlyMap<string, string> {
  const codes = new Map(Object.entries(SPELLINGS));
  for (const locale of [en, zh]) {
    registerLocale(locale);
    for (const [code, names] of Object.entries(getNames(locale.locale, { select: 'all' })))
      for (const name of names) codes.set(comparable(name), code);
    for (const code of Object.keys(locale.countries)) codes.set(code.toLowerCase(), code);
  }
  return codes;
}
const codes = codesByName();

/** Names are made when one is first read: each start of a process would wait 30 ms for them. */
const nameIn = (locale: string): ((code: string) => string) => {
  let names: Intl.DisplayNames | undefined;
  return (code) => (names ??= new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })).of(code) ?? code;
};
const [chinese, english] = [nameIn('zh-CN'), nameIn('en')];
const wordsOf = (code: string): Text => ({
  get zh() {
    return chinese(code);
  },
  get en() {
    return english(code);
  },
});

/** The standard forms of countries, with their names. */
export const countries: Terms = defineTerms(
  'country',
  { zh: '国家或地区', en: 'Country or region' },
  Object.fromEntries(Object.keys(en.countries).map((code) => [code, wordsOf(code)])),
);

/**
 * ISO 3166-1 alpha-2 of a code or of a name in English or Chinese. What names no country of that list has no standard
 * form: `Channel Islands` are two, `European Community` and `West Indies` are many, `Unspecified` is none.
 */
export const standardCountry: Standardiser = (raw) => {
  const said = comparable(raw);
  const code = codes.get(said) ?? codes.get(said.replace(/^the /, ''));
  return standardised(raw, code ?? (said.length === 3 ? alpha3ToAlpha2(said.toUpperCase()) : undefined));
};
