import { join } from 'node:path';
import { cannotUse } from '@dossier/kernel';
import {
  clockBehind,
  greeting,
  greetingOfServers,
  isDistributed,
  OneTimeSignIn,
  openPlatform,
  otherZone,
  runProgram,
  serversOfApi,
  startServer,
  versionOf,
} from '@dossier/server';
import { failedSteps } from '@dossier/web';
import { demo } from './demo';

runProgram(
  async (settings, log) => {
    const { host, port, language, rate, grace, demo: isDemo = false } = settings;
    const servers = isDistributed(process.env) ? serversOfApi(process.env) : undefined;
    const engine = await openPlatform({ ...settings, servers }, failedSteps(log));
    const zone = otherZone(settings, engine.zone.name);
    if (zone) console.error(zone[language]);
    const behind = await clockBehind(engine);
    if (behind) console.error(behind[language]);
    const { data, store, vault, clock } = engine;
    const hasKeys = await vault.credentials().then(
      (credentials) => credentials.length > 0,
      (error: unknown) => {
        throw data === undefined ? error : cannotUse(join(data, 'vault.db'), error);
      },
    );
    const signIn = new OneTimeSignIn(clock);
    const server = await startServer(engine, {
      ...{ language, host, port, log, version: versionOf(__dirname), demo: isDemo },
      ...(data !== undefined && { signIn }),
      ...(rate !== undefined && { rate }),
      ...(grace !== undefined && { limits: { graceMs: grace * 1000 } }),
    });
    const said =
      data === undefined
        ? greetingOfServers(server.url, store.log, hasKeys, language)
        : greeting(server.url, data, signIn.token, hasKeys, language);
    return { greeting: said, graceMs: server.graceMs, close: () => server.close() };
  },
  { options: [demo] },
);
