import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { both } from './both';
import { prepared, prepareOnce } from './cache';
import { EventStoreDbServer } from './eventstoredb';
import { ferretDb } from './ferretdb';
import { kafka } from './kafka';
import { secantusDb } from './secantusdb';
import type { Recipe } from './server';

const recipes: readonly Recipe[] = [kafka, ferretDb, secantusDb];

const usage = [
  `npm run servers -- prepare   ${both('一次性准备测试所用的服务器', 'prepares the servers of tests, once')}`,
  `npm run servers -- start     ${both('启动并显示所需的环境变量，直到按下 Ctrl-C', 'starts them and prints the settings, until Ctrl-C')}`,
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

/** Starts those that programs and tests can be told of, and prints the settings that tell them. */
async function start(): Promise<void> {
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const named = recipes.filter(({ variable }) => variable !== undefined);
  const missing = named.filter(({ name }) => prepared(name) === undefined).map(({ title }) => title);
  if (missing.length > 0)
    throw new Error(`${both('未准备', 'not prepared')}: ${missing.join(', ')} (npm run servers -- prepare)`);
  const log = new EventStoreDbServer();
  const starting = named.map((recipe) => recipe.open(prepared(recipe.name) ?? ''));
  for (const each of starting) each.catch(() => undefined); // it is awaited in its turn
  try {
    const settings = [['EVENTSTOREDB_URL', await log.listen()]];
    for (const [i, server] of starting.entries()) settings.push([named[i]?.variable ?? '', (await server).address]);
    settings.push(['DOSSIER_MASTER_KEY', randomBytes(32).toString('hex')]); // of data that are gone with the servers
    for (const [name, value] of settings) console.log(`export ${name}='${value}'`);
    await ended;
  } finally {
    log.stop();
    for (const begun of await Promise.allSettled(starting)) if (begun.status === 'fulfilled') await begun.value.stop();
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
