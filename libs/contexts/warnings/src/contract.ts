export { type Signal } from './judgement';
export { marketOutlookPolicy, MarketOutlookPolicy } from './market-outlook-policy';
export { actions, outcomes, severities, type Severity, type SignalCode, signals } from './terms';
export { warningsPolicy, WarningsPolicy } from './warnings-policy';
export {
  WarningAcknowledged,
  WarningActedOn,
  WarningClosed,
  WarningEnded,
  WarningOutcomeCorrected,
  WarningRaised,
  WarningResumed,
  WarningSnoozed,
  WarningWithdrawn,
} from './warning.events';
