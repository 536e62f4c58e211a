import type { Clock, Engine } from '@dossier/engine';
import { contexts } from './contexts';
import type { DataServers } from './distributed/servers';
import { BEGINNING_ZONE, type Settings } from './settings';

/** What data there are: those of the servers that are named, else of the folder. */
export type Place = Pick<Settings, 'data' | 'zone'> & { readonly servers?: DataServers | undefined };

/** Opens the platform, without a door. A profile is loaded only where it is used: of the other no driver is. */
export async function openPlatform(
  { data, zone = BEGINNING_ZONE, servers }: Place,
  onFailure?: (error: unknown) => void,
  clock?: Clock,
): Promise<Engine> {
  const common = { zone, contexts, ...(onFailure && { onFailure }), ...(clock && { clock }) };
  if (servers) {
    const { openDistributed } = await import('./distributed/open-distributed.js');
    return openDistributed({ ...common, servers });
  }
  const { openEmbedded } = await import('./embedded.js');
  // resolved, not spelled: the same line finds the worker built and under Jest
  return openEmbedded({ ...common, data, projectionsThread: require.resolve('./projections.worker') });
}
