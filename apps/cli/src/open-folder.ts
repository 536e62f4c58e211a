import type { Clock } from '@dossier/engine';
import { type Controlled, openControlled, settingsOf } from '@dossier/server';

/** Opens a data folder in this process. @param beside what is done on the way */
export const openFolder = (
  data: string,
  clock?: Clock,
  beside: { readonly acceptLoss?: boolean } = {},
): Promise<Controlled> => openControlled({ ...settingsOf(process.env), data, ...beside }, clock);
