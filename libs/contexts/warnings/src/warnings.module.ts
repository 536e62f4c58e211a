import { type ContextDef, defineContext } from '@dossier/kernel';
import { customersThatBuyLess } from './react/warn-of-volume-down/customers-that-buy-less';
import { customersInBadIndustries } from './react/warn-of-industry-turning-bad/customers-in-bad-industries';
import { customersLessSatisfied } from './react/warn-of-satisfaction-falling/customers-less-satisfied';
import { customersServedLate } from './react/warn-of-service-breaches/customers-served-late';
import { customersThatComplainMore } from './react/warn-of-complaints-up/customers-that-complain-more';
import { customersThatBuyElsewhere } from './react/warn-of-wallet-share-falling/customers-that-buy-elsewhere';
import { customersThatPayLate } from './react/warn-of-payment-overdue/customers-that-pay-late';
import { silentCustomers } from './react/warn-of-silence/silent-customers';
import { marketOutlookPolicy } from './market-outlook-policy';
import { purchaseForecast } from './read/purchase-forecast/purchase-forecast';
import { warningPrecision } from './read/warning-precision/warning-precision';
import { settleWarning } from './settle-warning';
import { warnings as warningsList } from './warnings-list';
import { warningsPolicy } from './warnings-policy';
import { warningsSection } from './warnings-section';
import { acknowledgeWarning } from './write/acknowledge-warning/acknowledge-warning';
import { actOnWarning } from './write/act-on-warning/act-on-warning';
import { closeWarning } from './write/close-warning/close-warning';
import { correctOutcome } from './write/correct-outcome/correct-outcome';
import { snoozeWarning } from './write/snooze-warning/snooze-warning';

/** 预警 */
export const warnings: ContextDef = defineContext({
  name: 'warnings',
  title: { zh: '预警', en: 'Warnings' },
  slices: [
    acknowledgeWarning,
    snoozeWarning,
    actOnWarning,
    closeWarning,
    correctOutcome,
    settleWarning,
    silentCustomers,
    customersThatBuyLess,
    customersThatPayLate,
    customersLessSatisfied,
    customersServedLate,
    customersThatComplainMore,
    customersInBadIndustries,
    customersThatBuyElsewhere,
    warningsList,
    warningsSection,
    warningPrecision,
    purchaseForecast,
    warningsPolicy,
    marketOutlookPolicy,
  ],
});
