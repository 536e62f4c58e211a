import { pinyin } from 'pinyin-pro';
import { comparable } from './standardised';

const CHINESE = /\p{Script=Han}/u;

/** Full reading and its initials: `zhangsanfeng`, `zsf`; what is not Chinese stays as it is. */
function readings(name: string, surname: 'head' | 'off'): readonly string[] {
  const words = pinyin(name, { toneType: 'none', type: 'all', nonZh: 'consecutive', v: true, surname });
  const joined = (of: (word: (typeof words)[number]) => string): string => words.map(of).join('').replace(/\s/g, '');
  return [joined((w) => (w.isZh ? w.pinyin : w.origin)), joined((w) => (w.isZh ? w.pinyin.charAt(0) : w.origin))];
}

/**
 * What a name is found by: itself, its pinyin and its initials, with the reading of the first character as a surname
 * (单 is shan) and as a word (dan). Lower case, words separated by a space.
 */
export function searchText(...names: readonly string[]): string {
  const words = names.map(comparable).flatMap((name) => {
    if (!CHINESE.test(name)) return [name];
    return [name, ...readings(name, 'head'), ...readings(name, 'off')];
  });
  return [...new Set(words)].filter((word) => word !== '').join(' ');
}

/** What is looked for in a {@link searchText}: fold the asker's words the same way. */
export const searchTerm = (asked: string): string => comparable(asked);
