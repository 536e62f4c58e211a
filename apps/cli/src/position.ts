/** The later of two positions of one log: a position ends with its place in the log. */
export function later(a: string, b: string): string {
  return place(b) > place(a) ? b : a;
}
/** Place in the log: in a folder, where there are no holes, the number of its events up to there. -1: none. */
export const place = (position: string): number => Number(/\d+$/.exec(position)?.[0] ?? -1);
