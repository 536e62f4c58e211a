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
/** After so many looks in a row nobody waits any more. */
const PATIENCE = {
  /** That find a failed step, and nothing moved: a step may fail once, and the next may be a long one. */
  halted: 50,
  /** That find nothing moved: who should keep read models up does not run. */
  standing: 600,
} as const;
const STANDING: Text = {
  zh: '读模型一分钟内没有进展（还有 {lag} 待处理），不再等待；已登记的内容不受影响。请检查工作进程（apps/worker）是否在运行',
  en: 'read models did not move for a minute ({lag} to go), and are not waited for any longer; what was recorded is kept. See whether a worker (apps/worker) runs',
};

/**
 * Resolves once every document (of one projection, or of all) has seen all events.
 * @throws Failure when projections do not go on
 */
export async function caughtUp(
  door: Door,
  terminal: Terminal,
  name?: string,
  patience: Readonly<Record<keyof typeof PATIENCE, number>> = PATIENCE,
): Promise<void> {
  for (let [inVain, standing, last] = [0, 0, '']; ;) {
    const { all, halted } = await progress(door);
    const behind = all.filter((each) => each.lag > 0 && (name === undefined || isOf(name)(each)));
    if (behind.length === 0) return;
    const lag = Math.max(...behind.map((each) => each.lag));
    const now = behind.map((each) => each.position).join();
    standing = now === last ? standing + 1 : 0;
    last = now;
    inVain = halted === undefined || standing === 0 ? 0 : inVain + 1;
    if (halted !== undefined && inVain === patience.halted) throw new Failure(NOT_KEPT_UP, { why: halted });
    if (standing >= patience.standing) throw new Failure(STANDING, { lag });
    terminal.progress(
      { zh: '读模型还有 {lag} 个事件待处理', en: 'events that read models have still to take: {lag}' },
      { lag },
    );
    await setTimeout(BETWEEN);
  }
}
