import { Worker } from 'node:worker_threads';
import type { Checked } from '@dossier/engine';

export interface CheckRequest {
  readonly folder: string;
  readonly depth: 'quick' | 'whole';
}
export type CheckAnswer =
  { readonly events: number; readonly of: number } | { readonly checked: Checked } | { readonly failed: string };

/** Checks a folder beside whoever works in it, in a thread of its own: a large file takes minutes. */
export function checkInThread(
  request: CheckRequest,
  onProgress: (events: number, of: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Checked> {
  return new Promise((resolve, reject) => {
    // resolved, not spelled: the same line finds check.worker.js when built and check.worker.ts under Jest
    const worker = new Worker(require.resolve('./check.worker'), { workerData: request });
    const end = (): void => void worker.terminate();
    signal?.addEventListener('abort', end, { once: true });
    worker.on('message', (answer: CheckAnswer) => {
      if ('checked' in answer) resolve(answer.checked);
      else if ('failed' in answer) reject(new Error(answer.failed));
      else onProgress(answer.events, answer.of);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      signal?.removeEventListener('abort', end);
      reject(new Error('the check was ended'));
    });
    if (signal?.aborted === true) end();
  });
}
