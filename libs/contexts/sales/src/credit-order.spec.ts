import { identityLinks } from '@dossier/foundation';
import { decisionSpec, told, withPolicy } from '@dossier/testing';
import { creditOrder } from './credit-order';
import { salesExceptions } from './exceptions-policy';
import { OrderCancelled, OrderCredited, OrderPlaced, OrderReturned } from './order.events';

/** 10 pumps at 10.00 and 4 seals at 0.335, delivery 5.00, less a discount of 20.00: worth 86.34. */
const placed = (subject = 'c-1') =>
  told(
    OrderPlaced({
      number: 'SO-1',
      currency: 'GBP',
      lines: { sku: ['pump', 'seal'], quantity: [10, 4], unitPrice: ['10.00', '0.335'] },
      adjustments: { sku: ['DELIVERY', 'DISCOUNT'], quantity: [1, -1], unitPrice: ['5.00', '20.00'] },
      gross: '101.34',
      net: '86.34',
      fulfilled: true,
    }),
    { subject, stream: 'order-SO-1' },
  );
const origin = { placedAt: '2026-01-01T00:00:00.000Z', currency: 'GBP', purchase: true };
const came = (quantity: number, net: string) =>
  OrderReturned({
    lines: [{ line: 1, sku: 'pump', quantity }],
    ...{ reason: '不符', policyVersion: 0, net, order: origin },
  });
const columns = (...lines: readonly (readonly [string, number, string])[]) => ({
  sku: lines.map(([sku]) => sku),
  quantity: lines.map(([, quantity]) => quantity),
  unitPrice: lines.map(([, , price]) => price),
});
const note = (id: string, lines: ReturnType<typeof columns>, more: object = {}) => ({
  ...{ orderId: 'SO-1', creditNoteId: id, customerId: 'c-1', currency: 'GBP', lines, amount: '1.00', forReturn: false },
  ...more,
});
const credited = (id: string, lines: ReturnType<typeof columns>, more: object = {}) =>
  OrderCredited({ creditNoteId: id, customer: 'c-1', lines, amount: '1.00', ...more });
const pumps = (quantity: number, price = '10.00') => columns(['pump', quantity, price]);
const links = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.reduce(
    (state, [member, into]) => identityLinks.evolve.SubjectAttributed(state, { member, into }, undefined as never),
    identityLinks.initial,
  );

describe('the sum of all credit notes of an order', () => {
  const spec = decisionSpec(creditOrder);
  it('may come to what was sold', () => {
    const all = columns(['pump', 8, '10.00'], ['DELIVERY', 1, '5.00'], ['seal', 4, '0.335']);
    spec.given(placed()).when(note('1', all)).then(credited('1', all));
    spec
      .given(placed(), credited('1', pumps(4)))
      .when(note('2', pumps(4)))
      .then(credited('2', pumps(4)));
  });
  it('is summed exactly and rounded once: four notes of one seal are four seals', () => {
    const seal = columns(['seal', 1, '0.335']);
    const three = ['1', '2', '3'].map((id) => credited(id, seal));
    spec
      .given(placed(), ...three)
      .when(note('4', seal))
      .then(credited('4', seal));
  });
  it.each([
    ['pieces of a sku', [], pumps(11, '1.00'), { what: { en: 'pieces of sku pump' }, credited: 11, most: 10 }],
    ['pieces over two notes', [credited('0', pumps(7, '1.00'))], pumps(4, '1.00'), { credited: 11, most: 10 }],
    ['money of a sku', [], columns(['seal', 4, '5.00']), { credited: '20.00', most: '1.34' }],
    ['money in all, of which a discount is no part', [], pumps(9), { credited: '90.00', most: '86.34' }],
    ['money over two notes', [credited('0', pumps(5))], pumps(4), { credited: '90.00', most: '86.34' }],
    ['what was never sold', [], columns(['GOODWILL', 1, '1.00']), { credited: 1, most: 0 }],
    ['what came back already', [came(6, '60.00')], pumps(5), { credited: '50.00', most: '40.00' }],
  ])('may not pass %s', (_, before, lines, details) => {
    const outcome = () =>
      decisionSpec(creditOrder)
        .given(placed(), ...before)
        .when(note('1', lines));
    outcome().then('sales/more-credited-than-sold', expect.objectContaining(expectation(details)) as never);
  });
  const expectation = ({ what, ...rest }: { readonly what?: object; readonly credited: unknown }): object => ({
    ...rest,
    ...(what && { what: expect.objectContaining(what) as unknown }),
  });
  it('of notes that settle returns may not pass what came back, by pieces and by money', () => {
    const settles = { forReturn: true };
    const back = decisionSpec(creditOrder).given(placed(), came(3, '30.00'), credited('0', pumps(2), settles));
    back.when(note('1', pumps(1), settles)).then(credited('1', pumps(1), settles));
    back.when(note('1', pumps(2), settles)).then('sales/more-than-returned');
    back.when(note('1', pumps(1, '10.01'), settles)).then('sales/more-than-returned');
    decisionSpec(creditOrder)
      .given(placed())
      .when(note('1', pumps(1), settles))
      .then('sales/nothing-returned');
  });
  it('is nothing where the order is cancelled', () => {
    const lines = [
      { line: 1, sku: 'pump', quantity: 10 },
      { line: 2, sku: 'seal', quantity: 4 },
    ];
    const cancelled = OrderCancelled({ lines, whole: true, gross: '101.34', net: '86.34', order: origin });
    const spec1 = decisionSpec(creditOrder).given(placed(), cancelled);
    spec1.when(note('1', pumps(1))).then('sales/more-credited-than-sold');
    spec1.when(note('1', columns(['DELIVERY', 1, '5.00']))).then('sales/more-credited-than-sold');
  });
  it('may pass it where the company allows that', () => {
    const flag = { creditedMoreThanSold: 'flag', deactivatedCustomer: 'flag', sameNumber: 'flag' } as const;
    const much = decisionSpec(creditOrder).given(placed());
    much.when(note('1', pumps(11)), { policies: withPolicy(salesExceptions, flag) }).then(credited('1', pumps(11)));
  });
});

describe('a note that was cut off before it was issued', () => {
  const spec = decisionSpec(creditOrder).given(placed(), credited('1', pumps(2)));
  it('goes on when it is sent again, in whatever form', () => {
    spec.when(note('1', pumps(2))).thenNothing();
    spec.when(note('1', pumps(2, '10'))).thenNothing();
  });
  it('does not become another one', () => {
    const pending = { orderId: 'SO-1', creditNoteId: '1' };
    spec.when(note('1', pumps(1))).then('sales/credit-note-pending', pending);
    spec.when(note('1', pumps(2), { customerId: null })).then('sales/credit-note-pending', pending);
  });
});

describe('the order that a note names', () => {
  const needed = (...pairs: readonly (readonly [string, string])[]) => ({
    needed: { links: links(...pairs), past: undefined },
  });
  it.each([
    [
      note('1', pumps(1), { currency: 'EUR' }),
      'sales/other-currency',
      { orderId: 'SO-1', expected: 'GBP', currency: 'EUR' },
    ],
    [note('1', pumps(1), { customerId: 'c-2' }), 'sales/other-customer', { orderId: 'SO-1', customer: 'c-1' }],
    [note('1', pumps(1), { customerId: null }), 'sales/customer-needed', { orderId: 'SO-1', customer: 'c-1' }],
  ])('is of its currency and of its customer: %#', (command, code, details) => {
    decisionSpec(creditOrder).given(placed()).when(command, needed()).then(code, details);
  });
  it('is there, and was placed before', () => {
    decisionSpec(creditOrder)
      .when(note('1', pumps(1)), needed())
      .then('sales/unknown-order', { orderId: 'SO-1' });
    decisionSpec(creditOrder)
      .given(placed())
      .when(note('1', pumps(1)), { occurredAt: '2025-12-31T00:00:00.000Z' })
      .then('sales/before-placed');
  });
  it('belongs to whom it is attributed to today', () => {
    const spec = decisionSpec(creditOrder).given(placed('~order-SO-1'));
    const own = ['~order-SO-1', 'c-2'] as const;
    spec.when(note('1', pumps(1)), needed()).then(credited('1', pumps(1)));
    spec.when(note('1', pumps(1)), needed(own)).then('sales/other-customer', { orderId: 'SO-1', customer: 'c-2' });
    spec.when(note('1', pumps(1), { customerId: null }), needed(own)).then('sales/customer-needed');
    spec
      .when(note('1', pumps(1), { customerId: 'c-2' }), needed(own))
      .then(credited('1', pumps(1), { customer: 'c-2' }));
  });
});
