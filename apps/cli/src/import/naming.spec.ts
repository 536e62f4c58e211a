import { looksPersonal } from '@dossier/fields';
import { keyedName } from '@dossier/security';
import { namingBy } from './naming';

const secret = Buffer.alloc(32, 1);
const naming = namingBy(secret);

it('names by the secret and the natural key', () => {
  expect(naming('order', '536365')).toBe(keyedName(secret, 'order', '536365'));
});

it.each([
  ['142730', '4o4aj9ipvdeg17350883458o38'],
  ['2670773', 'fleg19553222038qk0ef6r9bmk'],
])('gives %s no name in which a mobile number stands by chance', (key, byChance) => {
  expect([keyedName(secret, 'order', key), looksPersonal(byChance)]).toEqual([byChance, true]);
  const name = naming('order', key);
  expect(looksPersonal(name)).toBe(false);
  expect(naming('order', key)).toBe(name);
});
