export { type Signal } from './judgement';
export { warningsPolicy, WarningsPolicy } from './warnings-policy';
export {
  WarningActedOn,
  WarningClosed,
  WarningEnded,
  WarningRaised,
  WarningResumed,
  WarningWithdrawn,
} from './warning.events';
