import type { RouteOptions } from 'fastify';
import type { Served } from './served';

export interface Route {
  readonly method: string;
  /** As registered, `/api/v1/orders/:orderId`. */
  readonly url: string;
  readonly served: Served;
}

/** The pages and files of Swagger UI, which registers them itself. */
const DOCUMENTATION = /^\/docs(\/|$)/;

/** All routes of the server. One that does not say who may use it stops the start. */
export class RouteBook {
  private readonly entries: (Route & { readonly pattern: RegExp })[] = [];

  /** @throws Error for a route that is not declared with {@link Serves} */
  add({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): void {
    if (DOCUMENTATION.test(url)) return;
    const served = config?.served;
    if (!served) throw new Error(`${String(method)} ${url} does not say who may use it`);
    const source = url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[A-Za-z]\w*/g, '[^/]+');
    for (const name of [method].flat())
      this.entries.push({ method: name, url, served, pattern: new RegExp(`^${source}$`) });
  }

  get routes(): readonly Route[] {
    return this.entries;
  }

  /** Methods served at a path. */
  methods(path: string): readonly string[] {
    return this.entries.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  }
}
