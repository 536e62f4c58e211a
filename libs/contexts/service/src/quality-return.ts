import { defineState, type Erased, type Instant, partsOf } from '@dossier/kernel';
import { type Inspection, inspection, inspectionStanding } from './inspection';
import { type ReturnContent, type ReturnCounts, qualityReturnEvents } from './quality-return.events';
import { qualityRefusal } from './quality.refusals';

/** What its decisions look at. */
export interface QualityReturn {
  readonly at: Instant;
  readonly content: ReturnContent;
  /** Why it was retracted; null: it stands. */
  readonly retractedFor: string | Erased | null;
}

const COUNTS = ['product', 'quantity'] as const;
export const returnCounts = partsOf<ReturnCounts>(COUNTS);
/** What is said in a return. */
export const returnIn = partsOf<ReturnContent>([
  ...COUNTS,
  ...(['because', 'explanation', 'inspectionId', 'orderId', 'document'] as const),
]);

/** 质量退货 */
export const qualityReturn = defineState<QualityReturn>()({
  category: 'quality-return',
  from: qualityReturnEvents,
  begins: {
    QualityReturnRecorded: (data, { occurredAt: at }) => ({ at, content: returnIn(data), retractedFor: null }),
  },
  evolve: {
    QualityReturnSetAside: (before) => before, // the correction that comes with it says the rest
    QualityReturnCorrected: (before, data, { occurredAt: at }) => ({ ...before, at, content: returnIn(data) }),
    QualityReturnRetracted: (before, { reason: retractedFor }) => ({ ...before, retractedFor }),
  },
});

/** @throws Refusal `service/unknown-quality-return` */
export function returnFound(state: QualityReturn | undefined, returnId: string): QualityReturn {
  if (state === undefined) throw qualityRefusal('unknown-quality-return', { returnId });
  return state;
}
/** @throws Refusal `service/unknown-quality-return`, `service/quality-return-retracted` */
export function returnStanding(state: QualityReturn | undefined, returnId: string): QualityReturn {
  const found = returnFound(state, returnId);
  if (found.retractedFor !== null) throw qualityRefusal('quality-return-retracted', { returnId });
  return found;
}

export const returnRefuses = qualityRefusal.some(
  ...(['return-of-nothing', 'unknown-inspection', 'inspection-retracted'] as const),
  ...(['return-of-other-product', 'more-returned-than-inspected'] as const),
);

/** The inspection that a return belongs to. */
export const itsInspection = {
  of: inspection,
  id: ({ inspectionId }: { readonly inspectionId?: string }): string | undefined => inspectionId,
};

/**
 * It belongs to an inspection or an order; what comes back of an inspection was part of it, also where it had passed.
 * @throws Refusal `service/return-of-nothing`, `service/unknown-inspection`, `service/inspection-retracted`,
 * `service/return-of-other-product`, `service/more-returned-than-inspected`
 */
export function mustBelong<C extends ReturnContent>(content: C, of: Inspection | undefined): C {
  const { product, quantity, inspectionId, orderId } = content;
  if (inspectionId === undefined) {
    if (orderId === undefined) throw qualityRefusal('return-of-nothing');
    return content;
  }
  const { inspected, product: itsProduct } = inspectionStanding(of, inspectionId).content;
  if (itsProduct !== product)
    throw qualityRefusal('return-of-other-product', { inspectionId, inspected: itsProduct, product });
  if (quantity > inspected) throw qualityRefusal('more-returned-than-inspected', { quantity, inspectionId, inspected });
  return content;
}
