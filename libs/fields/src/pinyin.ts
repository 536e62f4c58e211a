import { pinyin } from 'pinyin-pro';
import { searchFold } from './search-fold';
import { comparable } from './standardised';

const CHINESE = /\p{Script=Han}/u;

/** Full reading and its initials: `zhangsanfeng`, `zsf`; ü as v and as u. What is not Chinese stays as it is. */
function readings(name: string, surname: 'head' | 'off'): readonly string[] {
  const words = pinyin(name, { toneType: 'none', type: 'all', nonZh: 'consecutive', v: true, surname });
  const joined = (of: (word: (typeof words)[number]) => string): string => words.map(of).join('').replace(/\s/g, '');
  return [
    joined((w) => (w.isZh ? w.pinyin : w.origin)),
    joined((w) => (w.isZh ? w.pinyin.replace('v', 'u') : w.origin)),
    joined((w) => (w.isZh ? w.pinyin.charAt(0) : w.origin)),
  ];
}

/** As German writes umlauts where a keyboard has none: `mueller`. */
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };
const spelt = (name: string): string => name.normalize('NFC').replace(/[äöü]/gi, (u) => UMLAUTS[u.toLowerCase()] ?? u);

/**
 * What a name is found by: itself, its pinyin and its initials, with the reading of the first character as a surname
 * (单 is shan) and as a word (dan), of the characters as they were written and of simplified ones (the words by which
 * readings are told apart are known in simplified ones). Folded as {@link searchTerm}; words separated by a space.
 */
export function searchText(...names: readonly string[]): string {
  const words = names.flatMap((name) => {
    const folded = searchFold(name);
    if (!CHINESE.test(name)) return [folded, searchFold(spelt(name))];
    const written = [...new Set([comparable(name), folded])];
    return [
      folded,
      ...written.flatMap((each) => [...readings(each, 'head'), ...readings(each, 'off')]).map(searchFold),
    ];
  });
  return [...new Set(words)].filter((word) => word !== '').join(' ');
}

/** What is looked for in a {@link searchText}: the asker's words, folded the same way. */
export const searchTerm = searchFold;
