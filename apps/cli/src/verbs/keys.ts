import { listOf, show } from '../answer';
import { WrongUse } from '../failure';
import { type Run, text, texts } from '../verb';

const usage = {
  zh: '用法:keys [list | create --name <名称> --role <角色> | revoke <编号>]',
  en: 'usage: keys [list | create --name <name> --role <role> | revoke <id>]',
};

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const [action = 'list', id] = given.arguments;
  const door = await session.door();
  if (action === 'list') {
    const { body } = await door.ask('GET', '/keys');
    await show(terminal, body);
    if (listOf(body).length === 0) terminal.note({ zh: '还没有密钥', en: 'there are no keys yet' });
  } else if (action === 'create') {
    const name = text(given, 'name');
    const role = text(given, 'role');
    if (name === undefined || role === undefined) throw new WrongUse(usage);
    const expiresAt = text(given, 'expires');
    const body = {
      name,
      role,
      departments: texts(given, 'department'),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    await show(terminal, (await door.ask('POST', '/keys', { body })).body);
    terminal.note({
      zh: '密钥只显示这一次;系统只保存其哈希值。',
      en: 'The key is shown this once: only a hash of it is kept.',
    });
  } else if (action === 'revoke' && id !== undefined)
    await show(terminal, (await door.ask('POST', `/keys/${encodeURIComponent(id)}/revoke`)).body ?? { id });
  else throw new WrongUse(usage);
  return 0;
};
