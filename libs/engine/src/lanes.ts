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
}
