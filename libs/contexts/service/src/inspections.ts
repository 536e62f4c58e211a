import {
  byStream,
  defineProjection,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  measure,
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
import { inspection, inspectionIn } from './inspection';
import { type InspectionContent, inspectionEvents } from './inspection.events';
import {
  BATCH,
  BUSINESS_LINE,
  DEFECT,
  DEFECTS,
  DELIVERY,
  INSPECTED,
  INSPECTED_ON,
  INSPECTION_ID,
  INSPECTOR,
  ITS_DOCUMENT,
  ITS_ORDER,
  PASSED,
  QUALITY_CUSTOMER,
  REJECTED,
  WITH_DEFECT,
} from './quality-parts';

export interface InspectionDocument {
  readonly inspectionId: string;
  readonly customer: string;
  readonly inspectedAt: Instant;
  readonly businessLine: string | null;
  readonly content: InspectionContent;
}

const inspectionView = shape({
  inspectionId: kind.text(INSPECTION_ID),
  customer: QUALITY_CUSTOMER,
  inspectedAt: kind.instant(INSPECTED_ON),
  product: kind.text(PRODUCT),
  inspected: kind.count(INSPECTED),
  passed: kind.count(PASSED),
  rejected: kind.count(REJECTED),
  defects: kind.rows(DEFECTS, { defect: kind.text(DEFECT), count: kind.count(WITH_DEFECT) }),
  batch: orNull(kind.text(BATCH)),
  order: ITS_ORDER,
  delivery: orNull(kind.text(DELIVERY)),
  document: ITS_DOCUMENT,
  inspector: orNull(orErased(kind.text(INSPECTOR))),
  businessLine: BUSINESS_LINE,
});
export type InspectionView = Shown<typeof inspectionView>;

/** Who corrects it may be of another business line. */
const said = (doc: InspectionDocument | null, content: InspectionContent, at: Recorded): InspectionDocument => ({
  ...{ inspectionId: idIn(inspection, at.stream), customer: at.subject, inspectedAt: at.occurredAt },
  ...{ businessLine: doc ? doc.businessLine : at.businessLine, content: inspectionIn(content) },
});

/** 验收检验, one document each: what reports count. One that was retracted is none. */
export const inspections = defineProjection<InspectionDocument>()({
  name: 'inspections',
  title: { zh: '验收检验', en: 'Acceptance inspections' },
  version: 2,
  from: inspectionEvents,
  key: byStream,
  evolve: {
    InspectionRecorded: said,
    InspectionSetAside: (doc) => doc, // the correction that comes with it says the rest
    InspectionCorrected: said,
    InspectionRetracted: () => null,
  },
  fields: {
    customer: text((doc) => doc.customer),
    inspectedAt: instantField((doc) => doc.inspectedAt),
    product: text(({ content }) => content.product),
    inspected: measure(({ content }) => content.inspected),
    passed: measure(({ content }) => content.passed),
    rejected: integer(({ content }) => content.rejected),
    batch: text(({ content }) => content.batch ?? null),
    order: text(({ content }) => content.orderId ?? null),
    document: unindexed(text(({ content }) => content.document ?? null)),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: inspectionView,
  view: ({ inspectionId, customer, inspectedAt, businessLine, content }): InspectionView => ({
    ...{ inspectionId, customer, inspectedAt, businessLine, product: content.product },
    ...{ inspected: content.inspected, passed: content.passed, rejected: content.rejected },
    defects: content.defects ?? [],
    batch: content.batch ?? null,
    order: content.orderId ?? null,
    delivery: content.delivery ?? null,
    document: content.document ?? null,
    inspector: content.inspector ?? null,
  }),
  shows: [{ at: 'inspector', of: ['service.inspector'] }],
  personal: true,
  routes: [
    {
      path: 'inspections',
      summary: { zh: '验收检验', en: 'Acceptance inspections' },
      by: READERS,
      one: { parameter: 'inspectionId', of: inspection },
    },
    {
      path: 'customers/:customer/inspections',
      summary: { zh: '某客户的验收检验', en: 'Acceptance inspections of a customer' },
      by: READERS,
    },
  ],
});
