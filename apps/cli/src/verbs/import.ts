import { existsSync, statSync } from 'node:fs';
import { keyedName } from '@dossier/security';
import type { Door } from '../door';
import { WrongUse } from '../failure';
import { importFile, type ImportResult, rejectsOf, rehearse } from '../import/import-file';
import type { Mapping, Naming } from '../import/mapping';
import { onlineRetail } from '../import/online-retail';
import { figures } from '../answer';
import { argument, flag, type Given, type Run } from '../verb';

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
      { zh: '没有名为 {name} 的映射；可用：{known}', en: 'there is no mapping {name}; known ones: {known}' },
      { name: argument(given, 0), known: Object.keys(mappings).join(', ') },
    );
  const importing = { mapping, file: fileOf(given), terminal, elapsed: () => performance.now() };
  const dryRun = flag(given, 'dryRun');
  const result = dryRun ? await pretend(importing) : await bring(await session.door({ begin: true }), importing);
  await tell(result, rejectsOf(importing.file, dryRun), session);
  return 0;
};

/** @throws WrongUse for what is no file */
function fileOf(given: Given): string {
  const file = argument(given, 1);
  if (!existsSync(file)) throw new WrongUse({ zh: '找不到文件 {file}', en: 'there is no file {file}' }, { file });
  if (statSync(file).isDirectory())
    throw new WrongUse({ zh: '{file} 是文件夹，不是文件', en: '{file} is a folder, not a file' }, { file });
  return file;
}

type Unnamed = Omit<Parameters<typeof importFile>[1], 'naming'>;

/** Ids have the form that they will have, so that the door's rules say of them what they will say. */
async function pretend(importing: Unnamed): Promise<ImportResult> {
  // lazily: the platform is not loaded for an import through a running server
  const { doorRules } = await import('../import/door-rules.js');
  const secret = Buffer.alloc(32);
  const naming: Naming = (kind, naturalKey) => keyedName(secret, kind, naturalKey);
  return rehearse({ ...importing, naming }, doorRules(importing.terminal.language));
}

async function bring(door: Door, importing: Unnamed): Promise<ImportResult> {
  const naming = await namingOf(door, importing.mapping.source);
  try {
    return await importFile(door, { ...importing, naming });
  } catch (error) {
    importing.terminal.note({
      zh: '已导入的内容都已保存；再次运行同一命令即可从中断处继续。',
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
