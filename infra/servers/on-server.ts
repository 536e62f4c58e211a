import { both } from './both';
import { prepared } from './cache';
import type { Recipe, Server } from './server';

export interface Subject<S extends Server> {
  readonly address: () => string;
  /** Ours, in tests of `itOurs`. */
  readonly ours: () => S;
  /** A test that kills: nobody does that to a server whose address was given. */
  readonly itOurs: jest.It;
}

/** Tests on a server: the one whose address the environment gives, else a new one of ours. Without either they are skipped. */
export function onServer<S extends Server>(recipe: Recipe<S>, tests: (subject: Subject<S>) => void): void {
  const { title, name, variable } = recipe;
  const given = variable === undefined ? undefined : process.env[variable];
  const folder = prepared(name);
  const isThere = given !== undefined || folder !== undefined;
  if (!isThere) {
    const why = both('未准备，跳过其测试', 'NOT PREPARED, its tests are SKIPPED');
    process.stderr.write(`\n${title}: ${why} (npm run servers -- prepare)\n\n`);
  }
  (isThere ? describe : describe.skip)(title, () => {
    let server: S | undefined;
    const ours = (): S => {
      if (!server) throw new Error(`${title} is not ours`);
      return server;
    };
    beforeAll(async () => {
      if (given === undefined && folder !== undefined) server = await recipe.open(folder);
    });
    tests({ address: () => given ?? ours().address, ours, itOurs: given === undefined ? it : it.skip });
    afterAll(() => server?.stop()); // after the tests' own, which still ask it
  });
}
