import { codesInWords, departmentCode, departments as known, enumerated, isCodeOf, roles } from '@dossier/kernel';
import { listOf, show } from '../answer';
import { asTyped, options, WrongUse } from '../failure';
import { type Given, type Run, type Session, text, texts } from '../verb';

const usage = {
  zh: '用法：keys [list | create --name <名称> --role <角色> | revoke <编号>]',
  en: 'usage: keys [list | create --name <name> --role <role> | revoke <id>]',
};

const SPOKEN = options({
  name: '--name',
  role: '--role',
  departments: '--department',
  expiresAt: '--expires',
});

export const run: Run = async (session, given) => {
  const [action = 'list', id] = given.arguments;
  if (action === 'list') await list(session);
  else if (action === 'create') await create(session, given);
  else if (action === 'revoke' && id !== undefined) await revoke(session, id);
  else throw new WrongUse(usage);
  return 0;
};

async function list({ terminal, door }: Session): Promise<void> {
  const { body } = await (await door()).ask('GET', '/keys');
  await show(terminal, body, { name: 'keys' });
  if (listOf(body).length === 0) terminal.note({ zh: '还没有密钥', en: 'there are no keys yet' });
}

async function create({ terminal, door }: Session, given: Given): Promise<void> {
  const name = text(given, 'name');
  const role = text(given, 'role');
  if (name === undefined || role === undefined) throw new WrongUse(usage);
  // before a folder is begun for it
  if (!isCodeOf(roles, role))
    throw new WrongUse(
      {
        zh: '--role {role}：没有这个角色；可用：{known}',
        en: '--role {role}: there is no such role; known ones: {known}',
      },
      { role, known: codesInWords(roles) },
    );
  const expiresAt = text(given, 'expires');
  const departments = [...new Set(texts(given, 'department').map(departmentCode))];
  const body = { name, role, departments, ...(expiresAt === undefined ? {} : { expiresAt }) };
  const open = await door({ begin: true });
  const made = (await asTyped(() => open.ask('POST', '/keys', { body }), SPOKEN)).body as { readonly key: string };
  const { key, ...rest } = made;
  await show(terminal, terminal.json ? made : { ...rest, apiKey: key });
  const own = departments.filter((department) => !isCodeOf(known, department));
  if (own.length > 0)
    terminal.note(
      {
        zh: '{own} 不在通用部门（{known}）之列：按所写的名称保存，命令中须同样书写',
        en: '{own}: none of the departments that every company has ({known}); kept as it was typed, and commands have to name it so',
      },
      { own: enumerated(own), known: codesInWords(known) },
    );
  terminal.note({
    zh: '密钥只显示这一次；系统只保存其哈希值。',
    en: 'The key is shown this once: only a hash of it is kept.',
  });
}

async function revoke({ terminal, door }: Session, id: string): Promise<void> {
  const open = await door();
  await show(terminal, (await open.ask('POST', `/keys/${encodeURIComponent(id)}/revoke`)).body ?? { id });
}
