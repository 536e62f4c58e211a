import { projectionSpec, told, withPolicy } from '@dossier/testing';
import { InspectionCorrected, InspectionRecorded, InspectionRetracted, InspectionSetAside } from './inspection.events';
import { qualityPolicy } from './quality-policy';
import { QualityReturnRecorded, QualityReturnRetracted } from './quality-return.events';
import { qualitySection } from './quality-section';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const counts = (passed: number, inspected = 40, product = 'SEAL-80') => ({
  ...{ product, inspected, passed, rejected: inspected - passed },
});
const on = (id: string, occurredAt: string) => ({ stream: `inspection-${id}`, occurredAt });
const recorded = (id: string, passed: number, occurredAt = march(3), product = 'SEAL-80') =>
  told(InspectionRecorded(counts(passed, 40, product)), on(id, occurredAt));
const of = { product: 'SEAL-80', quantity: 3 } as const;
const returned = told(QualityReturnRecorded({ ...of, because: 'defect', orderId: 'o' }), {
  ...{ stream: 'quality-return-r', occurredAt: march(10) },
});
const reason = 'x';
const { ...policy } = qualityPolicy.initial;

it('shows the pass rate of all, of each product and of each month, with what came back beside it', () => {
  const spec = projectionSpec(qualitySection).given(
    recorded('a', 38),
    recorded('b', 40, '2026-02-03T08:00:00.000Z', 'BRG'),
    returned,
  );
  const seal = {
    ...{ inspections: 1, inspected: 40, passed: 38, rejected: 2, passPercent: 95, lower: 83.5, upper: 98.62 },
    ...{ target: 'missed' as const, returns: 1, returned: 3 },
  } as const;
  const bearing = {
    ...{ inspections: 1, inspected: 40, passed: 40, rejected: 0, passPercent: 100, lower: 91.24, upper: 100 },
    ...{ target: 'by-point' as const, returns: 0, returned: 0 },
  } as const;
  const all = {
    ...{ inspections: 2, inspected: 80, passed: 78, rejected: 2, passPercent: 97.5, lower: 91.34, upper: 99.31 },
    ...{ target: 'missed' as const, returns: 1, returned: 3 },
  } as const;
  spec.thenView(
    {
      passRate: all,
      passRateByProduct: [
        { product: 'BRG', ...bearing },
        { product: 'SEAL-80', ...seal },
      ],
      passRateByMonth: [
        { month: '2026-02', ...bearing },
        { month: '2026-03', ...seal },
      ],
      ...{ passRateVersion: 0, qualityChangesAt: '2027-02-01T00:00:00.000Z' },
    },
    { asOf: march(20) },
  );
  spec.thenFields({ inspectedPieces: 80, rejectedPieces: 2, returnedPieces: 3 });
});
it('counts what was corrected once, at its right instant, and not what was retracted, in any order', () => {
  const corrected = [
    told(InspectionSetAside(counts(38)), on('a', march(3))),
    told(InspectionCorrected({ ...counts(30), reason }), on('a', '2026-02-03T08:00:00.000Z')),
  ] as const;
  const gone = told(InspectionRetracted({ ...counts(35), reason }), on('b', march(3)));
  const back = told(QualityReturnRetracted({ ...of, reason }), {
    ...{ stream: 'quality-return-r', occurredAt: march(10) },
  });
  projectionSpec(qualitySection)
    .given(recorded('a', 38), ...corrected, recorded('b', 35), gone, returned, back)
    .inAnyOrderOfCommit()
    .then({
      counted: [
        {
          ...{ month: '2026-02', product: 'SEAL-80' },
          counts: { inspections: 1, inspected: 40, passed: 30, returns: 0, returned: 0 },
        },
      ],
    });
});
it('forgets what is longer ago than the policy says, and tells when', () => {
  const spec = projectionSpec(qualitySection).given(recorded('a', 38));
  const shows = (asOf: string, rate: unknown, next: string | null) =>
    spec.thenView(expect.objectContaining({ passRate: rate, qualityChangesAt: next }) as never, { asOf });
  const some: unknown = expect.objectContaining({ passed: 38 });
  shows('2027-02-28T23:59:59.999Z', some, '2027-03-01T00:00:00.000Z');
  shows('2027-03-01T00:00:00.000Z', null, null);
  spec.thenView(expect.objectContaining({ passRate: null, passRateVersion: 2 }) as never, {
    asOf: '2026-05-01T00:00:00.000Z',
    policies: withPolicy(qualityPolicy, { ...policy, windowMonths: 2 }, 2),
  });
});
