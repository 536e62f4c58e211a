import { openControlled, settingsOf } from '@dossier/server';
import type { OpenFolder } from './find-door';

/** Opens a data folder in this process. */
export const openFolder: OpenFolder = (data, language, clock) =>
  openControlled({ ...settingsOf(process.env), data, language }, clock);
