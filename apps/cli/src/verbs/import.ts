import { enumerated } from '@dossier/kernel';
import { caughtUp } from '../caught-up';
import { countRows } from '../import/count-rows';
import type { Door } from '../door';
import { WrongUse } from '../failure';
import { importFile, type ImportResult, RejectsUnwritten, rejectsOf, rehearse } from '../import/import-file';
import type { Mapping, Naming } from '../import/mapping';
import { namingBy } from '../import/naming';
import { onlineRetail } from '../import/online-retail';
import { helpdesk } from '../import/helpdesk';
import { figures } from '../answer';
import type { Terminal } from '../terminal';
import { typedFile } from '../typed-file';
import { argument, flag, type Run } from '../verb';

const mappings: Readonly<Record<string, Mapping>> = { 'online-retail': onlineRetail, helpdesk };

/** The installation lends each source a secret of its own, so that ids made from natural keys are nobody else's. */
async function namingOf(door: Door, source: string): Promise<Naming> {
  const { body } = await door.ask('GET', '/installation/import-secret', { query: { source } });
  return namingBy(Buffer.from((body as { secret: string }).secret, 'hex'));
}

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const mapping = mappings[argument(given, 0)];
  if (mapping === undefined)
    throw new WrongUse(
      { zh: '没有名为 {name} 的映射；可用：{known}', en: 'there is no mapping {name}; known ones: {known}' },
      { name: argument(given, 0), known: enumerated(Object.keys(mappings)) },
    );
  const file = typedFile(argument(given, 1));
  const dryRun = flag(given, 'dryRun');
  const open = (): Promise<Door> => session.door({ begin: dryRun ? 'try' : true });
  if (session.remote) await open(); // who cannot be reached is told at once
  const elapsed = (): number => performance.now();
  const began = elapsed();
  const counted = await countRows(file, mapping); // a file that is refused begins no folder
  const door = await open();
  const naming = await namingOf(door, mapping.source);
  const importing = { mapping, file, naming, counted, terminal, elapsed };
  const ended = await (dryRun ? rehearse : importFile)(door, importing).catch(unwritten);
  const result = ended instanceof RejectsUnwritten ? ended.result : ended;
  try {
    if (!dryRun) await caughtUp(door, terminal);
  } finally {
    const seconds = Math.round(elapsed() - began) / 1000;
    await tell({ ...result, seconds }, mapping, dryRun, terminal); // also where read models will not show it: it is in
  }
  if (ended instanceof RejectsUnwritten) throw ended;
  return verdict(result, { rejects: rejectsOf(file, dryRun), isAllowed: flag(given, 'allowRejected') }, terminal);
};

/** It is told after the counts: all else is in. */
function unwritten(error: unknown): RejectsUnwritten {
  if (error instanceof RejectsUnwritten) return error;
  throw error;
}

/** Says what is wrong with a result, and whether the import has failed by it. */
function verdict(
  { rows, rejected, unchanged, accepted }: ImportResult,
  { rejects, isAllowed }: { readonly rejects: string; readonly isAllowed: boolean },
  terminal: Terminal,
): 0 | 1 {
  if (rejected > 0)
    terminal.note(
      {
        zh: '被拒绝的行及原因见 {rejects}；更正后再次导入同一文件即可，其余各行不会重复写入',
        en: 'rejected rows with their reasons: {rejects}. Put them right and import the file again: the other rows are not brought in twice',
      },
      { rejects },
    );
  if (rows === 0) terminal.note({ zh: '文件中只有标题行', en: 'the file holds nothing but its heading' });
  if (accepted + unchanged === 0) return 1;
  if (rejected === 0 || isAllowed) return 0;
  terminal.note({
    zh: '若被拒绝的行本应略去，可加 --allow-rejected：退出码即为 0',
    en: 'Where the rejected rows are to be left out, --allow-rejected makes the exit code 0',
  });
  return 1;
}

interface Told extends ImportResult {
  /** Until read models show all of it. */
  readonly seconds: number;
}

/**
 * Machines have known the documents of any kind as `orders` from the beginning. Of a rehearsal a person is told what
 * would come of it, and nothing of what was written: that is nothing.
 */
const forPeople = (
  { orders, events, position, seconds, ...rest }: Told,
  { documents }: Mapping,
  dryRun: boolean,
): object => ({
  ...rest,
  [documents]: orders,
  ...(!dryRun && { events, position, seconds }),
});

async function tell(result: Told, mapping: Mapping, dryRun: boolean, terminal: Terminal): Promise<void> {
  if (terminal.json) await terminal.result(JSON.stringify(result));
  else for (const line of figures(forPeople(result, mapping, dryRun), terminal)) await terminal.result(line);
  if (dryRun)
    terminal.note({
      zh: '以上为试运行：未写入任何内容；去掉 --dry-run 即正式导入',
      en: 'This was a dry run: nothing was written. Without --dry-run it is brought in',
    });
}
