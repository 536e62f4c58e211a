import { documentIdOf } from '@dossier/fields';
import type { Text } from '@dossier/kernel';
import { salesRefusal } from './sales.refusals';

export const ORDER_ID: Text = { zh: '订单编号', en: 'Order id' };
export const CREDIT_NOTE_ID: Text = { zh: '贷项单编号', en: 'Credit note id' };

const ID_FIELDS = { 'order-id-needed': 'orderId', 'credit-note-id-needed': 'creditNoteId' } as const;

/**
 * The id of a document: the chosen one, else its number if that can be an id.
 * @throws Refusal `sales/personal-id` for a chosen one that looks like a phone number or an e-mail, `needed` where the
 * number cannot be an id
 */
export function documentId(chosen: string | undefined, number: string, needed: keyof typeof ID_FIELDS): string {
  const id = documentIdOf(chosen, number);
  if (id !== undefined) return id;
  throw chosen === undefined
    ? salesRefusal(needed, { number })
    : salesRefusal('personal-id', { id: chosen }).of(ID_FIELDS[needed]);
}
