import { figures } from '../answer';
import type { Run } from '../verb';

interface Verification {
  readonly done?: number;
  readonly of?: number;
  readonly result?: { readonly ok: boolean; readonly [figure: string]: unknown };
}

/** Recomputes every hash of the log from the events themselves. */
export const run: Run = async (session) => {
  const { terminal } = session;
  const door = await session.door();
  let result: Verification['result'];
  for await (const line of door.lines('POST', '/verify', 'application/x-ndjson')) {
    const step = JSON.parse(line) as Verification;
    result = step.result ?? result;
    if (step.done !== undefined)
      terminal.progress(
        { zh: '已核对 {done} / {of} 个事件', en: 'checked {done} of {of} events' },
        { done: step.done, of: step.of ?? '?' },
      );
  }
  const ok = result?.ok === true;
  if (terminal.json) await terminal.result(JSON.stringify(result ?? { ok: false }));
  else {
    for (const line of figures(result ?? {})) await terminal.result(line);
    terminal.note(
      ok
        ? { zh: '每个事件都与其哈希值相符,每条链都完整。', en: 'Every event fits its hash, and every chain is whole.' }
        : { zh: '日志被改动过,或核对没有做完。', en: 'The log was changed, or the check did not come to its end.' },
    );
  }
  return ok ? 0 : 1;
};
