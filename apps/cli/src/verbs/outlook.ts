import { show } from '../answer';
import { asTyped, options } from '../failure';
import { argument, type Run, text } from '../verb';

/** What a customer lacks for the tiers above its own; who would move is told by `assess --dry-run`. */
export const run: Run = async (session, given) => {
  const [customer, scheme] = [argument(given, 0), argument(given, 1)].map(encodeURIComponent) as [string, string];
  const query = { asOf: text(given, 'asOf') };
  const door = await session.door();
  const { body } = await asTyped(
    () => door.ask('GET', `/customers/${customer}/tier-outlook/${scheme}`, { query }),
    options({ asOf: '--as-of', customer: '<customer>', scheme: '<scheme>' }),
  );
  // of who is there already no better tier is missed: a figure says so
  const title = (body as { isHighest: boolean }).isHighest ? undefined : { zh: '更高级别', en: 'Better tiers' };
  await show(session.terminal, body, { name: 'tiers.tier-outlook', title });
  return 0;
};
