import { defineCommand } from '@dossier/kernel';
import { tierScheme } from '../../scheme';
import { AssessmentCompleted } from '../../scheme.events';
import type { Scheme } from '../../terms';

export class CompleteAssessment {
  readonly scheme!: Scheme;
  readonly assessment!: string;
}

/** Sent by an assessment once all customers are judged. */
export const completeAssessment = defineCommand({
  name: 'tiers.CompleteAssessment',
  title: { zh: '完成评定', en: 'Complete an assessment' },
  command: CompleteAssessment,
  on: tierScheme,
  id: ({ scheme }) => scheme,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  decide: ({ scheme, assessment }, { last, running }) =>
    running && last?.assessment === assessment ? [AssessmentCompleted({ scheme, assessment })] : [],
});
