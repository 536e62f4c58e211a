import { CommanderError } from 'commander';
import { type Language, OperatorError } from '@dossier/kernel';
import { isDistributed } from '@dossier/server/distributed/servers';
import { wordsOf } from './catalogue-words';
import type { Door } from './door';
import { Failure, Refused, WrongUse } from './failure';
import { findDoor, type OpenFolder } from './find-door';
import { languageOf } from './language';
import { buildProgram, mistake } from './program';
import { openTerminal, type Terminal } from './terminal';
import { address, type Given, type Session, text, type Verb } from './verb';
import { verbs } from './verbs';

/** What the tool finds around itself; tests bring their own. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: (language: Language, json: boolean) => Terminal;
  readonly openFolder: OpenFolder;
}
const real: Surroundings = {
  environment: process.env,
  terminal: openTerminal,
  // lazily: the platform is not loaded for a verb that finds a running server
  openFolder: async (...asked) => (await import('./open-folder.js')).openFolder(...asked),
};

/** Answers the exit code: 0 done, 1 failed, 2 wrong use. */
export async function run(args: readonly string[], version: string, around: Surroundings = real): Promise<number> {
  let language: Language = 'en';
  try {
    language = languageOf(args, around.environment);
    const asked = ask(args, version, language);
    return asked === undefined ? 0 : await perform(asked, language, around);
  } catch (error) {
    return tell(error, around.terminal(language, false));
  }
}

interface Asked {
  readonly verb: Verb;
  readonly given: Given;
}

/** undefined: only help or the version was wanted, and is shown. @throws CommanderError */
function ask(args: readonly string[], version: string, language: Language): Asked | undefined {
  let asked: Asked | undefined;
  const program = buildProgram(verbs, version, language, (verb, given) => {
    asked = { verb, given };
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  return asked;
}

async function perform({ verb, given }: Asked, language: Language, around: Surroundings): Promise<number> {
  const { environment } = around;
  const typed = text(given, 'data');
  const url = address(given, typed === undefined ? environment['DOSSIER_URL'] : undefined);
  const isOnServers = url === undefined && typed === undefined && isDistributed(environment);
  const data = typed ?? (environment['DOSSIER_DATA'] || 'data');
  const key = text(given, 'key') ?? environment['DOSSIER_KEY'];
  const target = {
    data: isOnServers ? undefined : data,
    ...(url === undefined ? {} : { url }),
    ...(key === undefined ? {} : { key }),
  };
  let door: Promise<Door> | undefined;
  const session: Session = {
    terminal: around.terminal(language, given.options['json'] === true),
    data,
    remote: url !== undefined || isOnServers,
    door: (opening) => (door ??= findDoor({ ...target, ...opening }, language, around.openFolder)),
  };
  session.terminal.zoneFrom(async () => zoneOf(await session.door()));
  session.terminal.wordsFrom(async () => wordsOf(await session.door()));
  const end = async (): Promise<void> => {
    session.terminal.done();
    // one that could not be opened has been told already
    const open = await door?.catch(() => undefined);
    await open?.close();
  };
  let code: number;
  try {
    const work = await verb.load();
    code = await work(session, given);
    await session.terminal.noteZone();
  } catch (error) {
    await end().catch(() => undefined); // what kept the work from its end is told, not what came of it
    throw error;
  }
  await end();
  return code;
}

/** By which the data count days, whatever this tool's environment says. */
async function zoneOf(door: Door): Promise<string> {
  try {
    return ((await door.ask('GET', '/installation/zone')).body as { readonly zone: string }).zone;
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return 'UTC'; // a server from before zones were kept
    throw error;
  }
}

function tell(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // the help that it stands for is shown already
    if (error.code === 'commander.help') return 2;
    terminal.note(
      { zh: '{what}\n用 dossier --help 查看用法', en: '{what}\nsee dossier --help' },
      { what: mistake(error, verbs, terminal.language) },
    );
    return 2;
  }
  if (error instanceof Failure) {
    terminal.note(error.text, error.details);
    return error instanceof WrongUse ? 2 : 1;
  }
  if (error instanceof OperatorError) {
    terminal.note(error.words);
    return 1;
  }
  if (error instanceof AggregateError) {
    const inWords: unknown = error.errors.find((each) => each instanceof Failure || each instanceof OperatorError);
    if (inWords !== undefined) return tell(inWords, terminal);
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.note({ zh: '意外错误：{what}', en: 'unexpected error: {what}' }, { what });
  return 1;
}
