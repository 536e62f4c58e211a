import { InTheClear, Titled } from '@dossier/fields';
import { defineEvent, defineLinks } from '@dossier/kernel';

class SubjectAttributedPayload {
  /** The subject of something without a known customer: `~order-A123`. */
  @Titled({ zh: '归属对象', en: 'What is attributed' }) @InTheClear() readonly member!: string;
  /** The customer it belongs to, also for the time before. */
  @Titled({ zh: '归属客户', en: 'Its customer' }) @InTheClear() readonly into!: string;
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
