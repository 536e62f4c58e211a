import { openPlatform, settingsOf } from '@dossier/server';
import { openLog, serveControl } from '@dossier/web';
import { createApp } from './app';
import { OneTimeSignIn } from './app.sign-in';
import { greeting } from './greeting';

async function main(): Promise<void> {
  const settings = settingsOf(process.env);
  const { host, port, language, rate } = settings;
  const log = openLog(process.env['DOSSIER_LOG'] ?? 'warn');
  const engine = await openPlatform(settings, (error) => log.error({ error: String(error) }, 'a step failed'));
  const signIn = new OneTimeSignIn(engine.clock);
  const app = await createApp(engine, { language, host, log, signIn, ...(rate !== undefined && { rate }) });
  await app.init();
  const control = await serveControl(app.getHttpAdapter().getInstance(), engine.data);
  await app.listen(port, host);

  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= (async () => {
      await Promise.all([app.close(), control.close()]);
      await engine.close();
    })().catch((error: unknown) => {
      log.error({ error: String(error) }, 'the end was not clean');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const hasKeys = (await engine.vault.credentials()).length > 0;
  console.log(greeting(await app.getUrl(), engine.data, signIn.token, hasKeys, language));
}

main().catch((error: unknown) => {
  const { words } = error as { words?: { zh: string; en: string } };
  const known = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
  const text = words ? `${words.zh}\n${words.en}` : known ? error.message : error;
  console.error(text);
  process.exit(1);
});
