import { parentPort, workerData } from 'node:worker_threads';
import { outOfThread } from '@dossier/kernel';
import type { Opened, Request, Told } from './messages';
import { UnknownVaultFormat } from './schema';
import { VaultWriter } from './vault-writer';

function open(file: string): VaultWriter {
  try {
    return new VaultWriter(file);
  } catch (error) {
    if (error instanceof UnknownVaultFormat) parentPort?.postMessage({ format: error.format } satisfies Opened);
    throw outOfThread(error);
  }
}
const writer = open(workerData as string);
let waiting: Request[] = [];
let hurrying = false;
let closing = false;
let scheduled = false;

/** All that waits; while the file is locked it goes on waiting, unless it was told to hurry. */
function write(): void {
  let said = writer.write(waiting);
  if (said === 'locked' && hurrying) said = waiting.map(({ n }) => ({ n, stopped: 'another process holds vault.db' }));
  if (said !== 'locked') waiting = [];
  parentPort?.postMessage(said);
}

function work(): void {
  scheduled = false;
  if (waiting.length > 0) write();
  if (waiting.length > 0) schedule();
  else if (closing) {
    writer.close();
    parentPort?.close();
  }
}

/** After all that has arrived by now: they share one fsync. */
function schedule(): void {
  if (!scheduled) setImmediate(work);
  scheduled = true;
}

parentPort?.on('message', (told: Told) => {
  if (told === 'hurry') hurrying = true;
  else if (told === 'close') closing = true;
  else waiting.push(told);
  schedule();
});
parentPort?.postMessage('ready' satisfies Opened);
