import { Writable } from 'node:stream';
import type { Engine } from '@dossier/engine';
import type { ContextDef } from '@dossier/kernel';
import type { Credential } from '@dossier/vault';
import { createWebApp, Edge, openLog, PREFIX } from '@dossier/web';
import { Rig } from './rig';

export interface Called {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
}
/** The door over contexts as they are, by the hand of an administrator; read models have always caught up. */
export interface DoorOver {
  readonly rig: Rig;
  readonly edge: Edge;
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers?: object): Promise<Called>;
  /** Answers to lines in bulk; read models wait until they are told to catch up. */
  bulk(lines: readonly string[], search?: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openDoorOver(contexts: readonly ContextDef[]): Promise<DoorOver> {
  const rig = await Rig.open(contexts);
  const credentials: Credential[] = [];
  const vault = {
    credentials: () => Promise.resolve(credentials),
    addCredential: (credential: Credential) => Promise.resolve(void credentials.push(credential)),
  };
  const accessLog = { note: () => undefined, healthy: () => true, hasRoom: () => true };
  const { registry, commands, queries, views, customers, store, feed, reader, codec, clock } = rig;
  const parts = { registry, commands, queries, views, customers, store, feed, reader, codec, clock };
  const operations = { projections: () => Promise.resolve([]) };
  const engine = { ...parts, vault, accessLog, operations, zone: { name: 'Europe/London' }, troubles: () => [] };
  const log = openLog('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
  const edge = await Edge.open(engine as unknown as Engine, { log });
  const { key } = await edge.keys.issue({ name: 'tester', role: 'admin' });
  const app = await createWebApp(edge);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    rig,
    edge,
    call: async (method, path, body, headers) => {
      const answer = await app.inject({
        method,
        url: `/${PREFIX}${path}`,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      await rig.caughtUp();
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
    },
    bulk: async (lines, search = '') => {
      const answer = await app.inject({
        method: 'POST',
        url: `/${PREFIX}/bulk${search}`,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
        payload: lines.join('\n'),
      });
      return answer.body.split('\n').filter((line) => line !== '');
    },
    close: async () => {
      await app.close();
      await rig.close();
    },
  };
}
