import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@dossier/engine';
import { OperatorError } from '@dossier/kernel';
import { createWebApp, Edge, failedSteps, openLog, serveControl } from '@dossier/web';
import { InstallationHttp } from './installation.http';
import { openPlatform, type Place } from './platform';
import { ReadModelsNotKeptUp } from './projections';
import type { Settings } from './settings';

/** A data folder that this process owns, or servers that it works on beside others, with a control socket as the only door. */
export interface Controlled {
  readonly socketPath: string;
  close(): Promise<void>;
}

/**
 * Opens a folder or servers for one task on the same machine: nobody else is let in. A platform on servers has no folder,
 * and its socket lies in a temporary one.
 * @param clock tells it the time; left out: that of the system
 * @throws FolderInUse and the like
 */
export async function openControlled(settings: Place & Pick<Settings, 'language'>, clock?: Clock): Promise<Controlled> {
  const log = openLog('error'); // that requests are refused is a warning: here the one who asks is told
  const steps = failedSteps(log);
  const logFailure = (error: unknown): void => {
    if (error instanceof ReadModelsNotKeptUp) return;
    if (error instanceof OperatorError) console.error(error.words[settings.language]);
    else steps(error);
  };
  const engine = await openPlatform(settings, logFailure, clock);
  const passing = engine.data === undefined ? mkdtempSync(join(tmpdir(), 'dossier-')) : undefined;
  const letGo = async (): Promise<void> => {
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true });
    await engine.close();
  };
  try {
    const edge = await Edge.open(engine, { language: settings.language, log });
    const app = await createWebApp(edge, [InstallationHttp]);
    await app.init();
    const control = await serveControl(app.getHttpAdapter().getInstance(), passing ?? settings.data, edge.connections);
    return {
      socketPath: control.path,
      close: async () => {
        engine.stopWaiting();
        await control.close();
        await app.close();
        await letGo();
      },
    };
  } catch (error) {
    await letGo().catch(logFailure); // what kept it from opening is the reason
    throw error;
  }
}
