import { comparable, type Standardiser, standardised } from './standardised';

/** Digits and capitals without I, O, S, V and Z; the place of a character is its value. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

/** The 18th character: 31 less the sum of value × 3^place over the first 17, modulo 31. Source: GB 32100-2015, 4.6. */
function checkCharacter(body: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** Unified social credit code 统一社会信用代码: 18 characters in capitals, check character verified. */
export const standardCreditCode: Standardiser = (raw) => {
  const code = comparable(raw).replace(/[ -]/g, '').toUpperCase();
  return standardised(raw, SHAPE.test(code) && checkCharacter(code.slice(0, 17)) === code[17] ? code : undefined);
};
