import { InTheClear } from '@dossier/fields';
import { defineEvent, defineLinks } from '@dossier/kernel';

class SubjectAttributedPayload {
  /** The subject of something without a known customer: `~order-A123`. */
  @InTheClear() readonly member!: string;
  /** The customer it belongs to, also for the time before. */
  @InTheClear() readonly into!: string;
}
export const SubjectAttributed = defineEvent(
  'customers.SubjectAttributed',
  {
    title: { zh: '已归属到客户', en: 'Attributed to a customer' },
    says: { zh: '{member} 归属于客户 {into}', en: '{member} attributed to customer {into}' },
  },
  SubjectAttributedPayload,
);

export const attributions = defineLinks({
  event: SubjectAttributed,
  link: ({ member, into }) => ({ member, into }),
});
