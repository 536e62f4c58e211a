import { Converter } from 'opencc-js/t2cn';

const HAN = /\p{Script=Han}/gu;

let convert: ((text: string) => string) | undefined;
const known = new Map<string, string>();

/** The table is made with the first Chinese name, in some 15 ms, and takes 1.5 MB. */
function simple(character: string): string {
  let found = known.get(character);
  if (found === undefined) {
    convert ??= Converter({ from: 't', to: 'cn' }) as (text: string) => string; // its types are not found from here
    found = convert(character);
    known.set(character, found);
  }
  return found;
}

/**
 * Traditional characters as simplified ones: `臺灣` is `台湾`. Character by character, without the phrases that keep a
 * character as it is (`乾隆`): what is asked is a part of a name, and a phrase may be cut off there.
 */
export const simplified = (text: string): string => text.replace(HAN, simple);
