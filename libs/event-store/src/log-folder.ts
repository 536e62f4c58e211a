import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Where the log of the embedded profile lies, in whichever thread it is asked for. */
export interface LogFolder {
  /** File of the log. */
  readonly events: string;
  /** Name of the BroadcastChannel on which the writer tells the position of the last event of each commit: a number. */
  readonly channel: string;
}

/** @param folder a data folder that exists */
export function logFolder(folder: string): LogFolder {
  const path = realpathSync(folder); // two ways to one folder must lead to one channel
  return { events: join(path, 'events.db'), channel: `dossier:log:${path}` };
}
