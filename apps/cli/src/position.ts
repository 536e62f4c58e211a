/** The later of two positions of one log: a position ends with its place in the log. */
export function later(a: string, b: string): string {
  return place(b) > place(a) ? b : a;
}
const place = (position: string): number => Number(/\d+$/.exec(position)?.[0] ?? -1);
