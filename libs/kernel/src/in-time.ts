/** There was no answer in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor() {
    super('no answer in time');
  }
}

/**
 * What the work gives. Once the milliseconds are over nobody waits for it any more; what was asked goes on. A plain timer:
 * one with a signal that ends it makes an error with a stack for each answer that comes in time.
 * @throws NoAnswer, or what the work throws
 */
export function inTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const working = work();
    const timer = setTimeout(() => reject(new NoAnswer()), ms).unref();
    void working.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
