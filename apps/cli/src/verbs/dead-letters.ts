import { listOf, show } from '../answer';
import { WrongUse } from '../failure';
import type { Run } from '../verb';

export const run: Run = async (session, { arguments: [action = 'list', id] }) => {
  const { terminal } = session;
  const door = await session.door();
  if (action === 'retry' && id !== undefined) {
    await show(terminal, (await door.ask('POST', `/dead-letters/${encodeURIComponent(id)}/retry`)).body ?? { id });
    return 0;
  }
  if (action !== 'list')
    throw new WrongUse({
      zh: '用法:dead-letters [list | retry <编号>]',
      en: 'usage: dead-letters [list | retry <id>]',
    });
  const { body } = await door.ask('GET', '/dead-letters');
  if (!terminal.json && listOf(body).length === 0)
    terminal.note({ zh: '没有处理失败的事件', en: 'there are no dead letters' });
  else await show(terminal, body);
  return 0;
};
