import { customer, CustomerDeactivated, CustomerRegistered } from '@dossier/contexts/customers';
import { identityLinks, SubjectAttributed } from '@dossier/foundation';
import { Sequence } from '@dossier/kernel';
import { decisionSpec, stateOf, told } from '@dossier/testing';
import { type Credit, Credits } from '../../noted-credits';
import type { PlacedOrder } from '../../order';
import { attributeOrder } from './attribute-order';

const command = { orderId: 'SO-1', customerId: 'c-1' };
const [january, march] = ['2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'] as const;
const lines = { sku: ['A'], quantity: [1], unitPrice: ['1'] };
const order = (more: Partial<PlacedOrder> = {}): PlacedOrder => ({
  is: 'placed',
  confirmedAt: null,
  customer: null,
  number: 'SO-1',
  origin: { placedAt: march, currency: 'CNY', purchase: true },
  lines,
  adjustments: null,
  ...{ gross: 100, net: 100, lowered: 0 },
  quantities: {},
  moves: Sequence.empty(),
  shipments: Sequence.empty(),
  lowerings: Sequence.empty(),
  amounts: Sequence.empty(),
  credits: Credits.empty(),
  promisedShipAt: null,
  missed: false,
  ...more,
});
const credit = (creditNoteId: string, customer: string | null): Credit => ({
  ...{ creditNoteId, customer, issuedAt: march, currency: 'CNY', lines, forReturn: false },
});
const needed = (placed: PlacedOrder | undefined, past: readonly Credit[] = []) => ({
  needed: { order: placed, customer: undefined, past: Credits.of(past) },
});
const link = (name: string, into = 'c-1') => SubjectAttributed({ member: `~${name}`, into });
const leftInMarch = stateOf(
  customer,
  told(CustomerRegistered({ kind: 'person' }), { occurredAt: january }),
  told(CustomerDeactivated({ reason: 'left' }), { occurredAt: march }),
);
const spec = decisionSpec(attributeOrder);

it('links the order to its customer', () => spec.when(command, needed(order())).then(link('order-SO-1')));
it('is nothing to do twice', () =>
  decisionSpec(attributeOrder).given(link('order-SO-1')).when(command, needed(order())).thenNothing());
it('is refused for one that is not there, or has a customer, or was attributed to another', () => {
  spec.when(command, needed(undefined)).then('sales/unknown-order', { orderId: 'SO-1' });
  spec
    .when(command, needed(order({ customer: 'c-1' })))
    .then('sales/has-customer', { document: 'order-SO-1', customer: 'c-1' });
  decisionSpec(attributeOrder)
    .given(link('order-SO-1', 'c-2'))
    .when(command, needed(order()))
    .then('customers/attributed-elsewhere', { member: '~order-SO-1', owner: 'c-2' });
});

it('takes the credit notes along that name it and belong to nobody', () => {
  const placed = order({ credits: Credits.of([credit('CN-1', null), credit('CN-2', 'c-1'), credit('CN-3', null)]) });
  const given = decisionSpec(attributeOrder).given(link('credit-note-CN-3'));
  given.when(command, needed(placed)).then(link('order-SO-1'), link('credit-note-CN-1'));
  given.when(command, needed(order(), [credit('CN-1', null)])).then(link('order-SO-1'), link('credit-note-CN-1'));
  decisionSpec(attributeOrder)
    .given(link('order-SO-1'))
    .when(command, needed(placed))
    .then(link('credit-note-CN-1'), link('credit-note-CN-3'));
});
it.each([
  [credit('CN-1', 'c-2'), []],
  [credit('CN-1', null), [link('credit-note-CN-1', 'c-2')]],
])('is refused where a credit note that names it belongs to another: %#', (of, links) =>
  decisionSpec(attributeOrder)
    .given(...links)
    .when(command, needed(order({ credits: Credits.of([of]) })))
    .then('sales/note-of-other-customer', { orderId: 'SO-1', creditNoteId: 'CN-1', customer: 'c-2' }),
);

it('is refused to a customer that was deactivated when the order was placed, or a note of it was issued', () => {
  const when = (placedAt: string) => {
    const placed = order({ origin: { placedAt, currency: 'CNY', purchase: true } });
    return spec.when(command, { needed: { order: placed, customer: leftInMarch, past: undefined } });
  };
  when(march).then('sales/customer-deactivated', { customerId: 'c-1', since: march, at: march });
  when(january).then(link('order-SO-1'));
  const withNote = order({
    origin: { placedAt: january, currency: 'CNY', purchase: true },
    credits: Credits.of([credit('CN-1', null)]),
  });
  const later = { needed: { order: withNote, customer: leftInMarch, past: undefined } };
  spec.when(command, later).then('sales/customer-deactivated', { customerId: 'c-1', since: march, at: march });
  const known = [link('order-SO-1'), link('credit-note-CN-1')];
  decisionSpec(attributeOrder)
    .given(...known)
    .when(command, later)
    .thenNothing();
});

it('keeps all links in one stream that is about no customer', () => {
  expect([attributeOrder.on, attributeOrder.id(command)]).toEqual([identityLinks, 'links']);
  expect(attributeOrder.subject?.(command)).toBeUndefined();
});
