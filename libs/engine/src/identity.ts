import type { Link } from '@dossier/kernel';

/**
 * Which subjects are one. A member names whom it is one with; the canonical id is the end of that path, so it is a
 * function of the set of links and not of their order.
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

  /** The canonical id first, then all that are one with it. */
  cluster(canonical: string): readonly [string, ...string[]] {
    const found: [string, ...string[]] = [canonical];
    for (const each of found) found.push(...(this.members.get(each) ?? []));
    return found;
  }

  isMerged(canonical: string): boolean {
    return this.members.has(canonical);
  }

  /**
   * A link that would close a circle, or a second one of a member, is left out: the first one stands.
   * @returns whether it was taken: only then it may be saved, or readers would follow what is not held here
   */
  link({ member, into }: Link): boolean {
    if (this.into.has(member) || this.canonical(into) === member) return false;
    this.into.set(member, into);
    const members = this.members.get(into) ?? new Set();
    this.members.set(into, members.add(member));
    return true;
  }
}

/** What a store of links is asked, where not all of them are held in memory. */
interface Links {
  into(member: string): Promise<string | undefined>;
  members(subject: string): Promise<readonly string[]>;
}
/** The canonical id of a subject, by as many look-ups as there are links on its way. */
export async function canonicalOf(links: Links, subject: string): Promise<string> {
  let current = subject;
  for (let next = await links.into(current); next !== undefined; next = await links.into(current)) current = next;
  return current;
}
/** The canonical id first, then all that are one with it. */
export async function clusterOf(links: Links, canonical: string): Promise<readonly string[]> {
  const found = [canonical];
  for (const each of found) found.push(...(await links.members(each)));
  return found;
}
