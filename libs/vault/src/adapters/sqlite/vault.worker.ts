import { parentPort, workerData } from 'node:worker_threads';
import { outOfThread } from '@dossier/kernel';
import type { Opened, Request, ToVault } from './messages';
import { UnknownVaultFormat } from './schema';
import { VaultWriter } from './vault-writer';

const say = (opened: Opened): void => parentPort?.postMessage(opened);

/** undefined: the format is unknown, which is told. An error thrown as well might arrive first, without its kind. */
function open(file: string): VaultWriter | undefined {
  try {
    const opened = new VaultWriter(file);
    say('ready');
    return opened;
  } catch (error) {
    if (!(error instanceof UnknownVaultFormat)) throw outOfThread(error);
    say({ format: error.format });
    return undefined;
  }
}
const writer = open(workerData as string);
let waiting: Request[] = [];
let waitsNoMore = false;
let closing = false;
let scheduled = false;

/** All that waits; while the file is locked it goes on waiting, until it is told to stop waiting. */
function write(into: VaultWriter): void {
  let said = into.write(waiting);
  if (said === 'locked' && waitsNoMore)
    said = waiting.map(({ n }) => ({ n, stopped: 'another process holds vault.db' }));
  if (said !== 'locked') waiting = [];
  parentPort?.postMessage(said);
}

function work(into: VaultWriter): void {
  scheduled = false;
  if (waiting.length > 0) write(into);
  if (waiting.length > 0) schedule(into);
  else if (closing) {
    into.close();
    parentPort?.close();
  }
}

/** After all that has arrived by now: they share one fsync. */
function schedule(into: VaultWriter): void {
  if (!scheduled) setImmediate(work, into);
  scheduled = true;
}

if (writer)
  parentPort?.on('message', (message: ToVault) => {
    if (message === 'stop-waiting') waitsNoMore = true;
    else if (message === 'close') closing = true;
    else waiting.push(message);
    schedule(writer);
  });
