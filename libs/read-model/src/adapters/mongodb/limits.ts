import { type Limits as OfMongoDb, LIMITS as OF_MONGODB } from '@dossier/mongodb';

/** All times of this adapter, in milliseconds. */
export interface Limits extends OfMongoDb {
  /** Between two looks for a saved step, while anybody waits for one. */
  readonly look: number;
  /** How long a scan goes on in one result; then it asks for the rest anew. */
  readonly held: number;
  /** How long documents stay that no model has any more: whoever reads or writes them has begun before. */
  readonly grace: number;
}
export const LIMITS: Limits = { ...OF_MONGODB, look: 50, held: 10_000, grace: 3_600_000 };
