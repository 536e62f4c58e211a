import {
  code,
  type CodeOf,
  defineProjection,
  type Field,
  type Instant,
  inMinor,
  instantField,
  isCustomer,
  measure,
  kind,
  money,
  shape,
  text,
  toMinor,
  unindexed,
  READERS,
} from '@dossier/kernel';
import { CreditNoteIssued } from './credit-note.events';
import { isPaid } from './lines';
import { ANY_CUSTOMER, AT, BUSINESS_LINE, CHANNEL, CURRENCY, GROSS, NET } from './shown-parts';
import { type MovedLine, OrderCancelled, OrderPlaced, OrderReturned, OrderRevalued } from './order.events';
import { factKinds } from './terms';

/** One change of what was sold; figures over customers, months and currencies are sums of these up to an instant. */
export interface SalesFact {
  readonly kind: CodeOf<typeof factKinds>;
  /** Stream of the order or credit note. */
  readonly document: string;
  /** null where none is known. */
  readonly customer: string | null;
  readonly at: Instant;
  readonly currency: string;
  /** Minor units: lines ordered (with quantity and price above zero) less lines cancelled. Without credits and returns. */
  readonly gross: number;
  /** Minor units: lines and adjustments less what was cancelled, returned and credited. */
  readonly net: number;
  /**
   * 1 for an order with something paid for, -1 for one cancelled as a whole, else 0. Whether a whole order was returned
   * or credited, only `purchases` knows.
   */
  readonly purchases: number;
  /** Of an order: the pieces of each line, from line 1 on. */
  readonly quantity?: readonly number[];
  /** Of an order: what a piece of each line costs us, decimal text in its currency; null, or left out: nobody told it. */
  readonly unitCost?: readonly (string | null)[];
  /** Of an order: what its freight costs us, decimal text in its currency; left out: we pay none. */
  readonly freight?: string;
  /** Of a cancellation or return: the goods that we have again and that can be sold to others. */
  readonly back?: readonly Pick<MovedLine, 'line' | 'quantity'>[];
  /** Of a cancellation: nothing of the order had been shipped, its freight is not spent. */
  readonly whole?: true;
  readonly channel: string | null;
  readonly businessLine: string | null;
  /** Id of the event that it is of. */
  readonly eventId: string;
}

const customerOf = (subject: string): string | null => (isCustomer(subject) ? subject : null);
const piecesOf = (lines: readonly MovedLine[]): NonNullable<SalesFact['back']> =>
  lines.map(({ line, quantity }) => ({ line, quantity }));
const shown = (of: (doc: SalesFact) => string): Field<SalesFact> => ({ type: 'text', of, indexed: false });

/**
 * The facts behind money figures, one document for each event, so that a sum as of an instant ignores later
 * cancellations and returns. Anonymous ones have no customer.
 */
export const salesFacts = defineProjection<SalesFact>()({
  name: 'sales-facts',
  title: { zh: '销售事实', en: 'Sales facts' },
  version: 4,
  from: { OrderPlaced, OrderCancelled, OrderReturned, OrderRevalued, CreditNoteIssued },
  key: ({ stream, revision }) => `${stream}@${revision}`,
  begins: {
    OrderPlaced: (
      { currency, lines, gross, net, channel, freight },
      { id: eventId, stream, subject, occurredAt, businessLine },
    ) => ({
      kind: 'order',
      document: stream,
      customer: customerOf(subject),
      at: occurredAt,
      currency,
      gross: toMinor(gross, currency),
      net: toMinor(net, currency),
      purchases: isPaid(lines) ? 1 : 0,
      ...(lines.quantity.length > 0 && { quantity: lines.quantity }),
      ...(lines.unitCost && { unitCost: lines.unitCost }),
      ...(freight !== undefined && { freight }),
      channel: channel ?? null,
      businessLine,
      eventId,
    }),
    OrderCancelled: ({ gross, net, lines, whole, order }, { id: eventId, stream, subject, occurredAt }) => ({
      kind: 'cancellation',
      document: stream,
      customer: customerOf(subject),
      at: occurredAt,
      currency: order.currency,
      gross: 0 - toMinor(gross, order.currency),
      net: 0 - toMinor(net, order.currency),
      purchases: whole && order.purchase ? -1 : 0,
      ...(lines.length > 0 && { back: piecesOf(lines) }),
      ...(whole && { whole }),
      channel: order.channel ?? null,
      businessLine: order.businessLine ?? null,
      eventId,
    }),
    OrderReturned: ({ net, lines, conditions, order }, { id: eventId, stream, subject, occurredAt }) => ({
      kind: 'return',
      document: stream,
      customer: customerOf(subject),
      at: occurredAt,
      currency: order.currency,
      gross: 0,
      net: 0 - toMinor(net, order.currency),
      purchases: 0,
      ...(conditions?.resalable !== false && { back: piecesOf(lines) }),
      channel: order.channel ?? null,
      businessLine: order.businessLine ?? null,
      eventId,
    }),
    OrderRevalued: ({ by, grossChange, netChange, order }, { id: eventId, stream, subject, occurredAt }) => ({
      kind: by,
      document: stream,
      customer: customerOf(subject),
      at: occurredAt,
      currency: order.currency,
      gross: toMinor(grossChange, order.currency),
      net: toMinor(netChange, order.currency),
      purchases: 0,
      channel: order.channel ?? null,
      businessLine: order.businessLine ?? null,
      eventId,
    }),
    CreditNoteIssued: (
      { currency, amount, forReturn },
      { id: eventId, stream, subject, occurredAt, businessLine },
    ) => ({
      kind: 'credit',
      document: stream,
      customer: customerOf(subject),
      at: occurredAt,
      currency,
      gross: 0,
      net: forReturn ? 0 : 0 - toMinor(amount, currency),
      purchases: 0,
      channel: null,
      businessLine,
      eventId,
    }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    at: instantField((doc) => doc.at),
    kind: unindexed(code(factKinds, (doc) => doc.kind)),
    currency: unindexed(text((doc) => doc.currency)),
    channel: unindexed(text((doc) => doc.channel)),
    businessLine: unindexed(text((doc) => doc.businessLine)),
    document: shown((doc) => doc.document),
    gross: inMinor(measure((doc) => doc.gross)),
    net: inMinor(measure((doc) => doc.net)),
    purchases: measure((doc) => doc.purchases),
  },
  shape: shape({
    kind: kind.code(factKinds.title, factKinds),
    document: kind.text({ zh: '订单或贷项单', en: 'Order or credit note' }),
    customer: ANY_CUSTOMER,
    at: AT,
    currency: kind.text(CURRENCY),
    purchases: kind.count({ zh: '购买次数', en: 'Purchases' }),
    channel: CHANNEL,
    businessLine: BUSINESS_LINE,
    eventId: kind.text({ zh: '事件', en: 'Event' }),
    gross: GROSS,
    net: NET,
  }),
  // without costs: what a return gives back of them is known only beside its order, so facts cannot be summed by them
  view: ({ kind: is, document, customer, at, currency, gross, net, purchases, channel, businessLine, eventId }) => ({
    ...{ kind: is, document, customer, at, currency, purchases, channel, businessLine, eventId },
    ...{ gross: money(gross, currency), net: money(net, currency) },
  }),
  personal: true,
  routes: [
    {
      path: 'sales-facts',
      summary: { zh: '销售事实（金额报表的依据）', en: 'Sales facts, what money reports add up' },
      by: READERS,
    },
  ],
});
