import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const started: ChildProcess[] = [];
/** Milliseconds for which a program may end in peace. */
const GRACE = 15_000;

/** Ends it, as by an operator; by force where it does not. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGCONT'); // one that stands still hears nothing else
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE);
  await over;
  clearTimeout(force);
}

// bare: programs that are no tests use these classes too
if (typeof afterAll === 'function') afterAll(() => Promise.all(started.map(ended)), 2 * GRACE);

/** A process that ends with the tests of its file at the latest: one that failed, or ran out of time, ends nothing itself. */
export function ofThisFile<C extends ChildProcess>(child: C): C {
  started.push(child);
  return child;
}
