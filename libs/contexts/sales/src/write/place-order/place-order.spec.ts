import type { EventIn } from '@dossier/kernel';
import { customer, CustomerDeactivated, CustomerReactivated, CustomerRegistered } from '@dossier/contexts/customers';
import { decisionSpec, stateOf, type Told, told, withPolicy } from '@dossier/testing';
import { salesExceptions } from '../../exceptions-policy';
import { OrderPlaced } from '../../order.events';
import { placeOrder } from './place-order';

const command = {
  customerId: 'c-1',
  number: 'SO-1',
  lines: [
    {
      sku: 'A',
      name: '轴承',
      quantity: 2,
      unitPrice: '1.50',
      unitCost: '1.10',
      partClass: 'common' as const,
      inStock: true,
    },
    { sku: 'B', quantity: 0.5, unitPrice: '0.333' },
  ],
  currency: 'CNY',
};
const placed = OrderPlaced({
  number: 'SO-1',
  currency: 'CNY',
  lines: {
    sku: ['A', 'B'],
    quantity: [2, 0.5],
    unitPrice: ['1.50', '0.333'],
    name: ['轴承', null],
    unitCost: ['1.10', null],
    partClass: ['common', null],
    inStock: [true, null],
  },
  gross: '3.17',
  net: '3.17',
});

describe('placing an order', () => {
  it('keeps its lines by column and its totals, rounded once', () => {
    decisionSpec(placeOrder).when(command).then(placed);
  });
  it('keeps adjustments beside the lines: they change net, not gross', () => {
    decisionSpec(placeOrder)
      .when({
        number: 'SO-2',
        currency: 'CNY',
        lines: [{ sku: 'A', quantity: 1, unitPrice: '10' }],
        adjustments: [
          { sku: 'DISCOUNT', name: '折扣', quantity: -1, unitPrice: '2.505', reason: '年度协议' },
          { sku: 'SAMPLE', quantity: 3, unitPrice: '0' },
        ],
      })
      .then(
        OrderPlaced({
          number: 'SO-2',
          currency: 'CNY',
          lines: { sku: ['A'], quantity: [1], unitPrice: ['10'] },
          adjustments: {
            sku: ['DISCOUNT', 'SAMPLE'],
            quantity: [-1, 3],
            unitPrice: ['2.505', '0'],
            name: ['折扣', null],
          },
          adjustmentReasons: ['年度协议', null],
          gross: '10.00',
          net: '7.50',
        }),
      );
  });
  it('takes an order of adjustments alone, as the books have them', () => {
    decisionSpec(placeOrder)
      .when({
        number: 'A563186',
        currency: 'GBP',
        adjustments: [{ sku: 'B', quantity: 1, unitPrice: '-11062.06' }],
        fulfilled: true,
      })
      .then(
        OrderPlaced({
          number: 'A563186',
          currency: 'GBP',
          lines: { sku: [], quantity: [], unitPrice: [] },
          adjustments: { sku: ['B'], quantity: [1], unitPrice: ['-11062.06'] },
          gross: '0.00',
          net: '-11062.06',
          fulfilled: true,
        }),
      );
  });
  it('keeps channel, urgency, promise and freight, the promise in UTC, which is not before the order', () => {
    const command = {
      number: 'SO-3',
      currency: 'JPY',
      lines: [{ sku: 'A', quantity: 1, unitPrice: '10.5' }],
      channel: 'phone',
      urgency: 'urgent',
      promisedShipAt: '2026-03-02T17:00:00+08:00',
      freight: '3.2',
      fulfilled: false,
    } as const;
    const promisedShipAt = '2026-03-02T09:00:00.000Z';
    const placed = OrderPlaced({
      number: 'SO-3',
      currency: 'JPY',
      lines: { sku: ['A'], quantity: [1], unitPrice: ['10.5'] },
      gross: '11',
      net: '11',
      channel: 'phone',
      urgency: 'urgent',
      promisedShipAt,
      freight: '3.2',
    });
    const spec = decisionSpec(placeOrder);
    spec.when(command, { occurredAt: promisedShipAt }).then(placed);
    const later = '2026-03-02T09:00:00.001Z';
    spec.when(command, { occurredAt: later }).then('sales/promised-before-placed', { promisedShipAt, placedAt: later });
    spec.when(command, { occurredAt: later, backfill: true }).then(placed);
  });
  describe('of a customer that was deactivated', () => {
    const [january, march, april] = [
      '2026-01-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
      '2026-04-01T00:00:00.000Z',
    ] as const;
    const spec = decisionSpec(placeOrder);
    const left = [
      told(CustomerRegistered({ kind: 'organisation' }), { occurredAt: january }),
      told(CustomerDeactivated({ reason: 'left' }), { occurredAt: march }),
    ];
    const back = told(CustomerReactivated({ reason: 'back' }), { occurredAt: april });
    const of = (...events: readonly Told<EventIn<typeof customer.from>>[]) => ({
      needed: { customer: stateOf(customer, ...events) },
    });
    it('is refused from then on, until it is taken into use again', () => {
      for (const events of [left, [...left, back]])
        spec
          .when(command, { ...of(...events), occurredAt: march })
          .then('sales/customer-deactivated', { customerId: 'c-1', since: march, at: march });
      spec.when(command, { ...of(...left), occurredAt: january }).then(placed);
      spec.when(command, { ...of(...left, back), occurredAt: april }).then(placed);
    });
    it('is taken where the company allows it, and as history', () => {
      const flag = { creditedMoreThanSold: 'refuse', deactivatedCustomer: 'flag', sameNumber: 'flag' } as const;
      spec.when(command, { ...of(...left), policies: withPolicy(salesExceptions, flag) }).then(placed);
      spec.when(command, { ...of(...left), backfill: true }).then(placed);
    });
  });
  it('is nothing to do when the same order is there, and refused when another is', () => {
    decisionSpec(placeOrder).given(placed).when(command).thenNothing();
    decisionSpec(placeOrder)
      .given(placed)
      .when({ ...command, number: 'SO-9', orderId: 'SO-1' })
      .then('command/exists');
  });
  it('is the same order with its numbers in other forms, defaults spelt out, and adjustments in another order', () => {
    const fee = { sku: 'FEE', quantity: 1, unitPrice: '3', reason: 'post' };
    const discount = { sku: 'D', quantity: -1, unitPrice: '2.10' };
    const whole = { ...command, adjustments: [fee, discount], freight: '5' };
    const [event] = placeOrder.decide(whole, undefined, { needed: {} } as never);
    const spec = decisionSpec(placeOrder).given(event as typeof placed);
    const [a, b] = command.lines;
    const other = {
      ...whole,
      lines: [
        { ...a, sku: 'A', quantity: 2, unitPrice: '1.5', unitCost: '1.100' },
        { sku: 'B', quantity: 0.5, unitPrice: '0.3330' },
      ],
      adjustments: [{ ...discount, unitPrice: '2.1' }, fee],
      freight: '5.00',
      urgency: 'normal' as const,
      fulfilled: false,
    };
    spec.when(other).thenNothing();
    spec.when({ ...other, urgency: 'urgent' }).then('command/exists');
    spec
      .when({
        ...other,
        adjustments: [
          { ...discount, reason: 'post' },
          { ...fee, reason: 'urgent' },
        ],
      })
      .then('command/exists');
    spec.when({ ...other, lines: [b, a] as typeof command.lines }).then('command/exists');
  });
  it('is another order with its lines in another order, also when all was handed over: they come back by their numbers', () => {
    const [event] = placeOrder.decide({ ...command, fulfilled: true }, undefined, { needed: {} } as never);
    const spec = decisionSpec(placeOrder).given(event as typeof placed);
    const lines = [...command.lines].reverse();
    spec.when({ ...command, fulfilled: true }).thenNothing();
    spec.when({ ...command, lines, fulfilled: true }).then('command/exists');
    spec.when({ ...command, lines: [...lines, ...lines], fulfilled: true }).then('command/exists');
    spec.when({ ...command, lines }).then('command/exists');
  });
  it('needs a line or an adjustment', () => {
    decisionSpec(placeOrder).when({ number: 'SO-1', currency: 'CNY' }).then('sales/nothing-ordered');
    decisionSpec(placeOrder)
      .when({ number: 'SO-1', currency: 'CNY', lines: [], adjustments: [] })
      .then('sales/nothing-ordered');
  });
  it('refuses quantities finer than a thousandth, wherever they stand', () => {
    decisionSpec(placeOrder)
      .when({ ...command, lines: [{ sku: 'A', quantity: 1.0001, unitPrice: '1' }] })
      .then('sales/quantity-too-fine', { at: { zh: '第 1 行商品', en: 'line 1' }, quantity: 1.0001 });
    decisionSpec(placeOrder)
      .when({ ...command, adjustments: [{ sku: 'A', quantity: 1e-7, unitPrice: '1' }] })
      .then('sales/quantity-too-fine', { at: { zh: '第 1 行调整', en: 'adjustment 1' }, quantity: 1e-7 });
  });
  it('takes the largest amount that still adds up exactly, and none above it', () => {
    const lines = (quantity: number) => [{ sku: 'A', quantity, unitPrice: '1' }];
    const at = (quantity: number) => ({
      number: 'SO-1',
      currency: 'JPY',
      lines: lines(1),
      adjustments: lines(quantity),
    });
    decisionSpec(placeOrder)
      .when({ number: 'SO-1', currency: 'JPY', lines: [{ sku: 'A', quantity: 1_000_000_000, unitPrice: '1000' }] })
      .then(
        OrderPlaced({
          number: 'SO-1',
          currency: 'JPY',
          lines: { sku: ['A'], quantity: [1_000_000_000], unitPrice: ['1000'] },
          gross: '1000000000000',
          net: '1000000000000',
        }),
      );
    const many = Array.from({ length: 5000 }, () => ({ sku: 'A', quantity: 1e9, unitPrice: '999999999.999999' }));
    decisionSpec(placeOrder).when({ number: 'SO-1', currency: 'JPY', lines: many }).then('sales/amount-too-large');
    decisionSpec(placeOrder)
      .when({ ...at(1), adjustments: many.map((line) => ({ ...line, unitPrice: '-999999999' })) })
      .then('sales/amount-too-large', { largest: '1000000000000', currency: 'JPY' });
  });
});

describe('the id of an order', () => {
  it('is its number, unless another is given', () => {
    expect(placeOrder.id({ number: '536365', currency: 'GBP' })).toBe('536365');
    expect(placeOrder.id({ number: 'No. 7/2026', orderId: 'x-7', currency: 'GBP' })).toBe('x-7');
  });
  it('must be given where the number cannot serve as one', () => {
    expect(() => placeOrder.id({ number: 'No. 7/2026', currency: 'GBP' })).toThrow('sales/order-id-needed');
    expect(() => placeOrder.id({ number: 'x'.repeat(65), currency: 'GBP' })).toThrow('sales/order-id-needed');
    expect(() => placeOrder.id({ number: 'nan', currency: 'GBP' })).toThrow('sales/order-id-needed');
  });
  it('holds no personal data', () => {
    expect(() => placeOrder.id({ number: '1', orderId: '13912345678', currency: 'GBP' })).toThrow('sales/personal-id');
    expect(() => placeOrder.id({ number: '13912345678', currency: 'GBP' })).toThrow('sales/order-id-needed');
    expect(() => placeOrder.id({ number: '1', orderId: 'SO13912345678', currency: 'GBP' })).toThrow(
      'sales/personal-id',
    );
    expect(placeOrder.id({ number: 'SO20260113812345678', currency: 'GBP' })).toBe('SO20260113812345678');
    expect(placeOrder.id({ number: '13912345678', orderId: 'x-7', currency: 'GBP' })).toBe('x-7');
  });
  it('and its customer, where one is known, say whose stream it is', () => {
    expect(placeOrder.subject?.(command)).toBe('c-1');
    expect(placeOrder.subject?.({ number: '1', currency: 'GBP' })).toBeUndefined();
  });
});
