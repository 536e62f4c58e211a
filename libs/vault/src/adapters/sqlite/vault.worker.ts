import { parentPort, workerData } from 'node:worker_threads';
import { HeldElsewhere, outOfThread } from '@dossier/kernel';
import type { Opened, Request, ToVault } from './messages';
import { UnknownVaultFormat } from './schema';
import { VaultWriter } from './vault-writer';

const say = (opened: Opened): void => parentPort?.postMessage(opened);

/** undefined: the format is unknown, which is reported as a message: a thrown error would lose its class. */
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

/** Writes all waiting changes; while the file is locked it tries again, until `stop-waiting`. */
function write(into: VaultWriter): void {
  let said = into.write(waiting);
  if (said === 'locked' && waitsNoMore)
    said = waiting.map(({ n }) => ({ n, stopped: new HeldElsewhere('vault.db').words }));
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

/** Writes after all messages that have arrived, so that they share one fsync. */
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
