/** Runs tasks of one lane one after the other, and tasks of different lanes side by side. */
export class Lanes {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(lane: string, task: () => Promise<T>): Promise<T> {
    const before = this.last.get(lane);
    const mine = before ? before.then(task, task) : task();
    const done = mine
      .catch(() => undefined)
      .finally(() => {
        if (this.last.get(lane) === done) this.last.delete(lane);
      });
    this.last.set(lane, done);
    return mine;
  }

  /** Runs a task in several lanes at once. They are taken in one order, so that two tasks never wait for each other. */
  runAll<T>(lanes: readonly string[], task: () => Promise<T>): Promise<T> {
    const taken = [...new Set(lanes)].sort();
    return taken.reduceRight((inner, lane) => () => this.run(lane, inner), task)();
  }
}
