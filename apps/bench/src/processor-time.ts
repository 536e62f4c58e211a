import { readFileSync } from 'node:fs';
import { ownProcesses, TICKS } from './foreign-load';

/** By whom processor time is used, told by a part of the command line; the first that fits. */
const USERS: readonly (readonly [part: string, name: string])[] = [
  ['kafka.Kafka', 'Kafka'],
  ['ferretdb', 'FerretDB'], // it is told where PostgreSQL is
  ['postgres', 'PostgreSQL'],
  ['eventstoredb-main', 'the log'],
  ['apps/worker/', 'workers'],
  ['apps/relay/', 'relay'],
  ['apps/api/', 'api'],
];
const BENCH = 'the bench';

/** User → seconds of processor time, of all that descend from this process. Empty where the machine does not tell. */
export type ProcessorTime = ReadonlyMap<string, number>;

export function processorTime(): ProcessorTime {
  const seconds = new Map<string, number>();
  try {
    for (const { pid, ticks } of ownProcesses()) {
      const user = userOf(pid);
      seconds.set(user, (seconds.get(user) ?? 0) + ticks / TICKS);
    }
  } catch {
    return new Map(); // Linux tells
  }
  return seconds;
}

/** User → cores that it kept busy between two looks, most first. */
export function coresBusy(before: ProcessorTime, after: ProcessorTime, seconds: number): ProcessorTime {
  const cores = [...after].map(([user, time]) => [user, (time - (before.get(user) ?? 0)) / seconds] as const);
  return new Map(cores.filter(([, busy]) => busy >= 0.01).sort(([, a], [, b]) => b - a));
}

function userOf(pid: number): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return USERS.find(([part]) => command.includes(part))?.[1] ?? BENCH;
  } catch {
    return BENCH; // it has ended meanwhile
  }
}
