import { listOf } from './answer';
import type { Door } from './door';
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

export const projections = async (door: Door): Promise<readonly Behind[]> =>
  listOf((await door.ask('GET', '/projections')).body) as readonly Behind[];

/** Of a projection by its name, and of the sections of the 360° view by the name of the whole. */
export const isOf =
  (name: string) =>
  (each: Behind): boolean =>
    each.name === name || each.name.startsWith(`${name}.`);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves once every document (of one projection, or of all) has seen all events. */
export async function caughtUp(door: Door, terminal: Terminal, name?: string, between = 100): Promise<void> {
  for (;;) {
    const behind = (await projections(door)).filter((each) => each.lag > 0 && (name === undefined || isOf(name)(each)));
    if (behind.length === 0) return;
    const lag = Math.max(...behind.map((each) => each.lag));
    terminal.progress(
      { zh: '读模型还有 {lag} 个事件待处理', en: 'events that read models have still to take: {lag}' },
      { lag },
    );
    await pause(between);
  }
}
