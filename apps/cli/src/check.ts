import type { Text } from '@dossier/kernel';
import type { Door } from './door';
import { controlSocket, listening, mustHoldData } from './find-door';
import type { Session } from './verb';

export interface Fault {
  readonly code: string;
  readonly detail: string;
}
/** What a check found; figures of the walk through the log where it was walked. */
export interface Found {
  readonly events?: number;
  readonly streams?: number;
  readonly broken?: object | null;
  readonly gap?: object | null;
  readonly partitions?: readonly object[];
  readonly faults: readonly Fault[];
  readonly accepted: readonly Fault[];
  /** What the server could not look at; left out: it looked at all. */
  readonly notLookedAt?: string;
  /** False: the first start was cut off before anything was recorded. */
  readonly isBegun: boolean;
}
/** What is said of a folder in which nothing was recorded yet. */
export const NOT_BEGUN: Text = {
  zh: '首次启动未完成，尚未记录任何内容；下次启动将重新完成',
  en: 'the first start was cut off before anything was recorded; the next one does it again',
};
type Step =
  | { readonly events: number; readonly of: number }
  | { readonly result: Omit<Found, 'faults' | 'accepted' | 'isBegun'> & Partial<Found> };

/**
 * Checks log, vault and read models: through the server that was named or owns the folder, else the folder as it lies
 * there, without changing it.
 * @returns undefined when the server did not come to its end
 * @throws WrongUse for a folder without data
 */
export async function check(session: Session, depth: 'quick' | 'whole'): Promise<Found | undefined> {
  if (session.remote || (await listening(controlSocket(session.data)))) return throughDoor(session, depth);
  mustHoldData(session.data);
  const { checkStill } = await import('./check-folder.js');
  const { terminal, data } = session;
  const { walked, faults, accepted, isBegun } = await checkStill(data, depth, (events, of) =>
    tell(session, { events, of }),
  );
  const inWords = ({ code, words }: (typeof faults)[number]): Fault => ({ code, detail: terminal.say(words) });
  return { ...walked, faults: faults.map(inWords), accepted: accepted.map(inWords), isBegun };
}

async function throughDoor(session: Session, depth: 'quick' | 'whole'): Promise<Found | undefined> {
  const door: Door = await session.door();
  let found: Found | undefined;
  const query = depth === 'quick' ? { depth } : {};
  for await (const line of door.lines('POST', '/verify', 'application/x-ndjson', { query })) {
    const step = JSON.parse(line) as Step;
    if ('result' in step) found = { faults: [], accepted: [], isBegun: true, ...step.result };
    else tell(session, step);
  }
  return found;
}

const tell = ({ terminal }: Session, { events, of }: { readonly events: number; readonly of: number }): void =>
  terminal.progress({ zh: '已核对 {events} / {of} 个事件', en: 'events checked: {events} of {of}' }, { events, of });
