import { join } from 'node:path';
import { cannotUse, errorWords, operatorLanguage, OperatorError } from '@dossier/kernel';
import { greeting, OneTimeSignIn, openPlatform, otherZone, settingsOf, startServer } from '@dossier/server';
import { failedSteps, openLog } from '@dossier/web';
import { versionOf } from './version';

/** Arguments were typed, and the server takes none. */
class NoArguments extends OperatorError {
  override readonly name = 'NoArguments';
  constructor(args: readonly string[]) {
    const typed = args.join(' ');
    super({
      zh: `服务器不接受命令行参数：${typed}。设置请用环境变量（见 README）；演示数据尚未提供，可用 npx dossier generate 生成。`,
      en: `the server takes no arguments: ${typed}. Settings are environment variables, see README; demo data does not exist yet: use npx dossier generate`,
    });
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length > 0) throw new NoArguments(args);
  const settings = settingsOf(process.env);
  const { host, port, language, rate, grace } = settings;
  const log = openLog(process.env['DOSSIER_LOG'] ?? 'warn');
  const engine = await openPlatform(settings, failedSteps(log));
  const zone = otherZone(settings, engine.zone.name);
  if (zone) console.error(zone[language]);
  const credentials = await engine.vault.credentials().catch((error: unknown) => {
    throw cannotUse(join(engine.data, 'vault.db'), error);
  });
  const signIn = new OneTimeSignIn(engine.clock);
  const server = await startServer(engine, {
    ...{ language, host, port, log, signIn, version: versionOf(__dirname) },
    ...(rate !== undefined && { rate }),
    ...(grace !== undefined && { limits: { graceMs: grace * 1000 } }),
  });
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    if (stopping) return;
    // a supervisor would kill the process now: nothing is lost by that, but the log should say why
    setTimeout(() => {
      log.error({}, 'the server did not end in its time');
      process.exit(1);
    }, server.graceMs).unref();
    stopping = server.close().catch((error: unknown) => {
      log.error({ error: errorWords(error) }, 'the end was not clean');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(greeting(server.url, engine.data, signIn.token, credentials.length > 0, language));
}

main().catch((error: unknown) => {
  // not settingsOf: a setting may be what is wrong
  const language = operatorLanguage(process.env);
  if (!(error instanceof OperatorError)) console.error(error);
  else if (language) console.error(error.words[language]);
  else console.error(`${error.words.en}\n${error.words.zh}`);
  process.exit(error instanceof NoArguments ? 2 : 1);
});
