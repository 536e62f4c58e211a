import { openControlled, serversOfApi, settingsOf } from '@dossier/server';
import type { OpenFolder } from './find-door';

/** Opens a data folder, or the servers that the environment names, in this process. */
export const openFolder: OpenFolder = (data, language, { clock, zone } = {}) => {
  const settings = settingsOf(process.env);
  const place = data === undefined ? { data: '', servers: serversOfApi(process.env) } : { data };
  return openControlled({ ...place, language, zone: settings.zone ?? zone }, clock);
};
