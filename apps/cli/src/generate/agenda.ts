interface Entry {
  readonly at: number;
  /** Of two at the same time the one that was noted first goes first. */
  readonly noted: number;
  readonly task: (at: number) => void;
}
const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.noted < b.noted);

/** What is going to happen, earliest first: a binary heap. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private noted = 0;

  /** @param at milliseconds since 1970 */
  note(at: number, task: (at: number) => void): void {
    const entry = { at, noted: this.noted++, task };
    let place = this.heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      this.heap[place] = parent;
      place = above;
    }
    this.heap[place] = entry;
  }

  /** Takes out the earliest. */
  take(): Entry | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = this.heap[left + 1];
      let next = this.heap[left];
      let at = left;
      if (next !== undefined && right !== undefined && before(right, next)) {
        next = right;
        at = left + 1;
      }
      if (next === undefined || !before(next, last)) break;
      this.heap[place] = next;
      place = at;
    }
    this.heap[place] = last;
    return first;
  }
}
