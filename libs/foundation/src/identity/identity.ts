import { defineState, isCustomer } from '@dossier/kernel';
import { identityRefusal } from './identity.refusals';
import { SubjectAttributed } from './identity.events';

/** There is one stream of all identity links. */
export const IDENTITY_LINKS = 'links';

const BUCKETS = 1024;
/** 32-bit FNV-1a over UTF-16 code units. */
function bucketOf(member: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < member.length; i++) hash = Math.imul(hash ^ member.charCodeAt(i), 0x01000193) >>> 0;
  return hash % BUCKETS;
}

/** Member → customer, in buckets: adding a link copies a thousandth of them, not all. */
export type IdentityLinks = readonly Readonly<Record<string, string>>[];

const attributedTo = (links: IdentityLinks, member: string): string | undefined => links[bucketOf(member)]?.[member];

/** The customer to whom a subject belongs by today's links; null: to none. */
export function ownerOf(links: IdentityLinks, subject: string): string | null {
  let owner = subject;
  for (let next = attributedTo(links, owner); next !== undefined; next = attributedTo(links, owner)) owner = next;
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
  initial: [],
  evolve: {
    SubjectAttributed: (links, { member, into }) => {
      const next = links.length === 0 ? Array.from({ length: BUCKETS }, () => ({})) : [...links];
      const bucket = bucketOf(member);
      next[bucket] = { ...next[bucket], [member]: into };
      return next;
    },
  },
});
