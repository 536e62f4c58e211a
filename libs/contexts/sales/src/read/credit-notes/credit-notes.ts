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
  type Money,
  money,
  text,
  toMinor,
  unindexed,
  idIn,
} from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { CreditNoteIssued } from '../../credit-note.events';
import type { PricedColumns } from '../../lines';

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
interface CreditedLineView {
  readonly sku: string;
  readonly name?: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}
export interface CreditNoteView extends Omit<CreditNoteDocument, 'lines' | 'amount' | 'currency'> {
  readonly amount: Money;
  readonly lines: readonly CreditedLineView[];
}

export const creditNotes = defineProjection<CreditNoteDocument>()({
  name: 'credit-notes',
  title: { zh: '贷项单', en: 'Credit notes' },
  version: 1,
  from: { CreditNoteIssued },
  key: byStream,
  evolve: {
    CreditNoteIssued: (_, data, at) => ({
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
    currency: unindexed(text((doc) => doc.currency)),
    amount: inMinor(integer((doc) => doc.amount)),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
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
      by: ['service', 'analyst', 'auditor', 'staff'],
      one: { parameter: 'creditNoteId', of: creditNote },
    },
    {
      path: 'orders/:order/credit-notes',
      summary: { zh: '针对某订单的贷项单', en: 'Credit notes that name an order' },
      by: ['service', 'analyst', 'auditor', 'staff'],
    },
  ],
});
