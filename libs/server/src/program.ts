import { createServer } from 'node:net';
import { once } from 'node:events';
import { cannotListen, errorWords, type Language, operatorLanguage, OperatorError, type Text } from '@dossier/kernel';
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

/** What may be typed behind a program, and what it does; then the server starts. */
export interface Option {
  /** As in `--demo`. */
  readonly flag: string;
  readonly title: Text;
  /** @returns the settings to go on with */
  readonly prepare: (settings: Settings) => Promise<Settings>;
}

/** Arguments were typed that the server does not take. */
class UnknownArguments extends OperatorError {
  override readonly name = 'UnknownArguments';
  constructor(args: readonly string[], options: readonly Option[]) {
    const typed = args.join(' ');
    const known = helpOf(options);
    super({
      zh: `服务器不接受这样的命令行参数：${typed}。${known.zh}`,
      en: `the server does not take these arguments: ${typed}. ${known.en}`,
    });
  }
}

function helpOf(options: readonly Option[]): Text {
  const list = (language: Language): string =>
    options.map(({ flag, title }) => `\n  ${flag}  ${title[language]}`).join('');
  return {
    zh: `设置请用环境变量（见 README）${options.length === 0 ? '。' : `；可用的参数：${list('zh')}`}`,
    en: `Settings are environment variables, see README${options.length === 0 ? '' : `; what can be typed: ${list('en')}`}`,
  };
}

/** How a program is run. */
interface Running {
  /** Where none is set. */
  readonly port?: number;
  readonly options?: readonly Option[];
}

/** The whole life of a program: it starts or says in a sentence why it cannot, and ends when it is told to. */
export function runProgram(
  start: (settings: Settings, log: Log) => Promise<Serving>,
  { port, options = [] }: Running = {},
): void {
  serve(start, port, options).catch((error: unknown) => {
    // not by settingsOf: a setting may be what is wrong
    const language = operatorLanguage(process.env);
    if (!(error instanceof OperatorError)) console.error(error);
    else if (language) console.error(error.words[language]);
    else console.error(`${error.words.en}\n${error.words.zh}`);
    process.exit(error instanceof UnknownArguments ? 2 : 1);
  });
}

/** @throws CannotListen when the address is taken, or not ours to take */
async function mustBeFree({ host, port }: Settings): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(`${host}:${port}`, error);
  }
  server.close();
  await once(server, 'close');
}

async function serve(
  start: Parameters<typeof runProgram>[0],
  port: number | undefined,
  options: readonly Option[],
): Promise<void> {
  const args = process.argv.slice(2);
  if (['--help', '-h'].includes(args[0] ?? '')) {
    const help = helpOf(options);
    const language = operatorLanguage(process.env);
    console.log(language ? help[language] : `${help.en}\n${help.zh}`);
    return;
  }
  const [option] = options.filter(({ flag }) => args.length === 1 && args[0] === flag);
  if (args.length > 0 && !option) throw new UnknownArguments(args, options);
  const named = settingsOf(process.env, port);
  if (option) await mustBeFree(named); // what is prepared may take minutes
  const settings = (await option?.prepare(named)) ?? named;
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
