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
  cluster(canonical: string): readonly string[] {
    const found = [canonical];
    for (const each of found) found.push(...(this.members.get(each) ?? []));
    return found;
  }

  isMerged(canonical: string): boolean {
    return this.members.has(canonical);
  }

  /** A link that would close a circle, or a second one of a member, is left out: the first one stands. */
  link({ member, into }: Link): void {
    if (this.into.has(member) || this.canonical(into) === member) return;
    this.into.set(member, into);
    const members = this.members.get(into) ?? new Set();
    this.members.set(into, members.add(member));
  }
}
