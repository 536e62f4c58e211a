import { walletShareFalling } from '../../signals/wallet-share';
import { watching } from '../../watch';

/** Warns of a customer that buys a smaller part of what it needs from us than before. */
export const customersThatBuyElsewhere = watching(walletShareFalling);
