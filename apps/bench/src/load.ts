import autocannon from 'autocannon';

export const CONNECTIONS = 64;

export interface Load {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** As many requests as are answered. @throws Error when one is refused */
export async function load(options: Parameters<typeof autocannon>[0]): Promise<Load> {
  const { non2xx, errors, requests, duration, latency } = await autocannon({ connections: CONNECTIONS, ...options });
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} answers were no success, ${errors} failed`);
  return { rate: requests.total / duration, p50: latency.p50, p99: latency.p99 };
}
