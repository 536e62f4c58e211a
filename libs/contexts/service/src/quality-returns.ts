import {
  byStream,
  code,
  defineProjection,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  orErased,
  orNull,
  READERS,
  type Recorded,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { PRODUCT } from './complaint-parts';
import {
  BUSINESS_LINE,
  EXPLANATION,
  ITS_DOCUMENT,
  ITS_ORDER,
  QUALITY_CUSTOMER,
  RETURN_ID,
  RETURNED,
  RETURNED_ON,
} from './quality-parts';
import { qualityReturn, returnIn } from './quality-return';
import { qualityReturnEvents, type ReturnContent } from './quality-return.events';
import { returnReasons } from './quality-terms';

export interface ReturnDocument {
  readonly returnId: string;
  readonly customer: string;
  readonly returnedAt: Instant;
  readonly businessLine: string | null;
  readonly content: ReturnContent;
}

const returnView = shape({
  returnId: kind.text(RETURN_ID),
  customer: QUALITY_CUSTOMER,
  returnedAt: kind.instant(RETURNED_ON),
  product: kind.text(PRODUCT),
  quantity: kind.count(RETURNED),
  because: kind.code(returnReasons.title, returnReasons),
  explanation: orNull(orErased(kind.text(EXPLANATION))),
  inspection: orNull(kind.link({ zh: '验收检验', en: 'Acceptance inspection' }, 'inspections')),
  order: ITS_ORDER,
  document: ITS_DOCUMENT,
  businessLine: BUSINESS_LINE,
});
export type ReturnView = Shown<typeof returnView>;

/** Who corrects it may be of another business line. */
const said = (doc: ReturnDocument | null, content: ReturnContent, at: Recorded): ReturnDocument => ({
  ...{ returnId: idIn(qualityReturn, at.stream), customer: at.subject, returnedAt: at.occurredAt },
  ...{ businessLine: doc ? doc.businessLine : at.businessLine, content: returnIn(content) },
});

/** 质量退货, one document each: what reports count. One that was retracted is none. */
export const qualityReturns = defineProjection<ReturnDocument>()({
  name: 'quality-returns',
  title: { zh: '质量退货', en: 'Quality returns' },
  version: 2,
  from: qualityReturnEvents,
  key: byStream,
  evolve: {
    QualityReturnRecorded: said,
    QualityReturnSetAside: (doc) => doc, // the correction that comes with it says the rest
    QualityReturnCorrected: said,
    QualityReturnRetracted: () => null,
  },
  fields: {
    customer: text((doc) => doc.customer),
    returnedAt: instantField((doc) => doc.returnedAt),
    product: text(({ content }) => content.product),
    quantity: integer(({ content }) => content.quantity),
    because: code(returnReasons, ({ content }) => content.because),
    inspection: text(({ content }) => content.inspectionId ?? null),
    order: text(({ content }) => content.orderId ?? null),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: returnView,
  view: ({ returnId, customer, returnedAt, businessLine, content }): ReturnView => ({
    ...{ returnId, customer, returnedAt, businessLine, product: content.product },
    ...{ quantity: content.quantity, because: content.because },
    explanation: content.explanation ?? null,
    inspection: content.inspectionId ?? null,
    order: content.orderId ?? null,
    document: content.document ?? null,
  }),
  shows: [{ at: 'explanation', of: ['service.explanation'] }],
  personal: true,
  routes: [
    {
      path: 'quality-returns',
      summary: { zh: '质量退货', en: 'Quality returns' },
      by: READERS,
      one: { parameter: 'returnId', of: qualityReturn },
    },
    {
      path: 'customers/:customer/quality-returns',
      summary: { zh: '某客户的质量退货', en: 'Quality returns of a customer' },
      by: READERS,
    },
  ],
});
