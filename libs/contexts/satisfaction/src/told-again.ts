import type { Decision, Instant } from '@dossier/kernel';

/**
 * Whether what is said is on record, where it is in force already. Said for another day of its own it is news, for
 * something else may have been in force between, as is told later.
 * @param since when what is in force was said
 */
export const isKept = (
  since: Instant | undefined,
  { occurredAt, now }: Pick<Decision, 'occurredAt' | 'now'>,
): boolean => occurredAt === now || since === occurredAt;
