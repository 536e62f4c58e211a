import { decisionSpec } from '@dossier/testing';
import { CreditNoteIssued } from '../../credit-note.events';
import type { Order } from '../../order';
import { issueCreditNote } from './issue-credit-note';

const lines = [
  { sku: 'A', name: '轴承', quantity: 2, unitPrice: '1.505' },
  { sku: 'B', quantity: 1, unitPrice: '0' },
];
const columns = { sku: ['A', 'B'], quantity: [2, 1], unitPrice: ['1.505', '0'], name: ['轴承', null] };
const command = { number: 'C536379', currency: 'GBP', lines };
const content = { number: 'C536379', currency: 'GBP', lines: columns, amount: '3.01' };
const issued = CreditNoteIssued(content);

/** An order of which both pieces came back. */
const returned = (more: object = {}): Order => ({
  is: 'confirmed',
  customer: 'c-1',
  origin: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'GBP', purchase: true },
  lines: { sku: ['A'], quantity: [2], unitPrice: ['1.505'] },
  adjustments: null,
  quantities: { shipped: [2], returned: [2] },
  moves: [],
  promisedShipAt: null,
  missed: false,
  ...more,
});
const unsaid = { ...command, orderId: 'SO-1', reason: '退货' };
const naming = { ...unsaid, customerId: 'c-1' };
const settling = { ...naming, forReturn: true };

it('gives credit with or without an order, and settles a return', () => {
  decisionSpec(issueCreditNote).when(command).then(issued);
  const spec = decisionSpec(issueCreditNote);
  const named = CreditNoteIssued({ ...content, orderId: 'SO-1', reason: '退货' });
  spec.when(naming, { needed: returned({ quantities: { shipped: [2] } }) }).then(named);
  const settled = CreditNoteIssued({ ...content, orderId: 'SO-1', forReturn: true, reason: '退货' });
  spec.when(settling, { needed: returned() }).then(settled);
  spec.when({ ...unsaid, forReturn: true }, { needed: returned({ customer: null }) }).then(settled);
  spec.when({ ...settling, customerId: 'c-2' }, { needed: returned({ customer: null }) }).then(settled);
});

it.each([
  [undefined, 'sales/unknown-order', { orderId: 'SO-1' }],
  [
    returned({ origin: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true } }),
    'sales/other-currency',
    { orderId: 'SO-1', expected: 'CNY', currency: 'GBP' },
  ],
  [returned({ customer: 'c-2' }), 'sales/other-customer', { orderId: 'SO-1', customer: 'c-2' }],
])('names no order to which it does not belong: %#', (needed, code, details) => {
  decisionSpec(issueCreditNote).when(naming, { needed }).then(code, details);
});

it('names the customer of its order, or it would lower the net amount of nobody', () => {
  decisionSpec(issueCreditNote)
    .when(unsaid, { needed: returned() })
    .then('sales/customer-needed', { orderId: 'SO-1', customer: 'c-1' });
});

it.each([
  [{ shipped: [2] }, 'sales/nothing-returned', { orderId: 'SO-1' }],
  [{ shipped: [2], returned: [0] }, 'sales/nothing-returned', { orderId: 'SO-1' }],
  [{ shipped: [2], returned: [1] }, 'sales/more-than-returned', { orderId: 'SO-1', returned: '1.51', currency: 'GBP' }],
])('settles no return that has not lowered net by as much: %#', (quantities, code, details) => {
  decisionSpec(issueCreditNote)
    .when(settling, { needed: returned({ quantities }) })
    .then(code, details);
});

it('looks at the order that it names', () => {
  expect(issueCreditNote.needs?.id(naming)).toBe('SO-1');
  expect(issueCreditNote.needs?.id(command)).toBeUndefined();
});

it('settles a return only of an order that it names', () => {
  decisionSpec(issueCreditNote)
    .when({ ...command, forReturn: true })
    .then('sales/return-without-order');
  decisionSpec(issueCreditNote)
    .when({ ...command, forReturn: false })
    .then(issued);
});

it('names no order by what looks like a phone number', () => {
  decisionSpec(issueCreditNote)
    .when({ ...command, orderId: '13812345678' })
    .then('sales/personal-id', { id: '13812345678' });
});

it('is nothing to do when the same is there, and refused when another is', () => {
  decisionSpec(issueCreditNote).given(issued).when(command).thenNothing();
  const [first, second] = lines as [(typeof lines)[0], (typeof lines)[0]];
  decisionSpec(issueCreditNote)
    .given(issued)
    .when({
      ...command,
      lines: [
        { ...second, unitPrice: '0.00' },
        { ...first, unitPrice: '1.5050' },
      ],
      forReturn: false,
    })
    .thenNothing();
  decisionSpec(issueCreditNote)
    .given(issued)
    .when({ ...command, currency: 'EUR' })
    .then('command/exists');
});

it('refuses amounts, quantities and currencies that cannot be', () => {
  const one = (quantity: number, unitPrice: string) => [{ sku: 'A', quantity, unitPrice }];
  decisionSpec(issueCreditNote)
    .when({ ...command, currency: 'ABC' })
    .then('sales/unknown-currency');
  decisionSpec(issueCreditNote)
    .when({ ...command, lines: one(0.0005, '1') })
    .then('sales/quantity-too-fine');
  decisionSpec(issueCreditNote)
    .when({ ...command, lines: one(1e9, '999999999') })
    .then('sales/amount-too-large');
});

it('has its number for an id, unless another is given', () => {
  expect(issueCreditNote.id(command)).toBe('C536379');
  expect(issueCreditNote.id({ ...command, creditNoteId: 'c-1' })).toBe('c-1');
  expect(() => issueCreditNote.id({ ...command, number: '2026/1' })).toThrow('sales/credit-note-id-needed');
  expect(issueCreditNote.subject?.({ ...command, customerId: 'c-1' })).toBe('c-1');
  expect(issueCreditNote.subject?.(command)).toBeUndefined();
});
