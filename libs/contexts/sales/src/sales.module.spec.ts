import type { Fields, Figure, Text } from '@dossier/kernel';
import { salesReturns } from './returns-policy';
import { sales } from './sales.module';

it('seals what people write in their own words, and says that who reads it reads of a person', () => {
  const sealed = sales.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  expect(sealed).toEqual([
    'sales.OrderPlaced.adjustmentReasons',
    'sales.OrderCancelled.reason',
    'sales.OrderReturned.reason',
    'sales.CreditNoteIssued.reason',
  ]);
  const personal = sales.projections.filter((projection) => projection.personal).map(({ name }) => name);
  expect(personal).toEqual(['orders', 'credit-notes', 'sales-facts', 'begun-credits']);
});

it('names for every amount that a list can sort by the field of its currency', () => {
  const amounts = [...sales.projections, ...sales.sections].flatMap(({ name, fields }) =>
    Object.entries(fields as Fields<never>).flatMap(([field, { type, currencyIn }]) =>
      type === 'integer' ? [[`${name}.${field}`, currencyIn]] : [],
    ),
  );
  expect(Object.fromEntries(amounts)).toEqual({
    'orders.gross': 'currency',
    'orders.net': 'currency',
    'credit-notes.amount': 'currency',
    'sales-facts.gross': 'currency',
    'sales-facts.net': 'currency',
    'sales-facts.purchases': undefined,
    'sales.grossSales': 'salesCurrency',
    'sales.netSales': 'salesCurrency',
    'sales.purchases': undefined,
    'sales.openOrders': undefined,
  });
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [sales, salesReturns, ...sales.events, ...sales.projections, ...sales.sections, ...sales.reactors].map(
    ({ title }): Text => title,
  );
  const refused = sales.refusals.map(([, kind]) => kind);
  const figures = sales.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  for (const { zh, en } of [...titled, ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
