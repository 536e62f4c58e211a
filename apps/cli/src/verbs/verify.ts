import { figures } from '../answer';
import type { Run } from '../verb';

interface Verification {
  readonly events: number;
  readonly streams: number;
  /** The first event that does not fit; null: every chain is whole. */
  readonly broken: object | null;
  /** The first place where an event is missing; null: none is. */
  readonly gap: object | null;
  readonly partitions: readonly object[];
}
type Step = { readonly events: number; readonly of: number } | { readonly result: Verification };

/** Recomputes every hash of the log from the events themselves. */
export const run: Run = async (session) => {
  const { terminal } = session;
  const door = await session.door();
  let result: Verification | undefined;
  for await (const line of door.lines('POST', '/verify', 'application/x-ndjson')) {
    const step = JSON.parse(line) as Step;
    if ('result' in step) result = step.result;
    else {
      const text = { zh: '已核对 {events} / {of} 个事件', en: 'events checked: {events} of {of}' };
      terminal.progress(text, { events: step.events, of: step.of });
    }
  }
  const ok = result?.broken === null && result.gap === null;
  if (terminal.json) await terminal.result(JSON.stringify({ ok, ...result }));
  else {
    const { events, streams, broken, gap } = result ?? {};
    for (const line of figures({ events, streams, broken, gap }, terminal.language)) await terminal.result(line);
    terminal.note(
      ok
        ? { zh: '每个事件都与其哈希值相符，每条链都完整。', en: 'Every event fits its hash, and every chain is whole.' }
        : { zh: '日志被改动过，或核对没有做完。', en: 'The log was changed, or the check did not come to its end.' },
    );
  }
  return ok ? 0 : 1;
};
