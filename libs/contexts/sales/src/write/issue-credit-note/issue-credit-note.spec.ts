import { customer, CustomerDeactivated, CustomerRegistered } from '@dossier/contexts/customers';
import { decisionSpec, stateOf, told, withPolicy } from '@dossier/testing';
import { CreditNoteIssued } from '../../credit-note.events';
import { creditOrder } from '../../credit-order';
import { salesExceptions } from '../../exceptions-policy';
import { recordPastCredit } from '../../record-past-credit';
import { issueCreditNote } from './issue-credit-note';

const january = '2026-01-01T00:00:00.000Z';
const march = '2026-03-01T00:00:00.000Z';
const leftInMarch = stateOf(
  customer,
  told(CustomerRegistered({ kind: 'person' }), { occurredAt: january }),
  told(CustomerDeactivated({ reason: 'left' }), { occurredAt: march }),
);
const lines = [
  { sku: 'A', name: '轴承', quantity: 2, unitPrice: '1.505' },
  { sku: 'B', quantity: 1, unitPrice: '0' },
];
const columns = { sku: ['A', 'B'], quantity: [2, 1], unitPrice: ['1.505', '0'], name: ['轴承', null] };
const command = { number: 'C536379', currency: 'GBP', lines };
const content = { number: 'C536379', currency: 'GBP', lines: columns, amount: '3.01' };
const issued = CreditNoteIssued(content);

const unsaid = { ...command, orderId: 'SO-1', reason: '退货' };
const naming = { ...unsaid, customerId: 'c-1' };
const settling = { ...naming, forReturn: true };

it('gives credit with or without an order, and settles a return', () => {
  const spec = decisionSpec(issueCreditNote);
  spec.when(command).then(issued);
  spec.when(naming).then(CreditNoteIssued({ ...content, orderId: 'SO-1', counted: true, reason: '退货' }));
  spec
    .when(settling)
    .then(CreditNoteIssued({ ...content, orderId: 'SO-1', counted: true, forReturn: true, reason: '退货' }));
});

it('is recorded on the order that it names before it is issued', () => {
  const credit = { orderId: 'SO-1', creditNoteId: 'C536379', currency: 'GBP', amount: '3.01' };
  const settled = { ...credit, customerId: 'c-1', forReturn: true, lines: columns };
  expect(issueCreditNote.before?.(settling, {})).toEqual([{ def: creditOrder, command: settled }]);
  expect(issueCreditNote.before?.(settling, { backfill: true })).toEqual([
    { def: recordPastCredit, command: { credit: settled, issued: false } },
  ]);
  expect(issueCreditNote.before?.(unsaid, {})).toMatchObject([{ command: { customerId: null, forReturn: false } }]);
  expect(issueCreditNote.before?.(command, {})).toEqual([]);
});

it('is refused for a customer that was deactivated by then, unless the company says otherwise', () => {
  const spec = decisionSpec(issueCreditNote);
  const when = (occurredAt: string, more: object = {}) =>
    spec.when(
      { ...command, customerId: 'c-1' },
      { needed: { customer: leftInMarch, order: undefined, past: undefined }, occurredAt, ...more },
    );
  when(march).then('sales/customer-deactivated', { customerId: 'c-1', since: march, at: march });
  when(january).then(issued);
  when(march, { backfill: true }).then(issued);
  const flag = { creditedMoreThanSold: 'refuse', deactivatedCustomer: 'flag', sameNumber: 'flag' } as const;
  when(march, { policies: withPolicy(salesExceptions, flag) }).then(issued);
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
  for (const id of ['13812345678', 'SO-13812345678'])
    decisionSpec(issueCreditNote)
      .when({ ...command, orderId: id })
      .then('sales/personal-id', { id });
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
  const before = CreditNoteIssued({ ...content, orderId: 'SO-1', reason: '退货' });
  decisionSpec(issueCreditNote).given(before).when(naming).thenNothing(); // by an earlier version
});

it('refuses amounts and quantities that cannot be', () => {
  const one = (quantity: number, unitPrice: string) => [{ sku: 'A', quantity, unitPrice }];
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
