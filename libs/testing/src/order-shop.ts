import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  IsCustomerReference,
  IsDecimal,
  IsId,
  IsInstant,
  IsQuantity,
  IsText,
  searchFold,
  Titled,
} from '@dossier/fields';
import {
  byStream,
  comparedAs,
  type ContextDef,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  defineQuery,
  defineRefusals,
  defineSection,
  defineState,
  type Erased,
  flag,
  holding,
  idIn,
  inMinor,
  type Instant,
  instantField,
  integer,
  isErased,
  kind,
  type Minor,
  money,
  OF_CUSTOMERS,
  optional,
  orErased,
  Personal,
  READERS,
  shape,
  text,
  total,
} from '@dossier/kernel';
import type { Rig } from './rig';
import { attribute, cure } from './shop';

/** A small context for tests of the door: one of each kind of route, with rules, roles and personal fields. */
const words = { zh: '测试', en: 'Test' };

class Line {
  @IsText(64) sku!: string;
  @IsQuantity() quantity!: number;
  @IsDecimal() unitPrice!: string;
}
export class PlaceOrder {
  @IsId() orderId!: string;
  @IsOptional() @IsCustomerReference() customerId?: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(5000) @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
  @IsIn(['CNY', 'EUR']) currency!: string;
  @IsOptional() @IsInstant() promisedShipAt?: Instant;
  @IsOptional() @IsBoolean() urgent?: boolean;
  @IsOptional() @IsText(100) contact?: string;
}
class ShipOrder {
  @IsId() orderId!: string;
  @IsOptional() @IsInt() @Min(1) @Max(99) parcels?: number;
}
class NoteOrder {
  @IsId() orderId!: string;
  @IsText(200) note!: string;
}
class RegisterGuest {
  @IsId() guestId!: string;
}
class Placed {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
  @IsIn(['CNY', 'EUR']) currency!: string;
  @IsOptional() @IsBoolean() urgent?: boolean;
  @Personal() @IsOptional() @IsText(100) contact?: string | Erased;
}
class Shipped {
  @IsOptional() @IsText(200) note?: string;
}
class Registered {
  @IsOptional() @IsText(64) by?: string;
}
class Params {
  @Titled(words) @IsOptional() @IsInt() @Min(1) @Max(50) top?: number;
  @Titled(words) @IsOptional() @IsIn(['net', 'gross']) basis?: string;
}
class OneCustomer {
  @IsCustomerReference() customer!: string;
}

const OrderPlaced = defineEvent('shop.OrderPlaced', { title: { zh: '已下单', en: 'Order placed' } }, Placed);
const OrderShipped = defineEvent('shop.OrderShipped', { title: { zh: '已发货', en: 'Order shipped' } }, Shipped);
const GuestRegistered = defineEvent(
  'shop.GuestRegistered',
  { title: { zh: '已登记', en: 'Guest registered' } },
  Registered,
);

const order = defineState<{ readonly is: 'placed' | 'shipped' }>()({
  category: 'order',
  from: { OrderPlaced, OrderShipped },
  begins: { OrderPlaced: () => ({ is: 'placed' }) },
  evolve: { OrderShipped: () => ({ is: 'shipped' }) },
});
const guest = defineState<object>()({
  ...OF_CUSTOMERS,
  from: { GuestRegistered },
  begins: { GuestRegistered: () => ({}) },
});
const refusal = defineRefusals('shop', {
  closed: { zh: '本店在 {day} 休息。', en: 'The shop is closed on {day}.' },
  'no-order': { status: 404, zh: '没有订单 {order}。', en: 'There is no order {order}.' },
});

export const placeOrder = defineCommand({
  name: 'shop.PlaceOrder',
  title: words,
  command: PlaceOrder,
  on: order,
  id: (c) => c.orderId,
  by: ['service', 'staff'],
  refuses: [refusal.some('closed')],
  route: {
    path: 'orders',
    example: { lines: [{ sku: 'x', quantity: 1, unitPrice: '2.55' }], currency: 'CNY' },
  },
  creates: true,
  subject: (c) => c.customerId,
  customer: 'customerId',
  decide: ({ lines, currency, urgent, contact }) => {
    if (lines.some(({ sku }) => sku === 'sunday')) throw refusal('closed', { day: 'Sunday' });
    if (lines.some(({ sku }) => sku === 'bug')) throw new TypeError('secret of the machine room');
    return [
      OrderPlaced({
        lines,
        currency,
        ...(urgent !== undefined && { urgent }),
        ...(contact !== undefined && { contact }),
      }),
    ];
  },
});
const shipOrder = defineCommand({
  name: 'shop.ShipOrder',
  title: words,
  command: ShipOrder,
  on: order,
  id: (c) => c.orderId,
  by: ['service'],
  refuses: [refusal.some('no-order')],
  route: { path: 'orders/:orderId/ship', example: { orderId: 'o-1' } },
  decide: ({ orderId }, state) => {
    if (state === undefined) throw refusal('no-order', { order: orderId });
    return state.is === 'shipped' ? [] : [OrderShipped({})];
  },
});
export const noteOrder = defineCommand({
  name: 'shop.NoteOrder',
  title: words,
  command: NoteOrder,
  on: order,
  id: (c) => c.orderId,
  by: ['staff'],
  refuses: [refusal.some('no-order')],
  route: { path: 'orders/:orderId/note', method: 'put', example: { orderId: 'o-1', note: 'n' } },
  department: 'required',
  decide: () => [],
});
const registerGuest = defineCommand({
  name: 'shop.RegisterGuest',
  title: words,
  command: RegisterGuest,
  on: guest,
  id: (c) => c.guestId,
  by: ['service'],
  creates: true,
  decide: () => [GuestRegistered({})],
});

interface OrderDoc {
  readonly orderId: string;
  readonly stage: 'placed' | 'shipped';
  readonly items: readonly string[];
  readonly total: Minor;
  readonly currency: string;
  readonly placedAt: Instant;
  readonly urgent: boolean;
  readonly customer: string;
  readonly contact?: string | Erased;
}
const buyer = ({ contact }: OrderDoc): string | null => (contact === undefined || isErased(contact) ? null : contact);
/** An order of `poison` cannot be taken, unless the cure is known. */
const orders = defineProjection<OrderDoc>()({
  name: 'orders',
  title: { zh: '订单', en: 'Orders' },
  version: 1,
  from: { OrderPlaced, OrderShipped },
  key: byStream,
  evolve: {
    OrderPlaced: (_, { lines, currency, urgent = false, contact }, at) => {
      const items = lines.map(({ sku }) => sku);
      if (items.includes('poison') && !cure.known) throw new TypeError('nobody can take poison');
      return {
        orderId: idIn(order, at.stream),
        stage: 'placed',
        items,
        total: total(lines, currency),
        currency,
        placedAt: at.occurredAt,
        urgent,
        customer: at.subject,
        ...(contact !== undefined && { contact }),
      };
    },
    // tests record shipments of orders that nobody placed
    OrderShipped: (doc) => doc && { ...doc, stage: 'shipped' },
  },
  view: ({ orderId, stage, items: [item = ''], total: sum, currency, urgent, customer, contact }) => ({
    orderId,
    stage,
    item,
    total: money(sum, currency),
    ...(urgent && { urgent }),
    ...(contact !== undefined && { buyer: { name: contact, customer } }),
  }),
  shape: shape({
    orderId: kind.text(words),
    stage: kind.text(words),
    item: kind.text(words),
    total: kind.money(words),
    urgent: optional(kind.flag(words)),
    buyer: optional(kind.group(words, { name: orErased(kind.text(words)), customer: kind.text(words) })),
  }),
  shows: [{ at: 'buyer/name', of: ['shop.contact'] }],
  personal: true,
  routes: [
    { path: 'orders', summary: words, by: READERS, one: { parameter: 'orderId', of: order } },
    { path: 'customers/:customer/orders', summary: words, by: READERS },
  ],
  fields: {
    stage: text((doc) => doc.stage),
    lines: integer((doc) => doc.items.length, words),
    total: inMinor(integer((doc) => doc.total)),
    currency: text((doc) => doc.currency, words),
    placedAt: instantField((doc) => doc.placedAt, words),
    urgent: flag((doc) => doc.urgent, words),
    customer: text((doc) => doc.customer, words),
    search: text((doc) => searchFold(`${doc.items.join(' ')} ${doc.currency}`)),
    searchMail: text(buyer),
    buyer: holding(['shop.contact'], comparedAs(searchFold, text(buyer))),
  },
});
/** What was ordered, without a word of whom by. */
export const goods = defineProjection<{ readonly name: string }>()({
  name: 'goods',
  title: { zh: '目录', en: 'Catalogue' },
  version: 1,
  from: { OrderPlaced },
  key: byStream,
  begins: { OrderPlaced: ({ lines }) => ({ name: lines.map(({ sku }) => sku).join(', ') }) },
  personal: false,
  routes: [{ path: 'goods', summary: words, by: ['analyst'] }],
  fields: { name: text((doc) => doc.name, words) },
});
const sales = defineSection<{ readonly orders: number }, { readonly orders: number }>()({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  version: 1,
  from: { OrderPlaced },
  initial: { orders: 0 },
  evolve: { OrderPlaced: ({ orders: before }) => ({ orders: before + 1 }) },
  view: (state) => state,
  figures: { orders: { formula: { zh: '订单数', en: 'count of orders' }, behind: 'each' } },
  fields: { orders: integer((state) => state.orders, words) },
});
/** Tells what it was asked. */
export const turnover = defineQuery({
  name: 'report.turnover',
  title: { zh: '营业额', en: 'Turnover' },
  params: Params,
  by: ['analyst'],
  over: [goods],
  run: (params, { asOf }) =>
    Promise.resolve({ asOf, params, rows: [{ month: '2026-01', total: { amount: '-12.50' } }] }),
});
const countOrders = defineQuery({
  name: 'shop.countOrders',
  title: words,
  params: OneCustomer,
  by: ['analyst'],
  over: [orders],
  route: { path: 'customers/:customer/order-count' },
  run: async ({ customer }, { reads }) => {
    const found = await reads.rows(orders, ['stage'], { where: [{ field: 'customer', op: 'eq', value: customer }] });
    return { customer, orders: found.length };
  },
});

export const orderShop: ContextDef = defineContext({
  name: 'shop',
  title: { zh: '商店', en: 'Shop' },
  slices: [placeOrder, shipOrder, noteOrder, registerGuest, attribute, orders, goods, sales, turnover, countOrders],
});

/** Makes the guest c-1 known, whom the ERP calls 14646. */
export async function registerC1(rig: Rig): Promise<void> {
  await rig.send('shop.RegisterGuest', { guestId: 'c-1' });
  await rig.send('customers.ClaimExternalId', { customerId: 'c-1', source: 'erp', value: '14646' });
  await rig.caughtUp();
}
