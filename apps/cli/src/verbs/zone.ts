import { show } from '../answer';
import { asTyped, options } from '../failure';
import type { Run } from '../verb';

export const run: Run = async ({ terminal, door }, { arguments: [zone] }) => {
  const open = await door();
  if (zone === undefined) await show(terminal, (await open.ask('GET', '/installation/zone')).body);
  else {
    const { body } = await asTyped(
      () => open.ask('PUT', '/installation/zone', { body: { zone } }),
      options({ zone: '[name]' }),
    );
    terminal.zoneFrom(() => Promise.resolve((body as { readonly zone: string }).zone));
    await show(terminal, body);
  }
  return 0;
};
