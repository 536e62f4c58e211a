import { systemClock } from '@dossier/engine';
import { rewrapKeys } from '@dossier/server/distributed/rewrap-keys';
import { serversOfMove } from '@dossier/server/distributed/servers';
import { WrongUse } from '../failure';
import { type Run, text } from '../verb';

/** Wraps the keys of persons by a new master key, on the servers that the environment names. */
export const run: Run = async ({ terminal }, given) => {
  if (text(given, 'url') !== undefined || text(given, 'data') !== undefined)
    throw new WrongUse({
      zh: 'rewrap 作用于环境变量所指服务器上的保险库，不能与 --url 或 --data 一起使用',
      en: 'rewrap works on the vault of the servers that the environment names, not with --url or --data',
    });
  const { keys, unopened } = await rewrapKeys(serversOfMove(process.env), systemClock.now(), (done) =>
    terminal.progress({ zh: '重新加密：{done} 个密钥', en: 'wrapped again: {done} keys' }, { done }),
  );
  if (terminal.json) await terminal.result(JSON.stringify({ keys, unopened }));
  else {
    await terminal.result(
      terminal.say({ zh: '已重新加密：{keys} 个密钥', en: 'wrapped again: {keys} keys' }, { keys }),
    );
    for (const owner of unopened)
      await terminal.result(
        terminal.say(
          { zh: '两代主密钥都无法打开 {owner} 的密钥', en: 'neither master key opens the key of {owner}' },
          { owner },
        ),
      );
  }
  terminal.note(
    unopened.length > 0
      ? {
          zh: '无法打开的密钥保持原样：它们已损坏，或由更早的主密钥加密；请将该主密钥设为 DOSSIER_MASTER_KEY_BEFORE 再次执行，或从备份恢复保险库',
          en: 'What does not open stays as it is: it is damaged, or of a master key before these two; set that one as DOSSIER_MASTER_KEY_BEFORE and run this again, or restore the vault from your backup',
        }
      : {
          zh: '旧主密钥已不再需要：请从各进程的设置中去掉 DOSSIER_MASTER_KEY_BEFORE 并重启；若仍有遗留，它们会拒绝启动并说明，届时再次执行本命令。销毁旧主密钥前，请先确认各进程均已如此启动',
          en: 'The master key of before is not needed any more: take DOSSIER_MASTER_KEY_BEFORE out of the settings of all programs and start them again; should something be left, they say so and do not start, and this is run once more. Destroy the old one only when all have started without it',
        },
  );
  return unopened.length > 0 ? 1 : 0;
};
