import { setTimeout } from 'node:timers/promises';
import type { Text } from '@dossier/kernel';
import { listOf } from './answer';
import type { Door } from './door';
import { Failure } from './failure';
import type { Terminal } from './terminal';

/** How far a projection is behind the log. */
export interface Behind {
  readonly name: string;
  readonly position: number;
  /** Events that it has not seen. */
  readonly lag: number;
  /** Events that it could not take. */
  readonly parked: number;
}

/** How far all projections are. */
interface Progress {
  readonly all: readonly Behind[];
  /** Why they do not go on; left out: they do. */
  readonly halted?: Text;
}

export async function progress(door: Door): Promise<Progress> {
  const { body } = await door.ask('GET', '/projections');
  return { ...(body as { readonly halted?: Text }), all: listOf(body) as readonly Behind[] };
}
export const NOT_KEPT_UP: Text = { zh: '读模型未能更新：{why}', en: 'read models are not kept up: {why}' };

/** Of a projection by its name, and of the sections of the 360° view by the name of the whole. */
export const isOf =
  (name: string) =>
  (each: Behind): boolean =>
    each.name === name || each.name.startsWith(`${name}.`);

/** Milliseconds from one look to the next. */
const BETWEEN = 100;
/** So many looks in a row find that projections do not go on, before nobody waits any more: a step may fail once. */
const LOOKS = 10;

/**
 * Resolves once every document (of one projection, or of all) has seen all events.
 * @throws Failure when projections do not go on
 */
export async function caughtUp(door: Door, terminal: Terminal, name?: string): Promise<void> {
  for (let inVain = 0; ;) {
    const { all, halted } = await progress(door);
    const behind = all.filter((each) => each.lag > 0 && (name === undefined || isOf(name)(each)));
    if (behind.length === 0) return;
    inVain = halted === undefined ? 0 : inVain + 1;
    if (halted !== undefined && inVain === LOOKS) throw new Failure(NOT_KEPT_UP, { why: halted });
    const lag = Math.max(...behind.map((each) => each.lag));
    terminal.progress(
      { zh: '读模型还有 {lag} 个事件待处理', en: 'events that read models have still to take: {lag}' },
      { lag },
    );
    await setTimeout(BETWEEN);
  }
}
