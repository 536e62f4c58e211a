import { defineState, type Erased, type Instant, partsOf } from '@dossier/kernel';
import { type InspectionContent, type InspectionCounts, inspectionEvents } from './inspection.events';
import { qualityRefusal } from './quality.refusals';

/** What its decisions look at. */
export interface Inspection {
  readonly at: Instant;
  readonly content: InspectionContent;
  /** Why it was retracted; null: it stands. */
  readonly retractedFor: string | Erased | null;
}

const COUNTS = ['product', 'inspected', 'passed', 'rejected'] as const;
export const inspectionCounts = partsOf<InspectionCounts>(COUNTS);
/** What is said in an inspection. */
export const inspectionIn = partsOf<InspectionContent>([
  ...COUNTS,
  ...(['defects', 'batch', 'orderId', 'delivery', 'document', 'inspector'] as const),
]);

/** 验收检验 */
export const inspection = defineState<Inspection>()({
  category: 'inspection',
  from: inspectionEvents,
  begins: {
    InspectionRecorded: (data, { occurredAt: at }) => ({ at, content: inspectionIn(data), retractedFor: null }),
  },
  evolve: {
    InspectionSetAside: (before) => before, // the correction that comes with it says the rest
    InspectionCorrected: (before, data, { occurredAt: at }) => ({ ...before, at, content: inspectionIn(data) }),
    InspectionRetracted: (before, { reason: retractedFor }) => ({ ...before, retractedFor }),
  },
});

/** @throws Refusal `service/unknown-inspection` */
export function inspectionFound(state: Inspection | undefined, inspectionId: string): Inspection {
  if (state === undefined) throw qualityRefusal('unknown-inspection', { inspectionId });
  return state;
}
/** @throws Refusal `service/unknown-inspection`, `service/inspection-retracted` */
export function inspectionStanding(state: Inspection | undefined, inspectionId: string): Inspection {
  const found = inspectionFound(state, inspectionId);
  if (found.retractedFor !== null) throw qualityRefusal('inspection-retracted', { inspectionId });
  return found;
}

export const countsRefuse = qualityRefusal.some(
  ...(['more-passed-than-inspected', 'counts-disagree', 'defects-needed', 'more-defects-than-rejected'] as const),
);

/**
 * What was inspected either passed or was rejected, and for some defect; a piece may have several.
 * @throws Refusal `service/more-passed-than-inspected`, `service/counts-disagree`, `service/defects-needed`,
 * `service/more-defects-than-rejected`
 */
export function mustAgree<C extends InspectionContent>(content: C): C {
  const { inspected, passed, rejected, defects = [] } = content;
  if (passed > inspected) throw qualityRefusal('more-passed-than-inspected', { passed, inspected });
  if (passed + rejected !== inspected) throw qualityRefusal('counts-disagree', { passed, rejected, inspected });
  if (rejected > 0 && defects.length === 0) throw qualityRefusal('defects-needed', { rejected });
  for (const { defect, count } of defects)
    if (count > rejected) throw qualityRefusal('more-defects-than-rejected', { defect, count, rejected });
  return content;
}
