import { type ContextDef, defineContext } from '@dossier/kernel';
import { announcedDowngrades } from './react/carry-out-downgrade/announced-downgrades';
import { carryOutDowngrade } from './react/carry-out-downgrade/carry-out-downgrade';
import { endOverride } from './react/end-override/end-override';
import { expiringOverrides } from './react/end-override/expiring-overrides';
import { assessCustomer } from './react/run-assessment/assess-customer';
import { assessmentRun } from './react/run-assessment/assessment-run';
import { completeAssessment } from './react/run-assessment/complete-assessment';
import { recordCutPoints } from './react/run-assessment/record-cut-points';
import { beginScheduledAssessment } from './react/schedule-assessment/begin-scheduled-assessment';
import { scheduledAssessments } from './react/schedule-assessment/scheduled-assessments';
import { assessmentResult } from './read/assessment-result/assessment-result';
import { assessmentPreview } from './read/assessment-preview/assessment-preview';
import { tierAssessments } from './tier-assessments';
import { tierChanges } from './tier-changes';
import { tierOutlook } from './read/tier-outlook/tier-outlook';
import { tierSchemeQuery, tierSchemes } from './read/tier-schemes/tier-schemes';
import { tiersReport } from './read/tiers-report/tiers-report';
import { whatIf } from './read/what-if/what-if';
import {
  abcScheme,
  gradeScheme,
  pyramidScheme,
  strategicScheme,
  typeScheme,
  valueScheme,
  vipScheme,
  volumeScheme,
} from './scheme-policy';
import { tierBenefitsPolicy } from './benefits-policy';
import { tiersSection } from './tiers-section';
import { beginAssessment } from './write/begin-assessment/begin-assessment';
import { overrideTier } from './write/override-tier/override-tier';
import { publishScheme } from './write/publish-scheme/publish-scheme';
import { rateCustomer } from './write/rate-customer/rate-customer';
import { withdrawOverride } from './write/withdraw-override/withdraw-override';

/** 客户分级 */
export const tiers: ContextDef = defineContext({
  name: 'tiers',
  title: { zh: '客户分级', en: 'Tiers' },
  slices: [
    beginAssessment,
    publishScheme,
    overrideTier,
    withdrawOverride,
    rateCustomer,
    recordCutPoints,
    assessCustomer,
    completeAssessment,
    assessmentRun,
    beginScheduledAssessment,
    scheduledAssessments,
    carryOutDowngrade,
    announcedDowngrades,
    endOverride,
    expiringOverrides,
    tiersSection,
    tierChanges,
    tierAssessments,
    assessmentResult,
    assessmentPreview,
    tierOutlook,
    tierSchemes,
    tierSchemeQuery,
    whatIf,
    tiersReport,
    valueScheme,
    vipScheme,
    strategicScheme,
    gradeScheme,
    abcScheme,
    pyramidScheme,
    volumeScheme,
    typeScheme,
    tierBenefitsPolicy,
  ],
});
