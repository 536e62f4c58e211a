import { volumeDown } from '../../signals/volume';
import { watching } from '../../watch';

/** Warns of a customer that buys far less than in the same months of the year before. */
export const customersThatBuyLess = watching(volumeDown);
