import type { Fields, Figure, Text } from '@dossier/kernel';
import { finance } from './finance.module';

it('seals what people write in their own words, and says that who reads it reads of a customer', () => {
  const sealed = finance.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  expect(sealed).toEqual([
    'finance.InvoiceCorrected.reason',
    'finance.DueDateMoved.reason',
    'finance.InvoiceCancelled.reason',
    'finance.InvoiceWrittenOff.reason',
    'finance.WriteOffWithdrawn.reason',
    'finance.AllocationWithdrawn.reason',
    'finance.PaymentReversed.reason',
    'finance.CreditLimitSet.reason',
    'finance.CreditLimitRemoved.reason',
  ]);
  expect(finance.projections.every(({ personal }) => personal)).toBe(true);
});

it('names for every amount that a list can sort by the field of its currency', () => {
  const amounts = [...finance.projections, ...finance.sections].flatMap(({ name, fields }) =>
    Object.entries(fields as Fields<never>).flatMap(([field, { type, currencyIn }]) =>
      type === 'integer' ? [[`${name}.${field}`, currencyIn]] : [],
    ),
  );
  expect(Object.fromEntries(amounts)).toEqual({
    'invoices.amount': 'currency',
    'invoices.open': 'currency',
    'payments.amount': 'currency',
    'payments.unallocated': 'currency',
    'credit-limits.limit': 'currency',
    'receivable-facts.change': 'currency',
    'receivable-facts.revision': undefined,
    'finance.receivables': 'receivablesCurrency',
    'finance.openInvoices': undefined,
  });
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [finance, ...finance.policies, ...finance.events, ...finance.projections, ...finance.sections];
  const figures = finance.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const refused = finance.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
