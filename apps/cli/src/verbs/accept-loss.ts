import { systemClock } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { acceptLoss, lossOf } from '@dossier/server/folder';
import { WrongUse } from '../failure';
import { mustHoldData } from '../find-door';
import { flag, type Run } from '../verb';

const CANNOT_BE_ACCEPTED: Text = {
  zh: '损坏、被改动，或日志中间缺少的内容不能接受为丢失：请从备份恢复该文件。没有备份时 Dossier 仍可使用：无法读取的内容只影响其自身，verify 会继续报告',
  en: 'What is damaged, changed, or gone from the middle of the log cannot be accepted as a loss: restore the file from your backup. Without one Dossier goes on as far as it can: what cannot be read spoils itself alone, and verify keeps telling of it',
};

/** Goes on without what a data folder has lost; without `--yes` only tells what that is. */
export const run: Run = async ({ terminal, data, remote }, given) => {
  if (remote)
    throw new WrongUse({
      zh: 'accept-loss 只能用于本机的数据文件夹，不能与 --url 或服务器（EVENTSTOREDB_URL）一起使用',
      en: 'accept-loss works on a data folder of this machine, not with --url or servers (EVENTSTOREDB_URL)',
    });
  mustHoldData(data);
  const isMeant = flag(given, 'yes');
  const { missing, others } = await (isMeant ? acceptLoss(data, systemClock.now()) : lossOf(data));
  const isAccepted = isMeant && missing.length > 0;
  const found = missing.map(({ kind, words, owners }) => ({ kind, detail: terminal.say(words), owners }));
  const rest = others.map(({ code, words }) => ({ code, detail: terminal.say(words) }));
  if (terminal.json) await terminal.result(JSON.stringify({ accepted: isAccepted, missing: found, others: rest }));
  else for (const { detail } of [...found, ...rest]) await terminal.result(detail);
  if (others.length > 0) terminal.note(CANNOT_BE_ACCEPTED);
  if (missing.length === 0 && others.length === 0) terminal.note({ zh: '没有缺失', en: 'nothing is missing' });
  else if (missing.length === 0) return 1;
  else if (isAccepted)
    terminal.note({
      zh: '已接受，并作为“接受数据丢失”记入访问记录；读模型将在下次启动时由现存日志重建',
      en: 'accepted, and recorded in the access audit as log.AcceptLoss; the next start builds read models from what is left',
    });
  else
    terminal.note({
      zh: '未做任何改动。请先从备份恢复；若确已丢失，加上 --yes 再次执行。读模型 views.db 可能是丢失部分的最后一份副本：接受后将由现存日志重建，需要时先复制',
      en: 'Nothing was changed. Restore from your backup first; if it is lost for good, run this again with --yes. The read models (views.db) may be the last copy of what is lost: once it is accepted they are built anew from what is left, so copy them first if you need them',
    });
  return others.length === 0 && (missing.length === 0 || isAccepted) ? 0 : 1;
};
