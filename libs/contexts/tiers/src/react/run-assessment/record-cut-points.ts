import { defineCommand, type Instant } from '@dossier/kernel';
import { tierScheme } from '../../scheme';
import { CutPointsFound, type CutTold } from '../../scheme.events';
import type { Scheme } from '../../terms';

export class RecordCutPoints {
  readonly scheme!: Scheme;
  readonly assessment!: string;
  readonly policyVersion!: number;
  readonly customers!: number;
  readonly withoutRate!: number;
  readonly withoutCost?: number;
  readonly cuts!: readonly CutTold[];
  readonly windowMonths!: number;
  readonly currency!: string;
  readonly minimumStayDays!: number;
  readonly noticeDays!: number;
  readonly nextAt?: Instant;
}

/** Sent by an assessment before it judges the first customer: where it is cut off, it goes on with the same. */
export const recordCutPoints = defineCommand({
  name: 'tiers.RecordCutPoints',
  title: { zh: '登记分级界限', en: 'Record the cut points of an assessment' },
  command: RecordCutPoints,
  on: tierScheme,
  id: ({ scheme }) => scheme,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  decide: ({ ...found }, { last, running, areCutPointsFound }) =>
    running && last?.assessment === found.assessment && !areCutPointsFound ? [CutPointsFound(found)] : [],
});
