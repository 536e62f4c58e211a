import { projectionSpec, told } from '@dossier/testing';
import {
  QualityReturnCorrected,
  QualityReturnRecorded,
  QualityReturnRetracted,
  QualityReturnSetAside,
} from './quality-return.events';
import { qualityReturns } from './quality-returns';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'quality-return-r', occurredAt: march(day) });
const of = { product: 'SEAL-80', quantity: 3 } as const;
const recorded = told(
  QualityReturnRecorded({ ...of, because: 'defect', explanation: '装机即漏', inspectionId: 'i' }),
  on(10),
);

it('shows what came back, why and of what', () => {
  const spec = projectionSpec(qualityReturns).given(recorded);
  spec.twice().thenView({
    ...{ returnId: 'r', customer: 'customer-1', returnedAt: march(10), ...of, because: 'defect' },
    ...{ explanation: '装机即漏', inspection: 'i', order: null, document: null, businessLine: null },
  });
  spec.thenFields({ product: 'SEAL-80', quantity: 3, because: 'defect', inspection: 'i', order: null });
});
it('shows the last correction, and nothing once it is retracted', () => {
  const aside = told(QualityReturnSetAside(of), on(10));
  const corrected = told(
    QualityReturnCorrected({ ...of, quantity: 4, because: 'damage', orderId: 'o', reason: 'x' }),
    on(9),
  );
  projectionSpec(qualityReturns)
    .given(recorded, aside, corrected)
    .thenFields({ returnedAt: march(9), quantity: 4, because: 'damage', inspection: null, order: 'o' });
  const gone = told(QualityReturnRetracted({ ...of, quantity: 4, reason: 'x' }), on(9));
  projectionSpec(qualityReturns).given(recorded, aside, corrected, gone).then(null);
});

it('stays in its business line, whoever corrects it', () => {
  const corrected = told(QualityReturnCorrected({ ...of, quantity: 4, because: 'damage', reason: 'x' }), on(10));
  const line = (businessLine: string) => ({ businessLine });
  for (const correction of [corrected, { ...corrected, ...line('motors') }])
    projectionSpec(qualityReturns)
      .given({ ...recorded, ...line('seals') }, told(QualityReturnSetAside(of), on(10)), correction)
      .thenView(expect.objectContaining({ quantity: 4, businessLine: 'seals' }) as never);
});
