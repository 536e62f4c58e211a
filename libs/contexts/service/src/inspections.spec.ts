import { projectionSpec, told } from '@dossier/testing';
import { InspectionCorrected, InspectionRecorded, InspectionRetracted, InspectionSetAside } from './inspection.events';
import { inspections } from './inspections';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'inspection-i', occurredAt: march(day), businessLine: 'seals' });
const counts = { product: 'SEAL-80', inspected: 200, passed: 197, rejected: 3 } as const;
const defects = [{ defect: '划伤', count: 3 }];
const recorded = told(InspectionRecorded({ ...counts, defects, orderId: 'o-1', inspector: '赵敏' }), on(4));

it('shows what was inspected, what was found and by whom', () => {
  const spec = projectionSpec(inspections).given(recorded);
  spec.twice().thenView({
    ...{ inspectionId: 'i', customer: 'customer-1', inspectedAt: march(4), ...counts, defects },
    ...{ batch: null, order: 'o-1', delivery: null, document: null, inspector: '赵敏', businessLine: 'seals' },
  });
  spec.thenFields({ product: 'SEAL-80', inspected: 200, passed: 197, rejected: 3, order: 'o-1', batch: null });
});
it('shows the last correction, and nothing once it is retracted', () => {
  const aside = told(InspectionSetAside(counts), on(4));
  const corrected = told(InspectionCorrected({ ...counts, passed: 200, rejected: 0, batch: 'B1', reason: 'x' }), on(2));
  projectionSpec(inspections)
    .given(recorded, aside, corrected)
    .thenFields({ inspectedAt: march(2), rejected: 0, batch: 'B1', order: null });
  const gone = told(InspectionRetracted({ ...counts, passed: 200, rejected: 0, reason: 'x' }), on(2));
  projectionSpec(inspections).given(recorded, aside, corrected, gone).then(null);
});

it('stays in its business line, whoever corrects it', () => {
  const aside = told(InspectionSetAside(counts), on(4));
  const corrected = told(InspectionCorrected({ ...counts, passed: 200, rejected: 0, reason: 'x' }), on(4));
  for (const from of [{}, { businessLine: 'motors' }])
    projectionSpec(inspections)
      .given(recorded, aside, { ...corrected, ...from })
      .thenView(expect.objectContaining({ passed: 200, businessLine: 'seals' }) as never);
});
