import { parentPort, workerData } from 'node:worker_threads';
import type { Opened, Request } from './messages';
import { UnknownVaultFormat } from './schema';
import { VaultWriter } from './vault-writer';

function open(file: string): VaultWriter {
  try {
    return new VaultWriter(file);
  } catch (error) {
    if (error instanceof UnknownVaultFormat) parentPort?.postMessage({ format: error.format } satisfies Opened);
    throw new Error(String(error)); // a SqliteError that leaves a thread arrives without its message
  }
}
const writer = open(workerData as string);
let waiting: Request[] = [];

function write(): void {
  const requests = waiting;
  waiting = [];
  if (requests.length > 0) parentPort?.postMessage(writer.write(requests));
}

parentPort?.on('message', (request: Request | 'close') => {
  if (request === 'close') {
    write();
    writer.close();
    parentPort?.close();
    return;
  }
  if (waiting.push(request) === 1) setImmediate(write); // after all that has arrived by now: they share one fsync
});
parentPort?.postMessage('ready' satisfies Opened);
