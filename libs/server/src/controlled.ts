import type { Clock } from '@dossier/engine';
import { OperatorError } from '@dossier/kernel';
import { createWebApp, Edge, failedSteps, openLog, serveControl } from '@dossier/web';
import { InstallationHttp } from './installation.http';
import { openPlatform, type Settings } from './platform';
import { ReadModelsNotKeptUp } from './projections';

/** A data folder that this process owns, with its control socket as the only door. */
export interface Controlled {
  readonly socketPath: string;
  close(): Promise<void>;
}

/**
 * Opens a folder for one task on the same machine: nobody else is let in.
 * @param clock tells it the time; left out: that of the system
 * @throws FolderInUse and the like
 */
export async function openControlled(
  settings: Pick<Settings, 'data' | 'zone' | 'language'>,
  clock?: Clock,
): Promise<Controlled> {
  const log = openLog('error'); // that requests are refused is a warning: here the one who asks is told
  const steps = failedSteps(log);
  const logFailure = (error: unknown): void => {
    if (error instanceof ReadModelsNotKeptUp) return;
    if (error instanceof OperatorError) console.error(error.words[settings.language]);
    else steps(error);
  };
  const engine = await openPlatform(settings, logFailure, clock);
  try {
    const edge = await Edge.open(engine, { language: settings.language, log });
    const app = await createWebApp(edge, [InstallationHttp]);
    await app.init();
    const control = await serveControl(app.getHttpAdapter().getInstance(), engine.data, edge.connections);
    return {
      socketPath: control.path,
      close: async () => {
        engine.stopWaiting();
        await control.close();
        await app.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
