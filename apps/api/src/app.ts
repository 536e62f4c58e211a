import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Engine } from '@dossier/engine';
import { InstallationHttp } from '@dossier/server';
import { createWebApp, Edge, type EdgeOptions } from '@dossier/web';
import { OneTimeSignIn } from './app.sign-in';
import { documentApi, openApi } from './openapi';
import { WelcomeHttp } from './welcome.http';

export interface AppOptions extends EdgeOptions {
  /** Left out: one is made that nobody is told of. */
  readonly signIn?: OneTimeSignIn;
}

/** The application as it is served, not yet listening. Closing it does not close the engine. */
export async function createApp(engine: Engine, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const { signIn = new OneTimeSignIn(engine.clock), ...rest } = options;
  const edge = await Edge.open(engine, rest);
  const app = await createWebApp(edge, [WelcomeHttp, InstallationHttp], [{ provide: OneTimeSignIn, useValue: signIn }]);
  documentApi(app, () => openApi(edge.routes.routes, engine.registry.contexts, edge.version));
  return app;
}
