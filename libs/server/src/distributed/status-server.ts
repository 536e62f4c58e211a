import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Gauge, Registry as Prometheus } from 'prom-client';
import { cannotListen, type Language, type Text } from '@dossier/kernel';
import { languageOf } from '@dossier/web/edge/language';

/** A figure for Prometheus: a value of each of its labels. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly values: () => Promise<Readonly<Record<string, number>>>;
}
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

const STOPPING: Text = { zh: '进程正在停止', en: 'the process is stopping' };

/**
 * The door of a process that serves no requests: how it is, for supervisors and Prometheus. It tells nothing of anybody's data
 * and takes no keys.
 * @throws CannotListen
 */
export async function serveStatus({ host, port, version, language, troubles, figures }: Status): Promise<StatusServer> {
  const prometheus = metricsOf(figures);
  let stopping = false;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    const isAsked = request.method === 'GET' || request.method === 'HEAD';
    if (!isAsked || path === undefined) json(response, 405, { status: 405 });
    else if (path === '/health/live') json(response, 200, { live: true, version });
    else if (path === '/health/ready') {
      const spoken = languageOf(request.headers['accept-language'], language);
      const reasons = [...troubles(), ...(stopping ? [STOPPING] : [])].map((reason) => reason[spoken]);
      const ready = reasons.length === 0;
      json(response, ready ? 200 : 503, { ready, degraded: false, reasons });
    } else if (path === '/metrics')
      prometheus.metrics().then(
        (text) => response.writeHead(200, { 'content-type': prometheus.contentType }).end(text),
        () => json(response, 503, { status: 503 }),
      );
    else json(response, 404, { status: 404 });
  });
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

/** What cannot be asked just now is left out. */
function metricsOf(figures: readonly Figure[]): Prometheus {
  const prometheus = new Prometheus();
  collectDefaultMetrics({ register: prometheus });
  for (const { name, help, label, values } of figures)
    new Gauge({
      ...{ name, help, registers: [prometheus], labelNames: label === undefined ? [] : [label] },
      async collect() {
        const found = await values().catch(() => ({}));
        this.reset();
        if (label === undefined) this.remove(); // else it would be 0 where it is not known
        for (const [of, value] of Object.entries(found)) {
          if (label === undefined) this.set(value);
          else this.labels(of).set(value);
        }
      },
    });
  return prometheus;
}

const json = (response: ServerResponse, status: number, body: object): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
