import { readFileSync } from 'node:fs';

/** Megabytes (of 1,000,000 bytes) that a process held at most; 0: it has ended, or the machine is no Linux and does not tell. */
export function mostMemoryOf(pid: number | undefined): number {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0;
    return (Number(kibibytes) * 1_024) / 1_000_000;
  } catch {
    return 0;
  }
}
