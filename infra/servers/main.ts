import { once } from 'node:events';
import { both } from './both';
import { prepared, prepareOnce } from './cache';
import { ferretDb } from './ferretdb';
import { kafka } from './kafka';
import { secantusDb } from './secantusdb';
import type { Recipe } from './server';

const recipes: readonly Recipe[] = [kafka, ferretDb, secantusDb];

const usage = [
  `npm run servers -- prepare   ${both('一次性准备测试所用的服务器', 'prepares the servers of tests, once')}`,
  `npm run servers -- start     ${both('启动并显示地址，直到按下 Ctrl-C', 'starts them and says where, until Ctrl-C')}`,
].join('\n');

/** @returns whether it could be prepared */
async function prepare(recipe: Recipe): Promise<boolean> {
  const begun = performance.now();
  const say = (zh: string, en: string): void => console.error(`${recipe.title}: ${both(zh, en)}`);
  try {
    if (prepared(recipe.name) === undefined) {
      recipe.demand();
      await prepareOnce(recipe.name, (folder, room) => recipe.prepare(folder, room, say));
    }
    const seconds = Math.round((performance.now() - begun) / 1_000);
    say(`已就绪（${seconds} 秒）`, `prepared (${seconds} s)`);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say('无法准备', `cannot be prepared\n${why}`);
    return false;
  }
}

async function start(): Promise<void> {
  const servers = [];
  try {
    for (const recipe of recipes) {
      const { title, name, variable } = recipe;
      const folder = prepared(name);
      if (folder === undefined) continue;
      const server = await recipe.open(folder);
      servers.push(server);
      console.log(variable === undefined ? `# ${title}: ${server.address}` : `${variable}=${server.address}`);
    }
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function main([verb, ...rest]: readonly string[]): Promise<number> {
  if (verb === 'prepare' && rest.length === 0) return (await Promise.all(recipes.map(prepare))).every(Boolean) ? 0 : 1;
  if (verb === 'start' && rest.length === 0) return (await start(), 0);
  console.error(usage);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
