import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry as Prometheus } from 'prom-client';
import type { Figure } from '@dossier/engine';
import { cannotListen, type Language, type Text } from '@dossier/kernel';
import { readyFigure } from '@dossier/web/edge/figures';
import { languageOf } from '@dossier/web/edge/language';
import { register } from '@dossier/web/edge/register';

export interface Status {
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly language: Language;
  /** Why the process does not do its work; empty: it does. */
  readonly troubles: () => readonly Text[];
  readonly figures: readonly Figure[];
}
export interface StatusServer {
  readonly url: string;
  /** From now on it is not ready. */
  stopWaiting(): void;
  close(): Promise<void>;
}

/** A supervisor and Prometheus hold one or two each. */
const MOST_CONNECTIONS = 64;
/** Milliseconds for a request to come, and for an idle connection. */
const PATIENCE = 10_000;
/** Figures of so many milliseconds ago are told again: some are asked of the log and of Kafka. */
const FRESH = 1_000;

const STOPPING: Text = { zh: '进程正在停止', en: 'the process is stopping' };

/**
 * The door of a process that serves no requests: how it is, for supervisors and Prometheus. It tells nothing of anybody's data
 * and takes no keys.
 * @throws CannotListen
 */
export async function serveStatus({ host, port, version, language, troubles, figures }: Status): Promise<StatusServer> {
  let stopping = false;
  const reasons = (): readonly Text[] => [...troubles(), ...(stopping ? [STOPPING] : [])];
  const prometheus = new Prometheus();
  collectDefaultMetrics({ register: prometheus });
  register([readyFigure(reasons), ...figures], prometheus);
  const figuresNow = atMostEvery(FRESH, () => prometheus.metrics());
  const server = createServer({ headersTimeout: PATIENCE, requestTimeout: PATIENCE }, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    const isAsked = request.method === 'GET' || request.method === 'HEAD';
    if (!isAsked || path === undefined) json(response, 405, { status: 405 });
    else if (path === '/health/live') json(response, 200, { live: true, version });
    else if (path === '/health/ready') {
      const spoken = languageOf(request.headers['accept-language'], language);
      const told = reasons().map((reason) => reason[spoken]);
      const ready = told.length === 0;
      json(response, ready ? 200 : 503, { ready, degraded: false, reasons: told });
    } else if (path === '/metrics')
      figuresNow().then(
        (text) => response.writeHead(200, { 'content-type': prometheus.contentType }).end(text),
        () => json(response, 503, { status: 503 }),
      );
    else json(response, 404, { status: 404 });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.keepAliveTimeout = PATIENCE;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(`${host}:${port}`, error);
  }
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stopWaiting: () => (stopping = true),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** What a work last gave, or gives just now; one that failed is done again. */
function atMostEvery<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let last: { readonly given: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (last && performance.now() < last.until) return last.given;
    const given = work();
    const now = { given, until: Number.POSITIVE_INFINITY };
    last = now;
    given.then(
      () => {
        if (last === now) last = { given, until: performance.now() + ms };
      },
      () => {
        if (last === now) last = undefined;
      },
    );
    return given;
  };
}

const json = (response: ServerResponse, status: number, body: object): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
