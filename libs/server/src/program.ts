import { errorWords, operatorLanguage, OperatorError } from '@dossier/kernel';
import { type Log, openLog } from '@dossier/web/edge/log';
import { type Settings, settingsOf } from './settings';

/** From the signal to stop to the end, where nothing is set, in milliseconds. */
const GRACE = 10_000;
export const graceOf = ({ grace }: Pick<Settings, 'grace'>): number => (grace === undefined ? GRACE : grace * 1_000);

/** Milliseconds that what is closed may still keep the process. */
const LAST = 500;

/** A program that serves. */
export interface Serving {
  /** What a person reads who started it. */
  readonly greeting: string;
  /** Milliseconds from the signal to stop to the end, whatever is under way. */
  readonly graceMs: number;
  /** Rejects when it cannot go on, and only the operator can mend that; left out: it goes on. */
  readonly failed?: Promise<never>;
  close(): Promise<void>;
}

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

/**
 * The whole life of a program: it starts or says in a sentence why it cannot, and ends when it is told to.
 * @param port where none is set
 */
export function runProgram(start: (settings: Settings, log: Log) => Promise<Serving>, port?: number): void {
  serve(start, port).catch((error: unknown) => {
    // not by settingsOf: a setting may be what is wrong
    const language = operatorLanguage(process.env);
    if (!(error instanceof OperatorError)) console.error(error);
    else if (language) console.error(error.words[language]);
    else console.error(`${error.words.en}\n${error.words.zh}`);
    process.exit(error instanceof NoArguments ? 2 : 1);
  });
}

async function serve(start: Parameters<typeof runProgram>[0], port: number | undefined): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length > 0) throw new NoArguments(args);
  const settings = settingsOf(process.env, port);
  const log = openLog(settings.level);
  const serving = await start(settings, log);
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    if (stopping) return;
    // a supervisor would kill the process now: nothing is lost by that, but the log should say why
    setTimeout(() => {
      log.error({}, 'the server did not end in its time');
      process.exit(1);
    }, serving.graceMs).unref();
    stopping = serving
      .close()
      .catch((error: unknown) => {
        log.error({ error: errorWords(error) }, 'the end was not clean');
        process.exitCode = 1;
      })
      // a connection of a driver that still waits for its server keeps nobody's process
      .finally(() => setTimeout(() => process.exit(), LAST).unref());
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(serving.greeting);
  await serving.failed;
}
