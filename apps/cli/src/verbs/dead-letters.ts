import { listOf, show } from '../answer';
import { WrongUse } from '../failure';
import type { Run, Session } from '../verb';

export const run: Run = async (session, { arguments: [action = 'list', id] }) => {
  if (action === 'list') return list(session);
  if (action === 'retry' && id !== undefined) return retry(session, id);
  throw new WrongUse({
    zh: '用法：dead-letters [list | retry <编号>]',
    en: 'usage: dead-letters [list | retry <id>]',
  });
};

async function list({ terminal, door }: Session): Promise<0> {
  const { body } = await (await door()).ask('GET', '/dead-letters', { query: { limit: '200' } });
  if (!terminal.json && listOf(body).length === 0)
    terminal.note({ zh: '目前没有未能处理的事件', en: 'there are no dead letters' });
  else await show(terminal, body);
  if (!terminal.json && (body as { readonly next: string | null }).next !== null)
    terminal.note({
      zh: '还有更多；请用 dossier query dead-letters --json',
      en: 'there are more: dossier query dead-letters --json',
    });
  return 0;
}

async function retry({ terminal, door }: Session, id: string): Promise<0 | 1> {
  const { body } = await (await door()).ask('POST', `/dead-letters/${encodeURIComponent(id)}/retry`);
  await show(terminal, body);
  if ((body as { readonly done: boolean }).done) return 0;
  terminal.note({
    zh: '事件仍无法处理，已保留；排除原因后可再次重试。原因见 dossier dead-letters',
    en: 'The event could not be taken again and is kept; mend what dossier dead-letters tells, then retry.',
  });
  return 1;
}
