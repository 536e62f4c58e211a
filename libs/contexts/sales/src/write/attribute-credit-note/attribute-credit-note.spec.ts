import { customer, CustomerDeactivated, CustomerRegistered } from '@dossier/contexts/customers';
import { SubjectAttributed } from '@dossier/foundation';
import { decisionSpec, stateOf, told } from '@dossier/testing';
import type { CreditNote } from '../../credit-note';
import { attributeCreditNote } from './attribute-credit-note';

const command = { creditNoteId: 'CN-1', customerId: 'c-1' };
const [january, march] = ['2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'] as const;
const issued = (more: Partial<CreditNote> = {}): CreditNote => ({
  ...{ customer: null, orderId: 'SO-1', issuedAt: march, counted: true },
  ...more,
});
const needed = (note: CreditNote | undefined) => ({
  needed: { note, customer: undefined, order: undefined, past: undefined },
});
const link = (name: string, into = 'c-1') => SubjectAttributed({ member: `~${name}`, into });
const leftInMarch = stateOf(
  customer,
  told(CustomerRegistered({ kind: 'person' }), { occurredAt: january }),
  told(CustomerDeactivated({ reason: 'left' }), { occurredAt: march }),
);
const spec = decisionSpec(attributeCreditNote);

it('links the note to the customer, whether it names an order or not', () => {
  spec.when(command, needed(issued())).then(link('credit-note-CN-1'));
  spec.when(command, needed(issued({ orderId: null }))).then(link('credit-note-CN-1'));
  const given = decisionSpec(attributeCreditNote).given(link('order-SO-1'));
  given.when(command, needed(issued())).then(link('credit-note-CN-1'));
});
it('is nothing to do twice', () =>
  decisionSpec(attributeCreditNote).given(link('credit-note-CN-1')).when(command, needed(issued())).thenNothing());
it('is refused for one that is not there, or has a customer', () => {
  spec.when(command, needed(undefined)).then('sales/unknown-credit-note', { creditNoteId: 'CN-1' });
  spec
    .when(command, needed(issued({ customer: 'c-2' })))
    .then('sales/has-customer', { document: 'credit-note-CN-1', customer: 'c-2' });
});
it('is refused where its order belongs to another', () =>
  decisionSpec(attributeCreditNote)
    .given(link('order-SO-1', 'c-2'))
    .when(command, needed(issued()))
    .then('sales/other-customer', { orderId: 'SO-1', customer: 'c-2' }));
it('is refused to a customer that was deactivated when the note was issued', () => {
  const when = (issuedAt: string) =>
    spec.when(command, { needed: { ...needed(issued({ issuedAt })).needed, customer: leftInMarch } });
  when(march).then('sales/customer-deactivated', { customerId: 'c-1', since: march, at: march });
  when(january).then(link('credit-note-CN-1'));
});
