import { IDENTITY_LINKS, identityLinks } from '@dossier/foundation';
import { type Link, ownSubject, streamOf } from '@dossier/kernel';
import type { Member } from '@dossier/read-model';

/** The subject of all links. */
export const LINKS = ownSubject(streamOf(identityLinks, IDENTITY_LINKS));

/**
 * Which subjects are the same customer. A member links to another; the canonical id is the end of that path, so it
 * depends on the set of links, not on their order.
 */
export class Identity {
  private readonly into = new Map<string, string>();
  private readonly members = new Map<string, Set<string>>();

  constructor(links: ReadonlyMap<string, string> = new Map()) {
    for (const [member, into] of links) this.link({ member, into });
  }

  canonical(subject: string): string {
    let current = subject;
    for (let next = this.into.get(current); next !== undefined; next = this.into.get(current)) current = next;
    return current;
  }

  /** The canonical id first, then all members linked to it. */
  cluster(canonical: string): readonly [string, ...string[]] {
    const found: [string, ...string[]] = [canonical];
    for (const each of found) for (const member of this.members.get(each) ?? []) found.push(member);
    return found;
  }

  isMerged(canonical: string): boolean {
    return this.members.has(canonical);
  }

  /**
   * Ignores a link that would close a circle, and a second link of one member.
   * @returns whether it was added: save it only then, or readers would follow a link that is not here
   */
  link({ member, into }: Link): boolean {
    if (this.into.has(member) || this.canonical(into) === member) return false;
    this.into.set(member, into);
    const members = this.members.get(into) ?? new Set();
    this.members.set(into, members.add(member));
    return true;
  }
}

/** A store of links, for those who do not hold all of them in memory. */
interface Links {
  into(member: string): Promise<string | undefined>;
  members(subject: string): Promise<readonly Member[]>;
}
/** The canonical id of a subject; one look-up for each link on its path. */
export async function canonicalOf(links: Links, subject: string): Promise<string> {
  let current = subject;
  for (let next = await links.into(current); next !== undefined; next = await links.into(current)) current = next;
  return current;
}
/** The canonical id first, then all members linked to it. */
export const clusterOf = async (links: Links, canonical: string): Promise<readonly string[]> => [
  ...(await linkedTo(links, canonical)).keys(),
];
/** The same, each with the position of the event by which it came to belong to the canonical id; 0 for itself. */
export async function linkedTo(links: Pick<Links, 'members'>, canonical: string): Promise<ReadonlyMap<string, number>> {
  const members = (await links.members(canonical)).map(({ member, position }) => [member, position] as const);
  return new Map([[canonical, 0], ...members]);
}
