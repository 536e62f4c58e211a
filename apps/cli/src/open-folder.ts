import type { Clock } from '@dossier/engine';
import { type Controlled, openControlled, settingsOf } from '@dossier/server';

/** Opens a data folder in this process. */
export const openFolder = (data: string, clock?: Clock): Promise<Controlled> =>
  openControlled({ ...settingsOf(process.env), data }, clock);
