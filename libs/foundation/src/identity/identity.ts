import { defineState, Dictionary, isCustomer } from '@dossier/kernel';
import { identityRefusal } from './identity.refusals';
import { SubjectAttributed } from './identity.events';

/** There is one stream of all identity links. */
export const IDENTITY_LINKS = 'links';

/** Member → customer. */
export type IdentityLinks = Dictionary<string>;

/** The customer to whom a subject belongs by today's links; null: to none. */
export function ownerOf(links: IdentityLinks, subject: string): string | null {
  let owner = subject;
  for (let next = links.get(owner); next !== undefined; next = links.get(owner)) owner = next;
  return isCustomer(owner) ? owner : null;
}

/**
 * Attributes something recorded without a customer to one; `[]` where it is attributed to it already.
 * @throws Refusal `customers/attributed-elsewhere`
 */
export function attributed(
  links: IdentityLinks,
  member: string,
  into: string,
): readonly ReturnType<typeof SubjectAttributed>[] {
  const owner = ownerOf(links, member);
  if (owner === null) return [SubjectAttributed({ member, into })];
  if (owner === into) return [];
  throw identityRefusal('attributed-elsewhere', { member, owner });
}

export const identityLinks = defineState<IdentityLinks>()({
  category: 'identity',
  from: { SubjectAttributed },
  initial: Dictionary.empty(),
  evolve: { SubjectAttributed: (links, { member, into }) => links.with(member, into) },
});
