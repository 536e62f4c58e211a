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

/** The order whose credit a stream holds: the order's own stream, or the one of its past credit. */
const orderOf = ({ stream }: Pick<Recorded, 'stream'>): string =>
  idIn(stream.startsWith(streamOf(pastCredits, '')) ? pastCredits : order, stream);

const begun = (
  { creditNoteId, customer }: Pick<BegunCredit, 'creditNoteId' | 'customer'>,
  at: Recorded,
): BegunCredit => ({ creditNoteId, orderId: orderOf(at), customer });

/** Key of a note's credit on an order. */
export const begunKey = (orderId: string, creditNoteId: string): string => `${orderId}/${creditNoteId}`;

/** Credit counted on orders for credit notes; the note itself, if it was issued, is another document. */
export const begunCredits = defineProjection<BegunCredit>()({
  name: 'begun-credits',
  title: { zh: '已计入订单的贷记', en: 'Credit counted with orders' },
  version: 1,
  from: { OrderCredited, PastCreditRecorded },
  key: (at, data) => begunKey(orderOf(at), (data as BegunCredit).creditNoteId),
  begins: { OrderCredited: begun, PastCreditRecorded: begun },
  fields: {},
  personal: true,
});
