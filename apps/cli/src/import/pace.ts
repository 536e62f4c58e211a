/** How long back the pace is judged by, in milliseconds: an import may begin with a rush or a pause. */
const WINDOW = 20_000;
/** Least time and least number of marks that tell a pace. */
const [LEAST, EVERY] = [3000, 500];

/** How fast work goes on of late. */
export class Pace {
  private marks: { readonly at: number; readonly done: number }[];

  /** @param at milliseconds from any beginning */
  constructor(at: number) {
    this.marks = [{ at, done: 0 }];
  }

  /** Pieces a second of late; undefined until there is a pace to tell. @param done pieces in all */
  at(now: number, done: number): number | undefined {
    const last = this.marks.at(-1);
    if (last === undefined || now - last.at >= EVERY) this.marks.push({ at: now, done });
    this.marks = this.marks.filter(({ at }, index) => index === this.marks.length - 1 || now - at <= WINDOW);
    const [first] = this.marks;
    if (first === undefined || now - first.at < LEAST || done === first.done) return undefined;
    return ((done - first.done) * 1000) / (now - first.at);
  }
}
