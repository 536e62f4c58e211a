import { decisionSpec, stateOf, told } from '@dossier/testing';
import { inspection } from '../inspection';
import { InspectionCorrected, InspectionRecorded, InspectionRetracted, InspectionSetAside } from '../inspection.events';
import { qualityReturn } from '../quality-return';
import {
  QualityReturnCorrected,
  QualityReturnRecorded,
  QualityReturnRetracted,
  QualityReturnSetAside,
} from '../quality-return.events';
import { correctInspection } from './correct-inspection/correct-inspection';
import { correctQualityReturn } from './correct-quality-return/correct-quality-return';
import { recordInspection } from './record-inspection/record-inspection';
import { recordQualityReturn } from './record-quality-return/record-quality-return';
import { retractInspection } from './retract-inspection/retract-inspection';
import { retractQualityReturn } from './retract-quality-return/retract-quality-return';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [inspectionId, returnId, customerId, reason, product] = ['i', 'r', 'c-1', 'x', 'SEAL-80'] as const;
const counts = { product, inspected: 200, passed: 197, rejected: 3 } as const;
const content = { ...counts, defects: [{ defect: '划伤', count: 3 }], batch: 'B1', inspector: '赵敏' } as const;
const ofInspection = (day: number) => ({ stream: 'inspection-i', occurredAt: march(day) });
const recorded = told(InspectionRecorded(content), ofInspection(4));
const gone = told(InspectionRetracted({ ...counts, reason }), ofInspection(4));

describe('an inspection', () => {
  const spec = decisionSpec(recordInspection);
  const command = { inspectionId, customerId, ...content };
  it('says how many passed and how many were rejected, for which defects', () => {
    spec.when(command).then(InspectionRecorded(content));
    const { rejected, ...less } = command;
    expect(rejected).toBe(3);
    spec.when(less).then(InspectionRecorded(content));
    const all = { inspectionId, customerId, product, inspected: 5, passed: 5 };
    spec.when(all).then(InspectionRecorded({ product, inspected: 5, passed: 5, rejected: 0 }));
  });
  it('has counts that agree', () => {
    spec
      .when({ ...command, passed: 201, rejected: 0 })
      .then('service/more-passed-than-inspected', { passed: 201, inspected: 200 });
    const { rejected, ...less } = command;
    spec.when({ ...less, passed: 201 }).then('service/more-passed-than-inspected', { passed: 201, inspected: 200 });
    spec
      .when({ ...command, rejected: 2 })
      .then('service/counts-disagree', { passed: 197, rejected: 2, inspected: 200 });
    spec.when({ ...command, defects: [] }).then('service/defects-needed', { rejected });
    spec
      .when({ ...command, defects: [{ defect: '划伤', count: 4 }] })
      .then('service/more-defects-than-rejected', { defect: '划伤', count: 4, rejected });
  });
  it('may find several defects at one piece', () =>
    spec
      .when({ ...command, defects: [...content.defects, { defect: '变形', count: 2 }] })
      .then(InspectionRecorded({ ...content, defects: [...content.defects, { defect: '变形', count: 2 }] })));
});

describe('a correction of an inspection', () => {
  const spec = decisionSpec(correctInspection);
  const aside = InspectionSetAside(counts, { occurredAt: march(4) });
  it('counts anew from when it was inspected', () => {
    const defects = [{ defect: '划伤', count: 4 }];
    spec
      .given(recorded)
      .when({ inspectionId, passed: 196, defects, reason })
      .then(
        aside,
        InspectionCorrected({ ...content, passed: 196, rejected: 4, defects, reason }, { occurredAt: march(4) }),
      );
    const { batch, ...rest } = content;
    expect(batch).toBe('B1');
    spec
      .given(recorded)
      .when({ inspectionId, inspectedAt: march(2), remove: ['batch'], reason })
      .then(aside, InspectionCorrected({ ...rest, reason }, { occurredAt: march(2) }));
  });
  it('leaves counts that agree, and says something new', () => {
    const spec_ = spec.given(recorded);
    spec_.when({ inspectionId, passed: 196, rejected: 3, reason }).then('service/counts-disagree');
    spec_.when({ inspectionId, passed: 200, reason }).then('service/more-defects-than-rejected');
    spec_.when({ inspectionId, remove: ['defects'], reason }).then('service/defects-needed');
    spec_.when({ inspectionId, reason }).then('service/nothing-corrected');
    spec_.when({ inspectionId, batch: 'B2', remove: ['batch'], reason }).then('service/given-and-removed');
    spec_.when({ inspectionId, inspectedAt: '2027-01-01T00:00:00Z', reason }).then('service/not-happened-yet');
    spec_.when({ inspectionId, passed: 197, inspectedAt: march(4), reason }).thenNothing();
    spec.given(recorded, gone).when({ inspectionId, passed: 1, reason }).then('service/inspection-retracted');
    spec.when({ inspectionId, passed: 1, reason }).then('service/unknown-inspection');
  });
});

it('an inspection that never was is retracted once, at its instant', () => {
  const spec = decisionSpec(retractInspection);
  const retracted = InspectionRetracted({ ...counts, reason }, { occurredAt: march(4) });
  spec.given(recorded).when({ inspectionId, reason }).then(retracted);
  spec.given(recorded, gone).when({ inspectionId, reason }).thenNothing();
  spec.when({ inspectionId, reason }).then('service/unknown-inspection');
});

describe('a quality return', () => {
  const of = { product, quantity: 3 } as const;
  const said = { ...of, because: 'defect', inspectionId } as const;
  const returned = told(QualityReturnRecorded(said), { stream: 'quality-return-r', occurredAt: march(10) });
  const needed = (...events: readonly (typeof recorded | typeof gone)[]) => ({
    needed: { inspection: stateOf(inspection, ...events) },
  });
  const spec = decisionSpec(recordQualityReturn);
  const command = { returnId, customerId, ...said };
  it('is of an inspection or an order', () => {
    spec.when(command, needed(recorded)).then(QualityReturnRecorded(said));
    const { inspectionId: none, ...rest } = command;
    expect(none).toBe(inspectionId);
    spec.when({ ...rest, orderId: 'o' }).then(QualityReturnRecorded({ ...of, because: 'defect', orderId: 'o' }));
    spec.when(rest).then('service/return-of-nothing');
  });
  it('is of what was inspected, and no more of it', () => {
    spec.when(command).then('service/unknown-inspection', { inspectionId });
    spec.when(command, needed(recorded, gone)).then('service/inspection-retracted', { inspectionId });
    spec
      .when({ ...command, product: 'SEAL-90' }, needed(recorded))
      .then('service/return-of-other-product', { inspectionId, inspected: product, product: 'SEAL-90' });
    spec
      .when({ ...command, quantity: 201 }, needed(recorded))
      .then('service/more-returned-than-inspected', { quantity: 201, inspectionId, inspected: 200 });
    spec.when({ ...command, quantity: 200 }, needed(recorded)).then(QualityReturnRecorded({ ...said, quantity: 200 }));
  });
  it('is corrected from when the goods came back', () => {
    const correcting = decisionSpec(correctQualityReturn);
    const { inspection: itsInspection } = needed(recorded).needed;
    const both = { needed: { before: stateOf(qualityReturn, returned), inspection: itsInspection } };
    const aside = QualityReturnSetAside(of, { occurredAt: march(10) });
    correcting
      .given(returned)
      .when({ returnId, quantity: 4, reason }, both)
      .then(aside, QualityReturnCorrected({ ...said, quantity: 4, reason }, { occurredAt: march(10) }));
    correcting
      .given(returned)
      .when({ returnId, orderId: 'o', remove: ['inspectionId'], returnedAt: march(9), reason }, both)
      .then(
        aside,
        QualityReturnCorrected({ ...of, because: 'defect', orderId: 'o', reason }, { occurredAt: march(9) }),
      );
    correcting
      .given(returned)
      .when({ returnId, remove: ['inspectionId'], reason }, both)
      .then('service/return-of-nothing');
    correcting
      .given(returned)
      .when({ returnId, quantity: 201, reason }, both)
      .then('service/more-returned-than-inspected');
    correcting.given(returned).when({ returnId, quantity: 3, reason }, both).thenNothing();
    correcting.given(returned).when({ returnId, reason }, both).then('service/nothing-corrected');
    correcting.when({ returnId, quantity: 3, reason }).then('service/unknown-quality-return', { returnId });
  });
  it('that never was is retracted once, and corrected no more', () => {
    const retracting = decisionSpec(retractQualityReturn);
    const retracted = QualityReturnRetracted({ ...of, reason }, { occurredAt: march(10) });
    const none = told(QualityReturnRetracted({ ...of, reason }), {
      ...{ stream: 'quality-return-r', occurredAt: march(10) },
    });
    retracting.given(returned).when({ returnId, reason }).then(retracted);
    retracting.given(returned, none).when({ returnId, reason }).thenNothing();
    retracting.when({ returnId, reason }).then('service/unknown-quality-return');
    decisionSpec(correctQualityReturn)
      .given(returned, none)
      .when({ returnId, quantity: 4, reason })
      .then('service/quality-return-retracted', { returnId });
  });
});
