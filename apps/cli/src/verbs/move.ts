import { systemClock } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { serversOfMove } from '@dossier/server/distributed/servers';
import { type Holdings, move, type MoveStage, type Plan, planMove } from '@dossier/server/move';
import { WrongUse } from '../failure';
import { mustHoldData } from '../find-door';
import { flag, type Run, text } from '../verb';

const STAGES: Readonly<Record<MoveStage, Text>> = {
  checking: { zh: '检查数据文件夹：{done} / {of} 个事件', en: 'the folder is looked at: {done} of {of} events' },
  events: { zh: '写入 EventStoreDB：{done} / {of} 个事件', en: 'written to EventStoreDB: {done} of {of} events' },
  comparing: {
    zh: '与数据文件夹比对：{done} / {of} 个事件',
    en: 'compared with the folder: {done} of {of} events',
  },
  vault: {
    zh: '写入保险库并比对：{done} / {of} 个密钥与访问记录',
    en: 'written to the vault and compared: {done} of {of} keys and access records',
  },
};
/** Lines of what is moved. */
const HOLDINGS: readonly (readonly [what: keyof Holdings, title: Text])[] = [
  ['events', { zh: '事件', en: 'events' }],
  ['streams', { zh: '事件流', en: 'streams' }],
  ['claims', { zh: '幂等答复与唯一名称', en: 'answers to idempotency keys, and unique names' }],
  ['keys', { zh: '所有者密钥', en: 'keys of owners' }],
  ['destroyed', { zh: '其中已销毁', en: 'of these destroyed' }],
  ['lost', { zh: '其中已接受丢失', en: 'of these lost, as was accepted' }],
  ['credentials', { zh: 'API 密钥', en: 'API keys' }],
  ['accesses', { zh: '访问记录', en: 'access records' }],
];

/** Takes a company from a data folder to the servers that the environment names. */
export const run: Run = async ({ terminal, data }, given) => {
  if (text(given, 'url') !== undefined)
    throw new WrongUse({
      zh: 'move 只能用于本机的数据文件夹，不能与 --url 一起使用',
      en: 'move works on a data folder of this machine, not with --url',
    });
  const servers = serversOfMove(process.env);
  mustHoldData(data);
  const keyFile = text(given, 'folderKey');
  const options = {
    ...{ folder: data, servers, keyFile, now: () => systemClock.now() },
    onProgress: (stage: MoveStage, done: number, of: number) => terminal.progress(STAGES[stage], { done, of }),
  };
  const isTrial = flag(given, 'dryRun');
  const found: Plan & Partial<Awaited<ReturnType<typeof move>>> = await (isTrial ? planMove : move)(options);
  const inTheWay = found.inTheWay.map((words) => terminal.say(words));
  if (terminal.json) {
    const { holds, ...rest } = found;
    await terminal.result(JSON.stringify({ moved: !isTrial, ...rest, ...holds, inTheWay }));
  } else {
    await terminal.result(terminal.say({ zh: '日志：{from}', en: 'log: {from}' }, { from: found.from }));
    for (const [what, title] of HOLDINGS)
      await terminal.result(
        terminal.say({ zh: '{title}：{count}', en: '{title}: {count}' }, { title, count: found.holds[what] }),
      );
    if (found.zone !== null)
      await terminal.result(terminal.say({ zh: '时区：{zone}', en: 'time zone: {zone}' }, { zone: found.zone }));
    if (found.isBegun)
      await terminal.result(
        terminal.say(
          { zh: '此前已开始迁移，当时已写入 {there} 个事件', en: 'begun before, with {there} events written' },
          { there: found.there },
        ),
      );
    for (const line of inTheWay) await terminal.result(line);
    if (found.rate !== undefined && found.rate !== null)
      await terminal.result(
        terminal.say(
          { zh: '写入速度：每秒 {rate} 个事件', en: 'written: {rate} events a second' },
          { rate: found.rate },
        ),
      );
  }
  if (!isTrial) terminal.note(DONE, { to: found.to ?? '' });
  else terminal.note(inTheWay.length > 0 ? IN_THE_WAY : FREE);
  return isTrial && inTheWay.length > 0 ? 1 : 0;
};

const DONE: Text = {
  zh: '迁移完成：EventStoreDB 中的日志（名为 {to}）、幂等答复、保险库与数据文件夹逐项一致，哈希链完整。现在可以启动 worker、relay 与 api；读模型由日志重建。请勿再用该文件夹启动 Dossier，否则会有两份各自续写的数据；请将它留作备份，并将其中的 master.key 另行保存。',
  en: 'Moved: the log in EventStoreDB (its name is {to}), the answers and the vault are the same as in the folder, one by one, and the hash chains are whole. Start workers, relay and apis now; read models are built from the log. Do not start Dossier on the folder again, or there are two companies: keep it as a backup, its master.key apart.',
};
const IN_THE_WAY: Text = {
  zh: '未做任何改动。迁移前须先清空上述内容，或改用空的目标。',
  en: 'Nothing was changed. Before anything can be moved the above must be emptied, or another destination named.',
};
const FREE: Text = {
  zh: '未做任何改动。目标可用：去掉 --dry-run 即开始迁移。',
  en: 'Nothing was changed. The destination is free: without --dry-run the move begins.',
};
