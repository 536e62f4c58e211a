import type { Decision } from '@dossier/kernel';
import type { Customer } from './customer';
import { type CustomerKind, CustomerRegistered } from './customer.events';
import { noted, type NotedFact } from './facts';
import { openingOf } from './opening';

/**
 * What it takes for a file to say that its customer was of a kind at an instant, and what was true of it then: opens it, or
 * says that it was open earlier than had been known. The same gives the same file, in whatever order it comes.
 * @throws Refusal `customers/unknown-attribute`, `customers/empty-fact`
 */
export function notedFile(
  file: Customer,
  kind: CustomerKind,
  facts: readonly NotedFact[],
  context: Pick<Decision, 'occurredAt' | 'department'>,
): readonly (ReturnType<typeof CustomerRegistered> | ReturnType<typeof noted>[number])[] {
  const known = file.is === 'unknown' ? null : file.opening;
  const isNews = openingOf(known, { kind, since: context.occurredAt }) !== known;
  return [
    ...(isNews ? [CustomerRegistered({ kind })] : []),
    ...noted(facts, file.is === 'unknown' ? {} : file.statements, context),
  ];
}
