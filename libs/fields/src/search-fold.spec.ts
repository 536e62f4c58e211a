import fc from 'fast-check';
import { searchTerm, searchText } from './pinyin';
import { searchFold } from './search-fold';

/** As a list looks for it: every word stands in the text. */
const finds = (asked: string, ...names: readonly string[]): boolean =>
  searchTerm(asked)
    .split(' ')
    .every((word) => searchText(...names).includes(word));

it.each([
  ['Müller', ['Müller', 'muller', 'MULLER', 'mueller', 'Mu\u0308ller', 'ｍｕｌｌｅｒ']],
  ['Straße', ['Straße', 'strasse', 'STRASSE', 'STRAẞE']],
  ['Strasse', ['straße']],
  ['Łódź', ['Łódź', 'lodz', 'ŁÓDŹ']],
  ['Lodz', ['Łódź']],
  ['O’Brien & Sons', ['O’Brien', "O'Brien", 'obrien', 'O´Brien', 'OʼBrien', 'Ｏ＇Brien']],
  ["O'Brien", ['O’Brien', 'obrien']],
  ['Ørsted A/S', ['orsted', 'Ørsted']],
  ['İstanbul Çelik', ['istanbul celik', 'ISTANBUL ÇELİK', 'İstanbul']],
  ['Île‑de‑France', ['ile-de-france', 'Île–de–France']],
  ['Đồng Nai', ['dong nai', 'Đồng Nai']],
  ['Σίσυφος', ['ΣΙΣΥΦΟΣ', 'σισυφος']],
  ['Ёлка', ['елка']],
  ['台湾', ['台湾', '臺灣', '台灣', 'taiwan', 'tw']],
  ['臺灣積體電路', ['台湾', '臺灣', '积体电路', 'taiwanjitidianlu', 'twjtdl']],
  ['重慶', ['重庆', 'chongqing', 'cq']],
  ['乾隆', ['乾', '乾隆', 'qianlong']],
  ['吕梁', ['lüliang', 'lvliang', 'luliang', 'LÜLIANG', 'lǚliáng', '呂梁', 'll']],
  ['约翰·史密斯', ['约翰史密斯', '约翰•史密斯', '约翰・史密斯']],
  ['西安', ['xian', "xi'an", 'xa']],
  ['삼성전자', ['삼성', '삼성'.normalize('NFD')]],
  ['苏\uFE0F州\u061C', ['苏州', '苏\u180E州', 'suzhou']],
  ['K-2041', ['K-2041', 'k–2041', '2041']],
])('%s is found by all of %j', (name, asked) => {
  expect(asked.filter((each) => !finds(each, name))).toEqual([]);
});

it('does not find what is another name', () => {
  for (const asked of ['Moller', 'Lade', 'obryan', '台北', 'lvlang'])
    expect(finds(asked, 'Müller', 'Łódź', '台湾')).toBe(false);
});

/** Names of all kinds, with what Unicode can do to them. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...Array.from('éüßŁøİǅﬁ½①ⅣＡ臺灣吕ガ한ё’´¨ -·')), maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('aeiouzs'), '\u0301', '\u0308', '\u0323', '\u0327', '\u0338', ' '),
    maxLength: 12,
  }),
);
const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

it('is the same for every Unicode form and width of a name, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(name, (text) => {
      const folded = searchFold(text);
      for (const form of forms) expect(searchFold(text.normalize(form))).toBe(folded);
      expect(searchFold(wide(text))).toBe(folded);
      expect(searchFold(folded)).toBe(folded);
    }),
    { numRuns: 2000 },
  );
});

it('finds every name by each of its forms, by each other’s as by its own', () => {
  fc.assert(
    fc.property(name, fc.constantFrom(...forms), fc.constantFrom(...forms), (text, written, asked) => {
      expect(finds(text.normalize(asked), text.normalize(written))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
