import type { Decision, Instant } from '@dossier/kernel';

export type Dated = Pick<Decision, 'occurredAt' | 'now'>;

/**
 * Whether what is said is on record, where it is in force already. Said for a day of its own it is recorded once more,
 * for another one may have been in force between, as is told later; not twice for one instant.
 * @param since when what is in force was said
 */
export const isKept = (since: Instant | undefined, { occurredAt, now }: Dated): boolean =>
  occurredAt === now || since === occurredAt;
