/**
 * The names of what the stories of a test never held: a law that was tried on none of it holds nothing.
 * The stories differ from run to run: how much of each thing they hold is chance, so no more is asked than that there is
 * some. A thing of which a run holds fewer than twenty on average needs stories that hold more of it, or one that is
 * written down: else a run without it comes by chance.
 */
export const neverSeen = (seen: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(seen).filter((name) => seen[name] === 0);
