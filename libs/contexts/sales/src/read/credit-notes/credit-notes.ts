import {
  byStream,
  defineProjection,
  type Erased,
  type Instant,
  inMinor,
  instantField,
  integer,
  isCustomer,
  type Minor,
  money,
  kind,
  orErased,
  orNull,
  shape,
  type Shown,
  text,
  toMinor,
  unindexed,
  idIn,
  READERS,
} from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { CreditNoteIssued } from '../../credit-note.events';
import type { PricedColumns } from '../../lines';
import { ANY_CUSTOMER, BUSINESS_LINE, CURRENCY, NAME, NUMBER, QUANTITY, SKU, UNIT_PRICE } from '../../shown-parts';

export interface CreditNoteDocument {
  readonly creditNoteId: string;
  /** null for an anonymous one. */
  readonly customer: string | null;
  readonly number: string;
  readonly issuedAt: Instant;
  /** The order it names, if any. */
  readonly order: string | null;
  readonly currency: string;
  readonly amount: Minor;
  readonly lines: PricedColumns;
  readonly forReturn: boolean;
  readonly reason: string | Erased | null;
  readonly businessLine: string | null;
}
const creditNoteView = shape({
  creditNoteId: kind.text({ zh: '贷项单编号', en: 'Credit note' }),
  customer: ANY_CUSTOMER,
  number: NUMBER,
  issuedAt: kind.instant({ zh: '开具时间', en: 'Issued' }),
  order: orNull(kind.link({ zh: '订单', en: 'Order' }, 'orders')),
  amount: kind.money({ zh: '金额', en: 'Amount' }),
  lines: kind.rows({ zh: '明细行', en: 'Lines' }, { sku: SKU, name: NAME, quantity: QUANTITY, unitPrice: UNIT_PRICE }),
  forReturn: kind.flag({ zh: '因退货', en: 'For a return' }),
  reason: orNull(orErased(kind.text({ zh: '原因', en: 'Reason' }))),
  businessLine: BUSINESS_LINE,
});
export type CreditNoteView = Shown<typeof creditNoteView>;

export const creditNotes = defineProjection<CreditNoteDocument>()({
  name: 'credit-notes',
  title: { zh: '贷项单', en: 'Credit notes' },
  version: 1,
  from: { CreditNoteIssued },
  key: byStream,
  begins: {
    CreditNoteIssued: (data, at) => ({
      creditNoteId: idIn(creditNote, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      number: data.number,
      issuedAt: at.occurredAt,
      order: data.orderId ?? null,
      currency: data.currency,
      amount: toMinor(data.amount, data.currency),
      lines: data.lines,
      forReturn: data.forReturn ?? false,
      reason: data.reason ?? null,
      businessLine: at.businessLine,
    }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    order: text((doc) => doc.order),
    issuedAt: instantField((doc) => doc.issuedAt),
    currency: unindexed(text((doc) => doc.currency, CURRENCY)),
    amount: inMinor(integer((doc) => doc.amount)),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: creditNoteView,
  view: ({ lines, amount, currency, ...rest }): CreditNoteView => ({
    ...rest,
    amount: money(amount, currency),
    lines: lines.sku.map((sku, index) => {
      const name = lines.name?.[index];
      return {
        sku,
        ...(typeof name === 'string' && { name }),
        quantity: lines.quantity[index] ?? 0,
        unitPrice: { amount: lines.unitPrice[index] ?? '0', currency },
      };
    }),
  }),
  shows: [{ at: 'reason', of: ['sales.reason'] }],
  personal: true,
  routes: [
    {
      path: 'credit-notes',
      summary: { zh: '贷项单', en: 'Credit notes' },
      by: READERS,
      one: { parameter: 'creditNoteId', of: creditNote },
    },
    {
      path: 'orders/:order/credit-notes',
      summary: { zh: '针对某订单的贷项单', en: 'Credit notes that name an order' },
      by: READERS,
    },
  ],
});
