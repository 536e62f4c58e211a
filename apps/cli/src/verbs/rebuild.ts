import { caughtUp, projections } from '../caught-up';
import { asTyped } from '../failure';
import { argument, type Run } from '../verb';

export const run: Run = async (session, given) => {
  const name = argument(given, 0);
  const door = await session.door();
  await asTyped(() => door.ask('POST', `/projections/${encodeURIComponent(name)}/rebuild`));
  await caughtUp(door, session.terminal, name);
  const rebuilt = (await projections(door)).find((each) => each.name === name);
  if (session.terminal.json) await session.terminal.result(JSON.stringify(rebuilt ?? { name }));
  else await session.terminal.result(session.terminal.say({ zh: '{name} 已重建', en: '{name} is rebuilt' }, { name }));
  return 0;
};
