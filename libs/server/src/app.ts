import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Engine } from '@dossier/engine';
import { cannotListen } from '@dossier/kernel';
import { InstallationHttp } from './installation.http';
import { createWebApp, Edge, type EdgeOptions, serveControl } from '@dossier/web';
import { OneTimeSignIn } from './sign-in';
import { documentApi } from './openapi';
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
  documentApi(app);
  return app;
}

export interface ServerOptions extends AppOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}
export interface Server {
  readonly url: string;
  /** Milliseconds that `close` takes at most, whoever is connected. */
  readonly graceMs: number;
  /** Lets go of callers, then closes the engine. */
  close(): Promise<void>;
}

/**
 * Opens the doors of a platform: HTTP, and the control socket of its folder, where it has one. Owns the engine from now on.
 * @throws CannotListen when the address is taken, or not ours to take
 */
export async function startServer(engine: Engine, { port, ...options }: ServerOptions): Promise<Server> {
  try {
    const app = await createApp(engine, options);
    await app.init();
    const fastify = app.getHttpAdapter().getInstance();
    const control =
      engine.data === undefined ? undefined : await serveControl(fastify, engine.data, app.get(Edge).connections);
    let url: string;
    try {
      url = await fastify.listen({ port, host: options.host }); // listening by Nest, a failure would be logged besides
    } catch (error) {
      await control?.close();
      throw cannotListen(`${options.host}:${port}`, error);
    }
    return {
      url,
      graceMs: app.get(Edge).limits.graceMs,
      close: async () => {
        engine.stopWaiting();
        try {
          await Promise.all([app.close(), control?.close()]);
        } finally {
          await engine.close();
        }
      },
    };
  } catch (error) {
    await engine.close().catch(() => undefined); // what kept it from starting is the reason
    throw error;
  }
}
