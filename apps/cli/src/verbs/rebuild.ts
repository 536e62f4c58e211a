import type { Text } from '@dossier/kernel';
import { caughtUp, isOf, progress } from '../caught-up';
import { asTyped, options, type Spoken } from '../failure';
import { argument, type Run } from '../verb';

const WHOLE: Text = { zh: '{name} 已重建', en: '{name} is rebuilt' };
const NOT_WHOLE: Text = {
  zh: '{name} 已重建，但不完整：有 {parked} 个事件未能处理，其内容不在其中；原因见 dossier dead-letters',
  en: '{name} is rebuilt, but not whole. Events that were parked, and are missing in it: {parked}; dossier dead-letters tells why',
};

const SPOKEN: Spoken = {
  ...options({}),
  detail: (words) => words.replace('GET /projections', 'dossier projections'),
};

export const run: Run = async (session, given) => {
  const name = argument(given, 0);
  const door = await session.door();
  await asTyped(() => door.ask('POST', `/projections/${encodeURIComponent(name)}/rebuild`), SPOKEN);
  await caughtUp(door, session.terminal, name);
  const rebuilt = (await progress(door)).all.filter(isOf(name));
  const parked = rebuilt.reduce((sum, each) => sum + each.parked, 0);
  const { terminal } = session;
  if (terminal.json) await terminal.result(JSON.stringify(rebuilt.length === 1 ? rebuilt[0] : { name, parked }));
  else await terminal.result(terminal.say(parked === 0 ? WHOLE : NOT_WHOLE, { name, parked }));
  return parked === 0 ? 0 : 1;
};
