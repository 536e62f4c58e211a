import { keyedName } from '@dossier/security';
import type { Door } from '../door';
import { WrongUse } from '../failure';
import { importFile, type ImportResult, rehearse } from '../import/import-file';
import type { Mapping, Naming } from '../import/mapping';
import { onlineRetail } from '../import/online-retail';
import { figures } from '../answer';
import { argument, flag, type Run } from '../verb';

const mappings: Readonly<Record<string, Mapping>> = { 'online-retail': onlineRetail };

/** The installation lends each source a secret of its own, so that ids made from natural keys are nobody else's. */
async function namingOf(door: Door, source: string): Promise<Naming> {
  const { body } = await door.ask('GET', '/installation/import-secret', { query: { source } });
  const secret = Buffer.from((body as { secret: string }).secret, 'hex');
  return (kind, naturalKey) => keyedName(secret, kind, naturalKey);
}

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const mapping = mappings[argument(given, 0)];
  if (mapping === undefined)
    throw new WrongUse(
      { zh: '没有映射 {name};现有:{known}', en: 'there is no mapping {name}; known ones: {known}' },
      { name: argument(given, 0), known: Object.keys(mappings).join(', ') },
    );
  const importing = { mapping, file: argument(given, 1), terminal, elapsed: () => performance.now() };
  const result = flag(given, 'dryRun')
    ? await rehearse({ ...importing, naming: (kind, naturalKey) => `${kind}-${naturalKey}` })
    : await bring(await session.door(), importing);
  await tell(result, `${importing.file}.rejected.csv`, session);
  return 0;
};

async function bring(door: Door, importing: Omit<Parameters<typeof importFile>[1], 'naming'>): Promise<ImportResult> {
  const naming = await namingOf(door, importing.mapping.source);
  try {
    return await importFile(door, { ...importing, naming });
  } catch (error) {
    importing.terminal.note({
      zh: '已导入的内容都已保存;再次运行同一命令即可从中断处继续。',
      en: 'What is in is kept; the same command, run again, goes on from there.',
    });
    throw error;
  }
}

async function tell(result: ImportResult, rejects: string, { terminal }: Parameters<Run>[0]): Promise<void> {
  if (terminal.json) await terminal.result(JSON.stringify(result));
  else for (const line of figures(result, terminal.language)) await terminal.result(line);
  if (result.rejected > 0)
    terminal.note(
      { zh: '被拒绝的行及原因见 {rejects}', en: 'rejected rows with their reasons: {rejects}' },
      { rejects },
    );
}
