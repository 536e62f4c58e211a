import { caughtUp, isOf, projections } from '../caught-up';
import { asTyped } from '../failure';
import { argument, type Run } from '../verb';

export const run: Run = async (session, given) => {
  const name = argument(given, 0);
  const door = await session.door();
  await asTyped(() => door.ask('POST', `/projections/${encodeURIComponent(name)}/rebuild`));
  await caughtUp(door, session.terminal, name);
  const [rebuilt, ...more] = (await projections(door)).filter(isOf(name));
  const one = more.length === 0 && rebuilt;
  if (session.terminal.json) await session.terminal.result(JSON.stringify(one || { name }));
  else await session.terminal.result(session.terminal.say({ zh: '{name} 已重建', en: '{name} is rebuilt' }, { name }));
  return 0;
};
