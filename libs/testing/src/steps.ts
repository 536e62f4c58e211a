import { Session } from 'node:inspector';

interface Ran {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

/**
 * How many steps the code below a folder takes for some work: how often its functions and the blocks in them run. So a
 * test can say that twice as much takes no more than twice the work, on however busy a machine. What built-in methods do
 * inside (`includes`, `indexOf`) is not counted, the functions that are given to them are.
 */
export function stepsOf(folder: string, work: () => unknown): number {
  taken(); // what ran before
  work();
  return taken()
    .filter(({ url }) => url.includes(`/${folder}/`) && !url.endsWith('.spec.ts'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

/** Opened once: of what ran while it was open, another would not count the blocks. */
let session: Session | undefined;

/** What ran since it was asked last. */
function taken(): readonly Ran[] {
  if (!session) {
    session = new Session();
    session.connect();
    asked(session, 'Profiler.enable');
    asked(session, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }
  return (asked(session, 'Profiler.takePreciseCoverage') as { readonly result: readonly Ran[] }).result;
}

/** Within one thread it is answered at once. */
function asked(of: Session, method: string, parameters: object = {}): unknown {
  let answer: unknown;
  of.post(method, parameters, (error, result) => {
    if (error) throw error;
    answer = result;
  });
  return answer;
}
