import { openControlled, settingsOf } from '@dossier/server';
import type { OpenFolder } from './find-door';

/** Opens a data folder in this process. */
export const openFolder: OpenFolder = (data, language, { clock, zone } = {}) => {
  const settings = settingsOf(process.env);
  return openControlled({ data, language, zone: settings.zone ?? zone }, clock);
};
