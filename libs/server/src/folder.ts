/** What works on a data folder, and so loads SQLite: beside the rest, for other profiles load none. */
export { acceptLoss, lossOf } from './accept-loss';
export { checkStill } from './check-still';
export { type EmbeddedOptions, openEmbedded } from './embedded';
export { DataMissing, type Missing } from './seen';
