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
  `npm run servers -- start kafka ferretdb   ${both('仅启动所列', 'only these')}`,
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

/**
 * Starts those that programs and tests can be told of, with the stand-in for EventStoreDB, and prints the settings that tell
 * them.
 * @param wanted only these, and no stand-in
 */
async function start(wanted?: readonly Recipe[]): Promise<void> {
  // a program that started them may be gone without a signal
  const ended = Promise.race(['SIGINT', 'SIGTERM', 'disconnect'].map((end) => once(process, end)));
  const named = wanted ?? recipes.filter(({ variable }) => variable !== undefined);
  const missing = named.filter(({ name }) => prepared(name) === undefined).map(({ title }) => title);
  if (missing.length > 0)
    throw new Error(`${both('未准备', 'not prepared')}: ${missing.join(', ')} (npm run servers -- prepare)`);
  const log = wanted === undefined ? new EventStoreDbServer() : undefined;
  const starting = named.map((recipe) => recipe.open(prepared(recipe.name) ?? ''));
  for (const each of starting) each.catch(() => undefined); // it is awaited in its turn
  const tell = (name: string, value: string): void => console.log(`export ${name}='${value}'`);
  try {
    if (log) tell('EVENTSTOREDB_URL', await log.listen());
    for (const [i, server] of starting.entries()) {
      const { title = '', variable } = named[i] ?? {};
      const { address } = await server;
      if (variable === undefined) console.log(`# ${title}: ${address}`);
      else tell(variable, address);
    }
    if (log) tell('DOSSIER_MASTER_KEY', randomBytes(32).toString('hex')); // of data that are gone with the servers
    await ended;
  } finally {
    log?.stop();
    for (const begun of await Promise.allSettled(starting)) if (begun.status === 'fulfilled') await begun.value.stop();
    if (process.connected) process.disconnect(); // it would keep this process
  }
}

async function main([verb, ...rest]: readonly string[]): Promise<number> {
  if (verb === 'prepare' && rest.length === 0) return (await Promise.all(recipes.map(prepare))).every(Boolean) ? 0 : 1;
  if (verb === 'start' && rest.length === 0) return (await start(), 0);
  const named = rest.map((name) => recipes.find((recipe) => recipe.name.startsWith(`${name}-`)));
  const wanted = named.filter((recipe) => recipe !== undefined);
  if (verb === 'start' && wanted.length === rest.length) return (await start(wanted), 0);
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
