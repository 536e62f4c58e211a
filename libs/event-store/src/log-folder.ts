import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Where the log of the embedded profile is, the same in every thread. */
export interface LogFolder {
  /** File of the log. */
  readonly events: string;
  /** Name of the BroadcastChannel on which the writer sends the last position of each commit, a number. */
  readonly channel: string;
}

/** @param folder a data folder that exists */
export function logFolder(folder: string): LogFolder {
  const path = realpathSync(folder); // two paths of one folder must give one channel
  return { events: join(path, 'events.db'), channel: `dossier:log:${path}` };
}
