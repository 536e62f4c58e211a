import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a process of its own measured: so that each has its own memory, and none profits from the one before. */
export async function run<T extends object>(
  program: string,
  args: readonly (string | number | undefined)[],
): Promise<T> {
  const given = args.filter((each) => each !== undefined).map(String);
  const child = fork(join(__dirname, `${program}.js`), given);
  const ended = once(child, 'exit');
  const [found] = (await Promise.race([once(child, 'message'), ended])) as [T | number];
  await ended;
  if (typeof found !== 'object') throw new Error(`${program} ${given.join(' ')} ended with ${String(found)}`);
  return found;
}

/** Tells it; of a run by hand, as for a profile, whoever runs it. */
export function told(found: object): void {
  if (!process.send) console.log(found);
  else process.send(found, () => process.disconnect());
}
