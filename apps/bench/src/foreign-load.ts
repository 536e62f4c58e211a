import { readdirSync, readFileSync } from 'node:fs';

/** Of what `/proc` counts a second. */
export const TICKS = 100;

/** What a measurement gave, and how many cores others kept busy meanwhile: NaN where the machine does not tell (Linux does). */
export interface Beside<T> {
  readonly result: T;
  readonly foreign: number;
}

export async function besideOthers<T>(work: () => Promise<T>): Promise<Beside<T>> {
  const before = { at: performance.now(), foreign: foreignSeconds() };
  const result = await work();
  const seconds = (performance.now() - before.at) / 1_000;
  return { result, foreign: Math.max(0, (foreignSeconds() - before.foreign) / seconds) };
}

/** Seconds for which cores were busy (or given to other machines) with what is none of ours. */
function foreignSeconds(): number {
  try {
    return (busyTicks() - ownTicks()) / TICKS;
  } catch {
    return NaN;
  }
}

function busyTicks(): number {
  const [cpu = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = cpu.split(/\s+/).slice(1).map(Number);
  return user + nice + system + irq + softirq + steal;
}

/** Of this process and all that descend from it, also of those that have ended. */
const ownTicks = (): number => ownProcesses().reduce((sum, { ticks }) => sum + ticks, 0);

interface Process {
  readonly pid: number;
  /** Of itself and of those children that have ended. */
  readonly ticks: number;
}

/** This process and all that descend from it. */
export function ownProcesses(): readonly Process[] {
  const children = new Map<number, Process[]>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const stat = statOf(pid);
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), { pid, ticks: stat.ticks }]);
  }
  const below = (pid: number): readonly Process[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [{ pid: process.pid, ticks: statOf(process.pid)?.ticks ?? 0 }, ...below(process.pid)];
}

/** undefined: it has ended meanwhile. */
function statOf(pid: number): { readonly parent: number; readonly ticks: number } | undefined {
  try {
    // its name comes before, in brackets, and may hold anything
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, usersOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ticks: user + system + usersOfEnded + systemOfEnded };
  } catch {
    return undefined;
  }
}
