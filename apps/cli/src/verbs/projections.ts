import { show } from '../answer';
import type { Run } from '../verb';

export const run: Run = async (session) => {
  const door = await session.door();
  await show(session.terminal, (await door.ask('GET', '/projections')).body, { name: 'projections' });
  return 0;
};
