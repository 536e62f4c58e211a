import { defineRefusals, Refusal } from './refusal';

const refusal = defineRefusals('shop', {
  closed: { zh: '本店在 {day} 休息，{hour} 点再来。', en: 'The shop is closed on {day}.' },
  empty: { zh: '没有商品。', en: 'There is nothing.' },
});

it('does not compile where a hole of its words stays open, in whichever language it is', () => {
  // @ts-expect-error -- {hour} of the Chinese words
  refusal('closed', { day: 'Sunday' });
  // @ts-expect-error -- nothing is filled
  refusal('closed');
  // @ts-expect-error -- undefined fills nothing
  refusal('closed', { day: undefined, hour: 9 });
  // @ts-expect-error -- no such refusal
  refusal('shut');
  const which = ['closed', 'empty'] as const;
  // @ts-expect-error -- one of the two has holes
  for (const name of which) refusal(name, { day: 'Sunday' });
});

it('takes more details than its words tell, and none where there are no holes', () => {
  expect(refusal('closed', { day: 'Sunday', hour: null, shop: 1 })).toMatchObject({
    code: 'shop/closed',
    details: { day: 'Sunday', hour: null, shop: 1 },
  });
  expect(refusal('empty')).toMatchObject({ code: 'shop/empty', details: {} });
});

it('carries its words, and is named by a slice with others of its context', () => {
  expect(refusal('empty')).toBeInstanceOf(Refusal);
  expect(refusal('empty')).toMatchObject({ kind: { en: 'There is nothing.' } });
  expect(Object.keys(refusal.some('empty'))).toEqual(['shop/empty']);
  expect(Object.keys(refusal.kinds)).toEqual(['shop/closed', 'shop/empty']);
});
