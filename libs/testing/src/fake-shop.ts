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
  type Checked,
  type Fault,
  commandRefusal,
  customerRefusal,
  type Engine,
  type Moment,
  positionText,
  parsePosition,
  type Reading,
  readRefusal,
  Registry,
  type Sent,
  type Viewed,
} from '@dossier/engine';
import type { Decoded, Stored } from '@dossier/event-store';
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
  type AnyCommandDef,
  type AnyProjectionDef,
  type AnyPolicyDef,
  type AnyQueryDef,
  type AnyShape,
  type AnySlice,
  byStream,
  canonicalJson,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  defineQuery,
  defineRefusals,
  defineState,
  flag,
  holding,
  comparedAs,
  inMinor,
  type Instant,
  instant,
  instantField,
  integer,
  kind,
  type Listing,
  milliseconds,
  type Minor,
  optional,
  Personal,
  type Role,
  shape,
  streamOf,
  type Text,
  text,
} from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import type { Access, Credential } from '@dossier/vault';

const words = { zh: '测试', en: 'Test' };

export class Line {
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
export class ShipOrder {
  @IsId() orderId!: string;
  @IsOptional() @IsInt() @Min(1) @Max(99) parcels?: number;
}
export class NoteOrder {
  @IsId() orderId!: string;
  @IsText(200) note!: string;
}
class Placed {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
  @IsIn(['CNY', 'EUR']) currency!: string;
  @Personal() @IsOptional() @IsText(100) contact?: string | { readonly erased: true };
}
class Shipped {
  @IsOptional() @IsText(200) note?: string;
}
class Params {
  @Titled(words) @IsOptional() @IsInt() @Min(1) @Max(50) top?: number;
  @Titled(words) @IsOptional() @IsIn(['net', 'gross']) basis?: string;
}
class OneCustomer {
  @IsCustomerReference() customer!: string;
}

export const OrderPlaced = defineEvent('shop.OrderPlaced', { title: { zh: '已下单', en: 'Order placed' } }, Placed);
export const OrderShipped = defineEvent('shop.OrderShipped', { title: { zh: '已发货', en: 'Order shipped' } }, Shipped);
const events = { OrderPlaced, OrderShipped };
const all: readonly Role[] = ['service', 'analyst', 'auditor', 'staff'];
const order = defineState<{ readonly shipped: boolean }>()({
  category: 'order',
  from: events,
  initial: { shipped: false },
  evolve: { OrderPlaced: () => ({ shipped: false }), OrderShipped: () => ({ shipped: true }) },
});
const shopRefusal = defineRefusals('shop', {
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
  refuses: [shopRefusal.some('closed', 'no-order')],
  route: {
    path: 'orders',
    example: { lines: [{ sku: 'x', quantity: 1, unitPrice: '2.55' }], currency: 'CNY' },
  },
  creates: true,
  subject: (c) => c.customerId,
  customer: 'customerId',
  decide: ({ lines, currency, contact }) => {
    if (lines.some(({ sku }) => sku === 'sunday')) throw shopRefusal('closed', { day: 'Sunday' });
    if (lines.some(({ sku }) => sku === 'bug')) throw new TypeError('secret of the machine room');
    return [OrderPlaced({ lines, currency, ...(contact !== undefined && { contact }) })];
  },
});
export const shipOrder = defineCommand({
  name: 'shop.ShipOrder',
  title: words,
  command: ShipOrder,
  on: order,
  id: (c) => c.orderId,
  by: ['service'],
  refuses: [shopRefusal.some('no-order')],
  route: { path: 'orders/:orderId/ship', example: {} },
  decide: (_, state) => (state.shipped ? [] : [OrderShipped({})]),
});
export const noteOrder = defineCommand({
  name: 'shop.NoteOrder',
  title: words,
  command: NoteOrder,
  on: order,
  id: (c) => c.orderId,
  by: ['staff'],
  refuses: [shopRefusal.some('no-order')],
  route: { path: 'orders/:orderId/note', method: 'put', example: { note: 'n' } },
  department: 'required',
  decide: () => [],
});

interface OrderDoc {
  readonly stage: string;
  readonly lines: number;
  readonly total: Minor;
  readonly currency: string;
  readonly placedAt: Instant;
  readonly urgent: boolean;
  readonly customer: string;
  readonly buyer: string;
}
const nothing = { OrderPlaced: () => null, OrderShipped: () => null };
export const orders = defineProjection<OrderDoc>()({
  name: 'orders',
  title: { zh: '订单', en: 'Orders' },
  version: 1,
  from: events,
  key: byStream,
  evolve: nothing,
  personal: true,
  routes: [
    { path: 'orders', summary: words, by: all, one: { parameter: 'orderId', of: order } },
    { path: 'customers/:customer/orders', summary: words, by: all },
  ],
  shape: shape({
    orderId: kind.text(words),
    stage: kind.text(words),
    total: kind.money(words),
    late: optional(kind.flag(words)),
    buyer: optional(kind.group(words, { name: kind.text(words), city: kind.text(words) })),
  }) as AnyShape,
  shows: [{ at: 'buyer/name', of: ['shop.contact'] }],
  fields: {
    stage: text((doc: OrderDoc) => doc.stage),
    lines: integer((doc: OrderDoc) => doc.lines),
    total: inMinor(integer((doc: OrderDoc) => doc.total)),
    currency: text((doc: OrderDoc) => doc.currency),
    placedAt: instantField((doc: OrderDoc) => doc.placedAt),
    urgent: flag((doc: OrderDoc) => doc.urgent),
    customer: text((doc: OrderDoc) => doc.customer),
    search: text((doc: OrderDoc) => doc.stage),
    searchMail: text((doc: OrderDoc) => doc.buyer),
    buyer: holding(
      ['shop.contact'],
      comparedAs(
        searchFold,
        text((doc: OrderDoc) => doc.buyer),
      ),
    ),
  },
});
export const goods = defineProjection<{ readonly name: string }>()({
  name: 'goods',
  title: { zh: '目录', en: 'Catalogue' },
  version: 1,
  from: events,
  key: byStream,
  evolve: nothing,
  personal: false,
  routes: [{ path: 'goods', summary: words, by: ['analyst'] }],
  fields: { name: text((doc: { readonly name: string }) => doc.name) },
});
export const turnover = defineQuery({
  name: 'report.turnover',
  title: { zh: '营业额', en: 'Turnover' },
  params: Params,
  by: ['analyst'],
  over: [goods],
  run: (params, { asOf }) =>
    Promise.resolve({ asOf, params, rows: [{ month: '2026-01', total: { amount: '-12.50' } }] }),
});
export const countOrders = defineQuery({
  name: 'shop.countOrders',
  title: words,
  params: OneCustomer,
  by: ['analyst'],
  over: [orders],
  route: { path: 'customers/:customer/order-count' },
  run: ({ customer }) => Promise.resolve({ customer, orders: 2 }),
});

export interface Run {
  readonly def: string;
  readonly command: object;
  readonly sent: Sent;
}

/** Wakes those who wait for the log to grow. */
type Waiter = () => void;

/**
 * The door's other side for tests of the door: remembers what it was asked, keeps events in an array, decides with the
 * real definitions and the real registry.
 */
export class FakeShop {
  now: Instant = '2026-03-01T08:00:00.000Z';
  healthy = true;
  hasRoom = true;
  troubles: readonly Text[] = [];
  degraded: readonly Text[] = [];
  /** What a check finds. */
  faults: readonly Fault[] = [];
  readonly runs: Run[] = [];
  readonly readings: Reading[] = [];
  readonly listings: Listing[] = [];
  readonly notes: Access[] = [];
  readonly log: Stored[] = [];
  /** How far the feed was read. */
  readTo = 0;
  readonly rows = new Map<string, Viewed[]>();
  /** Awaited by every command before it decides. */
  hold: (command: object) => Promise<void> = () => Promise.resolve();
  readonly registry: Registry;
  private readonly keys = new Map<string, { readonly print: string; readonly stream: string; readonly from: number }>();
  private readonly credentials: Credential[] = [];
  private waiters: Waiter[] = [];
  readonly customers = new Map([
    ['c-1', 'c-1'],
    ['14646', 'c-1'],
    ['erp:14646', 'c-1'],
  ]);

  constructor(...more: readonly AnySlice[]) {
    const context = defineContext({
      name: 'shop',
      title: { zh: '商店', en: 'Shop' },
      slices: [placeOrder, shipOrder, noteOrder, orders, goods, turnover, countOrders, ...more],
    });
    this.registry = new Registry([context]);
  }

  get engine(): Engine {
    const made = {
      registry: this.registry,
      commands: { run: (def: AnyCommandDef, command: object, sent: Sent) => this.run(def, command, sent) },
      queries: {
        ask: (def: AnyQueryDef, params: object, reading: Reading) => {
          this.readings.push(reading);
          return def.run(params, { asOf: reading.asOf ?? this.now } as never);
        },
      },
      views: {
        viewing: () => ({
          policies: (policy: AnyPolicyDef) => ({ ...policy, version: 0, document: policy.initial as object }),
        }),
        wait: (_over: readonly AnyProjectionDef[], reading: Pick<Reading, 'after' | 'waitMs'>) => {
          this.checkWritten(reading);
          return Promise.resolve();
        },
        aggregate: (projection: AnyProjectionDef, key: string, stream: string, reading: Reading) => {
          this.wait(reading);
          const found = this.rowsOf(projection).find((row) => row.key === key);
          const revision = this.log.findLast((event) => event.stream === stream)?.revision ?? null;
          return Promise.resolve(found ? { ...found, revision } : null);
        },
        page: (projection: AnyProjectionDef, listing: Listing, reading: Reading, count?: number) =>
          this.page(projection, listing, reading, count),
        position: () => Promise.resolve(this.position(this.log.length)),
        scan: (projection: AnyProjectionDef, listing: Listing, reading: Reading) =>
          this.scan(projection, listing, reading),
      },
      customers: {
        resolve: (reference: string) => this.resolve(reference),
        known: (reference: string) => Promise.resolve(this.customers.get(reference)),
        view360: (id: string, moment: Moment, reading: Reading) => {
          this.wait(reading);
          return Promise.resolve(
            id === 'c-1' ? { key: id, subject: id, view: { sales: { orders: 2 }, moment }, stale: {} } : null,
          );
        },
        why: (_id: string, figure: string, _moment: Moment, _reading: Reading, end = 1) => {
          if (figure !== '/sales/orders') throw readRefusal('no-such-figure', { figure, known: '/sales/orders' });
          return Promise.resolve({
            figure,
            value: 2,
            formula: { zh: '数', en: 'count' },
            policies: [],
            earlier: end - 1,
            events: [],
          });
        },
        timeline: (_id: string, page: object, _reading: Reading, moment: Moment) =>
          Promise.resolve({ items: [{ page, moment }], next: null }),
      },
      operations: {
        projections: () => Promise.resolve([this.ordersStatus()]),
        rebuild: (name: string) => {
          if (name !== 'orders') throw readRefusal('unknown-projection', { name, known: 'orders' });
          return Promise.resolve(this.ordersStatus());
        },
        deadLetters: (limit: number, after?: { readonly id: string }) =>
          Promise.resolve(
            ['d1', 'd2', 'd3']
              .filter((id) => id > (after?.id ?? ''))
              .map((id) => ({ id, projection: 'orders', position: 1 }))
              .slice(0, limit),
          ),
        retry: (id: string) => {
          if (id !== 'd1') throw readRefusal('unknown-dead-letter', { id });
          return Promise.resolve(true);
        },
        stream: (name: string, from = 0) => {
          const found = this.log.filter(({ stream }) => stream === name);
          if (found.length === 0) throw readRefusal('unknown-stream', { stream: name });
          if (from >= found.length) throw new BadCursor();
          const events = found.map((event) => ({ ...event, intact: true })).slice(from, from + 3);
          return Promise.resolve({ events, next: from + 3 < found.length ? from + 3 : null });
        },
      },
      store: { log: 'a1b2c3d4' },
      feed: {
        read: (
          after: number,
          limit: number,
          selection?: { types?: readonly string[]; subjects?: readonly string[] },
        ) => {
          const wanted = this.log.filter(
            ({ position, type, subject }) =>
              position > after &&
              (selection?.types?.some(
                (each) => each === type || (each.endsWith('.*') && type.startsWith(each.slice(0, -1))),
              ) ??
                true) &&
              (selection?.subjects?.includes(subject) ?? true),
          );
          const events = wanted.slice(0, limit);
          this.readTo = Math.max(this.readTo, events.at(-1)?.position ?? 0);
          return Promise.resolve({
            events,
            upTo: wanted.length > limit ? (events.at(-1)?.position ?? after) : this.log.length,
          });
        },
        head: () => Promise.resolve(this.log.length),
        newer: (than: number, signal: AbortSignal) =>
          new Promise<void>((resolve) => {
            if (this.log.length > than || signal.aborted) resolve();
            this.waiters.push(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          }),
      },
      reader: {
        into: (member: string) => Promise.resolve(member === '~order-anonymous' ? 'c-1' : undefined),
        members: (into: string) => Promise.resolve(into === 'c-1' ? ['~order-anonymous'] : []),
      },
      codec: {
        closed: ({ data }: Stored): unknown => JSON.parse(data),
        decode: (stored: readonly Stored[]): Promise<readonly Decoded[]> =>
          Promise.resolve(
            stored.map((at) => {
              const def = this.registry.events.get(at.type);
              if (!def) throw new Error(at.type);
              return { def, data: JSON.parse(at.data) as unknown, at };
            }),
          ),
      },
      vault: {
        credentials: () => Promise.resolve(this.credentials),
        addCredential: (credential: Credential) => Promise.resolve(void this.credentials.push(credential)),
        revoke: () => Promise.resolve(true),
        accesses: ({ subject, before = Infinity, limit }: { subject?: string; before?: number; limit: number }) =>
          Promise.resolve(
            this.notes
              .map((note, seq) => ({ ...note, seq }))
              .filter((note) => note.seq < before && (subject === undefined || note.subjects.includes(subject)))
              .reverse()
              .slice(0, limit),
          ),
      },
      accessLog: {
        note: (access: Access) => void this.notes.push(access),
        healthy: () => this.healthy,
        hasRoom: () => this.hasRoom,
      },
      clock: { now: () => this.now },
      zone: { name: 'Asia/Shanghai' },
      data: '',
      troubles: () => this.troubles,
      degraded: () => this.degraded,
      check: (depth: 'quick' | 'whole', onProgress: (events: number, of: number) => void): Promise<Checked> => {
        onProgress(1, 2);
        const walked = { events: this.log.length, streams: 1, broken: null, partitions: [], gap: null };
        return Promise.resolve({
          ...(depth === 'whole' && { walked }),
          faults: this.faults,
          accepted: [],
          isBegun: true,
        });
      },
      close: () => Promise.resolve(),
    };
    return made as unknown as Engine;
  }

  /** Lets time pass. */
  later(ms: number): void {
    this.now = instant(milliseconds(this.now) + ms);
  }

  private async run(def: AnyCommandDef, command: object, sent: Sent): Promise<unknown> {
    this.runs.push({ def: def.name, command, sent });
    await this.hold(command);
    const stream = streamOf(def.on, def.id(command));
    const own = sent.messageId ?? sent.key;
    const key = own === undefined ? undefined : `${sent.principal.id} ${own}`;
    const print = canonicalJson({ name: def.name, command });
    const first = key === undefined ? undefined : this.keys.get(key);
    if (first && first.print !== print) throw commandRefusal('key-reused');
    if (first)
      return this.answer(
        first.stream,
        this.log.slice(first.from).filter((e) => e.stream === first.stream),
        true,
      );
    const customer =
      def.customer === undefined ? undefined : (command as Record<string, string | undefined>)[def.customer];
    const subject = customer === undefined ? `~${stream}` : await this.resolve(customer);
    const past = this.log.filter((event) => event.stream === stream);
    if (sent.ifMatch !== undefined && sent.ifMatch !== past.length - 1)
      throw commandRefusal('stale', { stream, expected: sent.ifMatch, actual: past.length - 1 });
    if (past.length === 0 && def.creates !== true) throw shopRefusal('no-order', { order: def.id(command) });
    if (past.length > 0 && def.creates === true) throw commandRefusal('exists', { stream });
    const state = { shipped: past.some(({ type }) => type === 'shop.OrderShipped') };
    const decided = def.decide(command, state, { now: this.now } as never) as { type: string; data: object }[];
    const from = this.log.length;
    for (const { type, data } of decided) this.append(stream, subject, type, data, sent);
    if (key !== undefined) this.keys.set(key, { print, stream, from });
    return { ...this.answer(stream, this.log.slice(from), false), subject };
  }

  append(stream: string, subject: string, type: string, data: object, sent: Partial<Sent> = {}): void {
    const position = this.log.length + 1;
    const revision = this.log.filter((event) => event.stream === stream).length;
    this.log.push({
      id: `e-${position}`,
      type,
      version: 1,
      stream,
      revision,
      position,
      partition: 3,
      previous: 0,
      subject,
      occurredAt: sent.occurredAt ?? this.now,
      recordedAt: this.now,
      actor: sent.principal?.id ?? 'test',
      department: sent.department ?? null,
      businessLine: sent.businessLine ?? null,
      correlationId: sent.correlationId ?? `e-${position}`,
      causationId: null,
      traceparent: sent.traceparent ?? null,
      backfill: sent.backfill ?? false,
      data: JSON.stringify(data),
      hash: '00',
    });
    for (const wake of this.waiters.splice(0)) wake();
  }

  private answer(stream: string, appended: readonly Stored[], replayed: boolean): object {
    const revision = appended.at(-1)?.revision ?? this.log.filter((event) => event.stream === stream).length - 1;
    return {
      receipt: {
        stream,
        revision,
        position: this.position(appended.at(-1)?.position ?? this.log.length),
        events: appended.map(({ id, type }) => ({ id, type })),
      },
      created: appended.length > 0 && revision === appended.length - 1,
      replayed,
    };
  }
  position(place: number): string {
    return positionText('a1b2c3d4', 3, place);
  }

  private resolve(reference: string): Promise<string> {
    const id = this.customers.get(reference);
    if (id === undefined) return Promise.reject(customerRefusal('unknown', { reference }));
    return Promise.resolve(id);
  }

  private ordersStatus(): object {
    return { name: 'orders', model: 'orders@1', position: this.log.length, lag: 3, parked: 1 };
  }
  private rowsOf({ name }: AnyProjectionDef): readonly Viewed[] {
    return this.rows.get(name) ?? [];
  }
  private wait(reading: Reading): void {
    this.readings.push(reading);
    this.checkWritten(reading);
  }
  private checkWritten({ after, waitMs }: Pick<Reading, 'after' | 'waitMs'>): void {
    if (after !== undefined && parsePosition('a1b2c3d4', after).position > this.log.length)
      throw readRefusal('not-yet', { model: 'orders', waitMs: waitMs ?? null });
  }
  private page(projection: AnyProjectionDef, listing: Listing, reading: Reading, count?: number): Promise<object> {
    this.wait(reading);
    this.listings.push(listing);
    if (listing.cursor !== undefined && !/^c\d+$/.test(listing.cursor)) return Promise.reject(new BadCursor());
    const from = Number(listing.cursor?.slice(1) ?? 0);
    const to = from + (listing.limit ?? 50);
    const all = this.rowsOf(projection);
    return Promise.resolve({
      items: all.slice(from, to),
      next: to < all.length ? `c${to}` : null,
      position: this.position(this.log.length),
      ...(count !== undefined && { count: Math.min(all.length, count) }),
    });
  }
  private async *scan(
    projection: AnyProjectionDef,
    listing: Listing,
    reading: Reading,
  ): AsyncGenerator<readonly Viewed[]> {
    this.wait(reading);
    this.listings.push(listing);
    const all = this.rowsOf(projection);
    for (let i = 0; i < all.length; i += 2) yield await Promise.resolve(all.slice(i, i + 2));
  }
}
