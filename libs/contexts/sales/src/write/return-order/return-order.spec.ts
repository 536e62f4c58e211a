import { decisionSpec, told, withPolicy } from '@dossier/testing';
import { creditOrder } from '../../credit-order';
import { salesExceptions } from '../../exceptions-policy';
import { OrderCredited, OrderDelivered, OrderPlaced, OrderReturned, OrderShipped } from '../../order.events';
import { salesReturns } from '../../returns-policy';
import { returnOrder } from './return-order';

const lines = { sku: ['A', 'B'], quantity: [3, 1], unitPrice: ['0.335', '2'] };
const march = (day: number, time = '08:00:00.000') => `2026-03-${String(day).padStart(2, '0')}T${time}Z`;
const placed = told(OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01' }), {
  occurredAt: march(1),
});
const order = { placedAt: march(1), currency: 'CNY', purchase: true };
const line = (number: number, sku: string, quantity: number) => ({ line: number, sku, quantity });
const shipped = told(OrderShipped({ lines: [line(1, 'A', 3), line(2, 'B', 1)], complete: true }), {
  occurredAt: march(2),
});
const delivered = told(OrderDelivered({ lines: [line(1, 'A', 2)], complete: false }), { occurredAt: march(5) });
const later = told(OrderDelivered({ lines: [line(1, 'A', 1)], complete: false }), { occurredAt: march(7) });
const back = { orderId: '1', lines: [{ line: 1, quantity: 1 }], reason: '尺寸不符' };
const policies = withPolicy(salesReturns, { days: 7, from: 'delivery' }, 2);
const byArrival = (day: number, time?: string) => ({ policies, occurredAt: march(day, time) });
const oneBack = { lines: [line(1, 'A', 1)], reason: '尺寸不符', policyVersion: 0, order };

it('takes goods back within seven days of purchase, wherever they are, with each condition as found', () => {
  const conditions = { packageComplete: true, resalable: false };
  decisionSpec(returnOrder)
    .given(placed, shipped, delivered)
    .when({ ...back, conditions }, { occurredAt: march(8) })
    .then(OrderReturned({ ...oneBack, conditions, net: '0.34' }));
  decisionSpec(returnOrder)
    .given(placed, shipped)
    .when(back, { occurredAt: march(8) })
    .then(OrderReturned({ ...oneBack, net: '0.34' }));
});

it('refuses a moment later, unless it was agreed otherwise', () => {
  const spec = decisionSpec(returnOrder).given(placed, shipped, delivered);
  const late = { occurredAt: march(8, '08:00:00.001') };
  spec.when(back, late).then('sales/return-too-late', { until: march(8), days: 7 });
  spec.when({ ...back, agreed: false }, late).then('sales/return-too-late');
  spec.when({ ...back, agreed: true }, late).then(OrderReturned({ ...oneBack, net: '0.34', agreed: true }));
  decisionSpec(returnOrder).given(placed, shipped).when(back, late).then('sales/return-too-late');
});

it('does not note an agreement that was not needed', () => {
  decisionSpec(returnOrder)
    .given(placed, shipped, delivered)
    .when({ ...back, agreed: true }, { occurredAt: march(8) })
    .then(OrderReturned({ ...oneBack, net: '0.34' }));
});

it('counts seven days from arrival where the policy says so', () => {
  const spec = decisionSpec(returnOrder).given(placed, shipped, delivered);
  spec.when(back, byArrival(12)).then(OrderReturned({ ...oneBack, policyVersion: 2, net: '0.34' }));
  spec.when(back, byArrival(12, '08:00:00.001')).then('sales/return-too-late', { until: march(12), days: 7 });
});

it('counts arrival from the last part of a line, also when it was told first', () => {
  const at = byArrival(14);
  decisionSpec(returnOrder)
    .given(placed, shipped, delivered, later)
    .when(back, at)
    .then(OrderReturned({ ...oneBack, policyVersion: 2, net: '0.34' }));
  decisionSpec(returnOrder)
    .given(placed, shipped, later, delivered)
    .when(back, at)
    .then(OrderReturned({ ...oneBack, policyVersion: 2, net: '0.34' }));
});

it('goes by the line that was there first when several come back together', () => {
  const second = told(OrderDelivered({ lines: [line(2, 'B', 1)], complete: false }), { occurredAt: march(4) });
  decisionSpec(returnOrder)
    .given(placed, shipped, delivered, second)
    .when({ ...back, lines: [{ line: 1 }, { line: 2 }] }, byArrival(12))
    .then('sales/return-too-late', { until: march(11), days: 7 });
});

it('judges by the policy in force and writes down its version', () => {
  const ten = withPolicy(salesReturns, { days: 10, from: 'purchase' }, 3);
  const spec = decisionSpec(returnOrder).given(placed, shipped, delivered);
  spec
    .when(back, { policies: ten, occurredAt: march(11) })
    .then(OrderReturned({ ...oneBack, policyVersion: 3, net: '0.34' }));
  spec
    .when(back, { policies: ten, occurredAt: march(11, '08:00:00.001') })
    .then('sales/return-too-late', { until: march(11), days: 10 });
});

it('takes back what has not arrived yet, whenever, where arrival counts', () => {
  decisionSpec(returnOrder)
    .given(placed, shipped)
    .when({ orderId: '1', lines: [{ sku: 'B' }], reason: '拒收' }, { policies, occurredAt: '2027-01-01T00:00:00.000Z' })
    .then(OrderReturned({ lines: [line(2, 'B', 1)], reason: '拒收', policyVersion: 2, net: '2.00', order }));
});

it('leaves not a cent when all comes back, however small the parts', () => {
  const first = OrderReturned({ ...oneBack, net: '0.34' });
  const second = OrderReturned({ ...oneBack, net: '0.33' });
  const at = { occurredAt: march(6) };
  decisionSpec(returnOrder).given(placed, shipped, delivered, first).when(back, at).then(second);
  decisionSpec(returnOrder)
    .given(placed, shipped, delivered, first, second)
    .when({ ...back, lines: [{ line: 1 }, { line: 2 }] }, at)
    .then(
      OrderReturned({
        lines: [line(1, 'A', 1), line(2, 'B', 1)],
        reason: '尺寸不符',
        policyVersion: 0,
        net: '2.34',
        order,
      }),
    );
});

it('takes back what was shipped, no more, and nothing twice', () => {
  const spec = decisionSpec(returnOrder).given(placed, OrderShipped({ lines: [line(1, 'A', 2)], complete: false }));
  const at = { occurredAt: march(3) };
  spec
    .when({ ...back, lines: [{ line: 1, quantity: 3 }] }, at)
    .then('sales/more-than-left', { line: 1, sku: '–', asked: 3, left: 2 });
  spec.when({ ...back, lines: [{ line: 2 }] }, at).then('sales/nothing-shipped', { orderId: '1' });
  const came = OrderReturned({ ...oneBack, lines: [line(1, 'A', 2)], net: '0.67' });
  decisionSpec(returnOrder)
    .given(placed, OrderShipped({ lines: [line(1, 'A', 2)], complete: false }), came)
    .when({ ...back, lines: [{ line: 1 }] }, at)
    .thenNothing();
  decisionSpec(returnOrder).when(back).then('sales/unknown-order');
});

describe('goods that credit notes gave back', () => {
  const at = { occurredAt: march(3) };
  const credited = (quantity: number, unitPrice = '0.335') =>
    told(
      OrderCredited({
        ...{ creditNoteId: 'CN-1', customer: null, amount: '1.00' },
        lines: { sku: ['A'], quantity: [quantity], unitPrice: [unitPrice] },
      }),
      { occurredAt: march(2) },
    );
  const all = { ...back, lines: [{ line: 1 }] };
  const allBack = { ...oneBack, lines: [line(1, 'A', 3)] };
  const spec = decisionSpec(returnOrder).given(placed, shipped, credited(3));
  it('would lower net a second time when they come back', () =>
    spec.when(all, at).then('sales/more-credited-than-sold', {
      orderId: '1',
      what: { zh: '货号 A 的金额（CNY）', en: 'CNY for sku A' },
      credited: '1.01',
      most: '0.00',
    }));
  it('come back as credited, and lower net no more', () => {
    spec.when({ ...all, credited: true }, at).then(OrderReturned({ ...allBack, credited: true, net: '0.00' }));
    const came = OrderReturned({ ...oneBack, credited: true, net: '0.00' });
    const then = decisionSpec(returnOrder).given(placed, shipped, credited(1), came);
    then.when(back, at).then(OrderReturned({ ...oneBack, net: '0.34' }));
    then.when({ ...back, credited: true }, at).then('sales/not-credited-before', { orderId: '1', sku: 'A' });
  });
  it('are not those of which only the price was corrected', () => {
    const corrected = decisionSpec(returnOrder).given(placed, shipped, credited(3, '0.05'));
    corrected.when(back, at).then(OrderReturned({ ...oneBack, net: '0.34' }));
  });
  describe('of which only the price was corrected', () => {
    const ten = { sku: ['P'], quantity: [10], unitPrice: ['100'] };
    const sold = told(
      OrderPlaced({ number: '1', currency: 'CNY', lines: ten, gross: '1000.00', net: '1000.00', fulfilled: true }),
      { occurredAt: march(1), subject: 'c-1' },
    );
    const note = (quantity: number, unitPrice: string, more: object = {}) =>
      OrderCredited({
        ...{ creditNoteId: `CN-${unitPrice}`, customer: null, amount: '1.00', ...more },
        lines: { sku: ['P'], quantity: [quantity], unitPrice: [unitPrice] },
      });
    const take = (quantity: number, more: object = {}) => ({
      ...{ orderId: '1', reason: '尺寸不符', ...more },
      lines: [{ line: 1, quantity }],
    });
    const came = (quantity: number, net: string, more: object = {}) =>
      OrderReturned({
        ...{ lines: [line(1, 'P', quantity)], reason: '尺寸不符', policyVersion: 0, net, order },
        ...more,
      });
    const repaid = (amount: string) => ({ repaid: [{ sku: 'P', amount }] });

    it('come back for the rest of their price', () => {
      const corrected = decisionSpec(returnOrder).given(sold, note(10, '1'));
      corrected.when(take(10), at).then(came(10, '990.00', repaid('10.00')));
      corrected.when(take(1), at).then(came(1, '100.00'));
      const most = decisionSpec(returnOrder).given(sold, note(10, '1'), came(9, '900.00'));
      most.when(take(1), at).then(came(1, '90.00', repaid('10.00')));
      const twice = decisionSpec(returnOrder).given(sold, note(10, '60'), note(10, '40'));
      twice.when(take(4), at).then(came(4, '0.00', repaid('400.00')));
      const rest = decisionSpec(returnOrder).given(
        sold,
        note(10, '60'),
        note(10, '40'),
        came(4, '0.00', repaid('400.00')),
      );
      rest.when(take(6), at).then(came(6, '0.00', repaid('600.00')));
    });
    it('do not come back as credited', () => {
      const corrected = decisionSpec(returnOrder).given(sold, note(10, '1'));
      const details = { orderId: '1', sku: 'P' };
      corrected.when(take(1, { credited: true }), at).then('sales/not-credited-before', details);
    });
    it('come back beside those that were credited at their price', () => {
      const both = decisionSpec(returnOrder).given(sold, note(1, '100'), note(9, '1'));
      both.when(take(9), at).then(came(9, '891.00', repaid('9.00')));
      both.when(take(10), at).then('sales/more-credited-than-sold');
      both.when(take(1, { credited: true }), at).then(came(1, '0.00', { credited: true }));
    });
    it('are settled for what came back less what had been given back of it', () => {
      const back = decisionSpec(creditOrder).given(sold, note(10, '1'), came(10, '990.00', repaid('10.00')));
      const settles = (unitPrice: string) => ({
        ...{ orderId: '1', creditNoteId: 'CN-2', customerId: 'c-1', currency: 'CNY', amount: '1.00', forReturn: true },
        lines: { sku: ['P'], quantity: [10], unitPrice: [unitPrice] },
      });
      back.when(settles('99'), at).then(note(10, '99', { creditNoteId: 'CN-2', customer: 'c-1', forReturn: true }));
      back.when(settles('99.01'), at).then('sales/more-than-returned');
      back.when({ ...settles('1'), forReturn: false }, at).then('sales/more-credited-than-sold');
    });
  });
  it('come back all the same where the company allows that, in history, and where too much was credited before', () => {
    const flag = { creditedMoreThanSold: 'flag', deactivatedCustomer: 'refuse', sameNumber: 'flag' } as const;
    const lowered = OrderReturned({ ...allBack, net: '1.01' });
    spec.when(all, { ...at, policies: withPolicy(salesExceptions, flag) }).then(lowered);
    spec.when(all, { ...at, backfill: true }).then(lowered);
    // what was credited beyond the three pieces counts against what comes back
    const beyond = OrderReturned({ ...allBack, net: '0.68', repaid: [{ sku: 'A', amount: '0.33' }] });
    decisionSpec(returnOrder).given(placed, shipped, credited(4)).when(all, at).then(beyond);
  });
});

it('takes back what changed hands at once, counted from then', () => {
  const atOnce = told(
    OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01', fulfilled: true }),
    { occurredAt: march(1) },
  );
  const spec = decisionSpec(returnOrder).given(atOnce);
  spec.when(back, { occurredAt: march(8) }).then(OrderReturned({ ...oneBack, net: '0.34' }));
  spec.when(back, { occurredAt: march(9) }).then('sales/return-too-late');
});

it('takes back only what had been shipped by then', () => {
  const rest = told(OrderShipped({ lines: [line(1, 'A', 2)], complete: false }), { occurredAt: march(6) });
  const part = told(OrderShipped({ lines: [line(1, 'A', 1)], complete: false }), { occurredAt: march(2) });
  const spec = decisionSpec(returnOrder).given(placed, part, rest);
  const two = { ...back, lines: [{ line: 1, quantity: 2 }] };
  spec
    .when(back, { occurredAt: march(1) })
    .then('sales/before-shipped', { line: 1, quantity: 1, at: march(1), left: 0 });
  spec
    .when(two, { occurredAt: march(5) })
    .then('sales/before-shipped', { line: 1, quantity: 2, at: march(5), left: 1 });
  spec.when(back, { occurredAt: march(2) }).then(OrderReturned({ ...oneBack, net: '0.34' }));
  spec.when(two, { occurredAt: march(6) }).then(OrderReturned({ ...oneBack, lines: [line(1, 'A', 2)], net: '0.67' }));
});

it('takes back at any time what was handed over when it was ordered', () => {
  const fulfilled = told(
    OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01', fulfilled: true }),
    { occurredAt: march(1) },
  );
  decisionSpec(returnOrder)
    .given(fulfilled)
    .when(back, { occurredAt: march(1) })
    .then(OrderReturned({ ...oneBack, net: '0.34' }));
});

it('takes back what came early though what came back later was recorded before it, and no more than that', () => {
  const part = told(OrderShipped({ lines: [line(1, 'A', 1)], complete: false }), { occurredAt: march(2) });
  const rest = told(OrderShipped({ lines: [line(1, 'A', 2)], complete: false }), { occurredAt: march(4) });
  const later = told(OrderReturned({ ...oneBack, lines: [line(1, 'A', 2)], net: '0.67' }), { occurredAt: march(5) });
  const spec = decisionSpec(returnOrder).given(placed, part, rest, later);
  spec.when(back, { occurredAt: march(3) }).then(OrderReturned({ ...oneBack, net: '0.34' }));
  const earlier = told(OrderReturned({ ...oneBack, net: '0.33' }), { occurredAt: march(3) });
  const some = told(OrderReturned({ ...oneBack, net: '0.33' }), { occurredAt: march(5) });
  decisionSpec(returnOrder)
    .given(placed, part, rest, some, earlier)
    .when(back, { occurredAt: march(3, '09:00:00.000') })
    .then('sales/before-shipped', { line: 1, quantity: 1, at: march(3, '09:00:00.000'), left: 0 });
});
