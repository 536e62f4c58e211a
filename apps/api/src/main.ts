import { OperatorError } from '@dossier/kernel';
import { greeting, OneTimeSignIn, openPlatform, settingsOf, startServer } from '@dossier/server';
import { openLog } from '@dossier/web';
import { versionOf } from './version';

async function main(): Promise<void> {
  const settings = settingsOf(process.env);
  const { host, port, language, rate } = settings;
  const log = openLog(process.env['DOSSIER_LOG'] ?? 'warn');
  const engine = await openPlatform(settings, (error) => log.error({ error: String(error) }, 'a step failed'));
  const hasKeys = (await engine.vault.credentials()).length > 0;
  const signIn = new OneTimeSignIn(engine.clock);
  const server = await startServer(engine, {
    ...{ language, host, port, log, signIn, version: versionOf(__dirname) },
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
  const language = process.env['DOSSIER_LANG'];
  if (!(error instanceof OperatorError)) console.error(error);
  else if (language === 'zh' || language === 'en') console.error(error.words[language]);
  else console.error(`${error.words.en}\n${error.words.zh}`);
  process.exit(1);
});
