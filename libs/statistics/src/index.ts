export { auc, type Scored } from './auc';
export {
  type BgNbd,
  type Buying,
  expectedOfNew,
  expectedPurchases,
  fitBgNbd,
  type FittedBgNbd,
  probabilityAlive,
} from './bg-nbd';
export { changeOfMean, changeOfScore, changeOfShare, type Hits } from './change';
export {
  type Estimate,
  meanOf,
  netPromoterScore,
  type Recommendations,
  type Sample,
  sampleOf,
  shareOf,
} from './estimate';
export { ewma, type EwmaChart, type EwmaPoint } from './ewma';
export { expectedAmount, fitGammaGamma, type FittedGammaGamma, type GammaGamma, type Spending } from './gamma-gamma';
export { percentile } from './percentile';
export { type Rhythm, rhythmOf, type Silence, silenceOf, silentFor, type UsualRhythm } from './rhythm';
export { type SameSeason, sameSeason } from './same-season';
export { type Lasted, survival, type SurvivalStep, timeUntil } from './survival';
export { mannKendall, type Point, seasonalKendall, type SeasonalPoint, type Trend } from './trend';
