import { attributed, IDENTITY_LINKS, identityLinks, ownerOf } from '@dossier/foundation';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { creditNote } from './credit-note';
import { order } from './order';

export class FollowOrder {
  readonly orderId!: string;
  readonly creditNoteId!: string;
}

/**
 * Runs after a credit note without customer: if its order is attributed already, the note gets the same customer. Never
 * sent alone.
 */
export const followOrder = defineCommand({
  name: 'sales.FollowOrder',
  title: { zh: '匿名贷项单随订单归属', en: 'Let an anonymous credit note follow its order' },
  command: FollowOrder,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  decide: ({ orderId, creditNoteId }, links) => {
    const note = ownSubject(streamOf(creditNote, creditNoteId));
    const buyer = ownerOf(links, ownSubject(streamOf(order, orderId)));
    return buyer === null || ownerOf(links, note) !== null ? [] : attributed(links, note, buyer);
  },
});
