import { inserted } from '@dossier/kernel';
import { bySince, withDue } from './invoice';
import type { Due } from './invoice.events';

/**
 * What is known of the due dates of an invoice, the same in whatever order its events are taken: they may be taken by when
 * they happened, and one that opens it again may have been recorded before its due date was corrected or moved.
 */
export interface KnownDues {
  /** By when they were agreed. */
  readonly dues: readonly Due[];
  /** Place in its stream of the event that repeats them and was written last. */
  readonly duesSaid: number;
  /** Those that were agreed since it was issued, in the order of writing; left out: none was. */
  readonly agreed?: readonly (Due & { readonly revision: number })[];
  /** That of its issue was corrected. */
  readonly corrected?: true;
}
interface Written {
  readonly revision: number;
}

export const NO_DUES: KnownDues = { dues: [], duesSaid: -1 };

/** More was told of them than the events that follow need repeat. */
export const hasOwnDues = ({ agreed, corrected }: KnownDues): boolean => agreed !== undefined || corrected === true;

/** With those that an event repeats. */
export function withDues<T extends KnownDues>(one: T, said: readonly Due[], { revision }: Written): T {
  if (revision < one.duesSaid) return one;
  const later = (one.agreed ?? []).filter((each) => each.revision > revision);
  // stable: those of one instant by when they were written
  const dues = [...said, ...later.map(({ since, dueAt }) => ({ since, dueAt }))].sort(bySince);
  return { ...one, dues, duesSaid: revision };
}

/** With those that a correction repeats. @param dueAt left out: it corrects something else */
export const withCorrected = <T extends KnownDues>(
  one: T,
  { dues, dueAt }: { readonly dues: readonly Due[]; readonly dueAt: string | undefined },
  at: Written,
): T => ({ ...withDues(one, dues, at), ...(dueAt !== undefined && { corrected: true }) });

/** With one that was agreed. */
export function withAgreed<T extends KnownDues>(one: T, { since, dueAt }: Due, { revision }: Written): T {
  const agreed = inserted(one.agreed ?? [], { since, dueAt, revision }, (a, b) => a.revision - b.revision);
  return { ...one, agreed, dues: revision < one.duesSaid ? one.dues : withDue(one.dues, { since, dueAt }) };
}
