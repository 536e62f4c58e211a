import type { Decision } from '@dossier/kernel';
import type { Customer } from './customer';
import { type CustomerKind, CustomerRegistered } from './customer.events';
import { noted, type NotedFact } from './facts';
import { openingOf } from './opening';

/**
 * The events that record a customer's kind and facts at an instant: they open the file, or record an earlier opening.
 * The same notes give the same file in any order.
 * @throws Refusal `customers/unknown-attribute`, `customers/personal-fact`
 */
export function notedFile(
  file: Customer | undefined,
  kind: CustomerKind,
  facts: readonly NotedFact[],
  context: Pick<Decision, 'occurredAt' | 'department'>,
): readonly (ReturnType<typeof CustomerRegistered> | ReturnType<typeof noted>[number])[] {
  const known = file?.opening ?? null;
  const isNews = openingOf(known, { kind, since: context.occurredAt }) !== known;
  return [...(isNews ? [CustomerRegistered({ kind })] : []), ...noted(facts, file?.statements ?? {}, context)];
}
