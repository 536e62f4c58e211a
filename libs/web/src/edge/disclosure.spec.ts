import { Registry } from '@dossier/engine';
import { defineContext, defineSection } from '@dossier/kernel';
import { customers } from '../../../contexts/customers/src/customers.module';
import { ItemBought, shop } from '../../../testing/src/shop';
import { personalNames } from './disclosure';

it('lets a policy open what nothing but a section of the 360° view shows', () => {
  const taste = defineSection<{ readonly likes: string }, { readonly likes: string }>()({
    name: 'taste',
    title: { zh: '口味', en: 'Taste' },
    version: 1,
    from: { ItemBought },
    initial: { likes: '' },
    evolve: { ItemBought: (_, { item }) => ({ likes: item }) },
    view: (state) => state,
    shows: [{ at: 'likes', of: ['shop.likes'] }],
    figures: { likes: { formula: { zh: '最近一次消费', en: 'what was bought last' }, behind: 'last' } },
    fields: {},
  });
  const registry = new Registry([customers, defineContext({ ...shop, slices: [...shop.slices, taste] })]);
  expect(personalNames(registry)).toContain('shop.likes');
});
