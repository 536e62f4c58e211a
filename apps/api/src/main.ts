import { greeting, OneTimeSignIn, openPlatform, settingsOf, startServer } from '@dossier/server';
import { openLog } from '@dossier/web';

async function main(): Promise<void> {
  const settings = settingsOf(process.env);
  const { host, port, language, rate } = settings;
  const log = openLog(process.env['DOSSIER_LOG'] ?? 'warn');
  const engine = await openPlatform(settings, (error) => log.error({ error: String(error) }, 'a step failed'));
  const hasKeys = (await engine.vault.credentials()).length > 0;
  const signIn = new OneTimeSignIn(engine.clock);
  const server = await startServer(engine, {
    ...{ language, host, port, log, signIn },
    ...(rate !== undefined && { rate }),
  });
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= server.close().catch((error: unknown) => {
      log.error({ error: String(error) }, 'the end was not clean');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(greeting(server.url, engine.data, signIn.token, hasKeys, language));
}

main().catch((error: unknown) => {
  // errors with words of their own are for operators; others need their stack
  const { words } = error as { words?: { zh: string; en: string } };
  const known = error instanceof Error && !['Error', 'TypeError', 'ReferenceError', 'RangeError'].includes(error.name);
  console.error(words ? `${words.zh}\n${words.en}` : known ? error.message : error);
  process.exit(1);
});
