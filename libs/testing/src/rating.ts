import { byCustomer, defineContext, definePolicy, defineProjection, defineSection, integer } from '@dossier/kernel';
import { ItemBought, TabOpened } from './shop';

const title = { zh: '评价', en: 'Rating' };
class Rate {
  readonly factor!: number;
}
const rate = definePolicy<Rate>({ name: 'rate', title, document: Rate, initial: { factor: 1 } });
/** Judged by a policy. */
const worth = defineProjection<{ readonly sum: number }>()({
  name: 'worth',
  title,
  version: 1,
  from: { ItemBought },
  key: byCustomer,
  personal: false,
  policies: ['rate'],
  initial: { sum: 0 },
  evolve: { ItemBought: ({ sum }, { price }) => ({ sum: sum + price }) },
  fields: { worth: integer(({ sum }, policy) => sum * policy(rate).document.factor) },
});
const visits = defineSection<{ readonly n: number }, { readonly n: number }>()({
  name: 'visits',
  title,
  version: 1,
  from: { TabOpened },
  initial: { n: 0 },
  evolve: { TabOpened: ({ n }) => ({ n: n + 1 }) },
  view: ({ n }) => ({ n }),
  figures: { n: { formula: title, behind: 'each' } },
  fields: { visits: integer((d) => d.n, title) },
});
/** Beside the shop: a projection that is judged by a policy, and a second section. */
export const rating = defineContext({ name: 'rating', title, slices: [worth, rate, visits] });
