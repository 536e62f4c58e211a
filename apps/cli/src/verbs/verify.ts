import { figures } from '../answer';
import { check, NOT_BEGUN } from '../check';
import type { Text } from '@dossier/kernel';
import type { Run } from '../verb';

const CHAINS: Text = {
  zh: '每个事件都与其哈希值相符，每条链都完整，日志中没有缺失。',
  en: 'Every event fits its hash, every chain is whole, and the log lacks nothing.',
};

/** Recomputes every hash of the log from the events themselves, and looks for all that is damaged or missing beside it. */
export const run: Run = async (session) => {
  const { terminal } = session;
  const found = await check(session, 'whole');
  const ok = found?.broken === null && found.gap === null && found.faults.length === 0;
  if (terminal.json) await terminal.result(JSON.stringify({ ok, ...found }));
  else {
    const { events, streams, broken, gap, faults = [], accepted = [], notLookedAt } = found ?? {};
    for (const line of figures({ events, streams, broken, gap }, terminal)) await terminal.result(line);
    for (const { detail } of [...faults, ...accepted]) await terminal.result(detail);
    if (notLookedAt !== undefined) await terminal.result(notLookedAt);
    terminal.note(
      found?.isBegun === false
        ? NOT_BEGUN
        : ok && notLookedAt !== undefined
          ? CHAINS
          : ok
            ? {
                zh: '每个事件都与其哈希值相符，每条链都完整；日志、保险库与读模型均无缺失与损坏。',
                en: 'Every event fits its hash, and every chain is whole; log, vault and read models lack nothing and are sound.',
              }
            : found
              ? { zh: '有损坏或缺失，见上。', en: 'Something is damaged or missing: see above.' }
              : { zh: '核对未完成。', en: 'The check did not come to its end.' },
    );
  }
  return ok ? 0 : 1;
};
