import { defineProjection, idIn, type Recorded, streamOf } from '@dossier/kernel';
import { order } from './order';
import { OrderCredited } from './order.events';
import { PastCreditRecorded } from './past-credit.events';
import { pastCredits } from './past-credits';

interface BegunCredit {
  readonly creditNoteId: string;
  readonly orderId: string;
  /** null: the note has no customer. */
  readonly customer: string | null;
}

/** The order whose credit a stream holds: its own, or that of its past. */
const orderOf = ({ stream }: Pick<Recorded, 'stream'>): string =>
  idIn(stream.startsWith(streamOf(pastCredits, '')) ? pastCredits : order, stream);

const begun = (
  _: BegunCredit | null,
  { creditNoteId, customer }: Pick<BegunCredit, 'creditNoteId' | 'customer'>,
  at: Recorded,
): BegunCredit => ({ creditNoteId, orderId: orderOf(at), customer });

/** Of the credit that a note gives of an order. */
export const begunKey = (orderId: string, creditNoteId: string): string => `${orderId}/${creditNoteId}`;

/** What was counted with orders for credit notes; the note itself is a document of its own, if it was ever issued. */
export const begunCredits = defineProjection<BegunCredit>()({
  name: 'begun-credits',
  title: { zh: '已计入订单的贷记', en: 'Credit counted with orders' },
  version: 1,
  from: { OrderCredited, PastCreditRecorded },
  key: (at, data) => begunKey(orderOf(at), (data as BegunCredit).creditNoteId),
  evolve: { OrderCredited: begun, PastCreditRecorded: begun },
  fields: {},
  personal: true,
});
