import { setImmediate } from 'node:timers/promises';

/** Which test of the file runs. */
let test = 0;
// bare: programs that are no tests ask in this way too
if (typeof afterEach === 'function')
  afterEach(() => {
    test += 1;
  });

/**
 * Asks until it is so; lets others have their turn between two questions, for one that fails at once would keep the clock of
 * its own test from running out. With the test it ends: what it asks is closed then.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const mine = test;
  while (!(await isSo())) {
    await setImmediate();
    if (test !== mine) return new Promise(() => undefined); // nobody waits for the answer any more
  }
}

/** Tries until it succeeds. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const answers: T[] = [];
  await until(() =>
    work().then(
      (answer) => answers.push(answer) > 0,
      () => false,
    ),
  );
  return answers[0] as T;
}
