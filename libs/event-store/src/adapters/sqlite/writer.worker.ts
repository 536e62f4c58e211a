import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { HeldElsewhere, troubleOf } from '@dossier/kernel';
import type { Append } from '../../event-store.port';
import type { LogFolder } from '../../log-folder';
import { EventLog } from './event-log';
import type { Answer, Request, Stop } from './messages';
import { sqliteCode } from './sqlite-code';

/** Most appends in one transaction: more would only make the first wait longer. */
const GROUP = 1000;

const folder = workerData as LogFolder;
const channel = new BroadcastChannel(folder.channel);
const say = (answer: Answer) => parentPort?.postMessage(answer);
let waiting: Append[] = [];
let waitsNoMore = false;
let closing = false;
let scheduled = false;

const stop = (error: unknown): Stop => ({ why: troubleOf('events.db', error), code: sqliteCode(error) });

function open(): EventLog | undefined {
  try {
    const log = new EventLog(folder.events);
    say('ready');
    return log;
  } catch (error) {
    say(stop(error));
    return undefined;
  }
}
let log = open();

/** Appends that arrived during the last sync are the next group; where the log is locked, the group is tried again. */
function write(into: EventLog): void {
  const before = into.position;
  try {
    const outcomes = into.commit(waiting.slice(0, GROUP));
    if (outcomes === 'locked' && waitsNoMore) throw new HeldElsewhere('events.db');
    if (outcomes !== 'locked') waiting = waiting.slice(GROUP);
    say(outcomes);
    if (into.position > before) channel.postMessage(into.position);
  } catch (error) {
    log = undefined; // not even closed: a file that may be damaged is not touched again
    say(stop(error));
  }
}

function work(): void {
  scheduled = false;
  if (log && waiting.length > 0) write(log);
  if (log && waiting.length > 0) schedule();
  else if (closing) {
    log?.close();
    channel.close();
    parentPort?.close();
  }
}

function schedule(): void {
  if (!scheduled) setImmediate(work);
  scheduled = true;
}

parentPort?.on('message', (request: Request) => {
  if (request === 'stop-waiting') waitsNoMore = true;
  else if (request === 'close') closing = true;
  else waiting = waiting.concat(request);
  schedule();
});
