import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Sent } from '@dossier/engine';
import type { ContextDef, Role } from '@dossier/kernel';
import type { Noted } from '@dossier/vault';
import { createWebApp, Edge, type EdgeOptions, openLog, PREFIX } from '@dossier/web';
import { orderShop, registerC1 } from './order-shop';
import { Rig } from './rig';

interface Called {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
}
/** A command that reached the engine. */
interface Run {
  readonly def: string;
  readonly command: object;
  readonly sent: Sent;
}

/** The door over a rig: all that is behind it is real. */
export interface DoorUnderTest {
  readonly rig: Rig;
  readonly edge: Edge;
  readonly app: NestFastifyApplication;
  /** A key of each role; `sales` is staff of that department. */
  readonly keys: Readonly<Record<'admin' | 'service' | 'analyst' | 'auditor' | 'sales', string>>;
  readonly logged: string[];
  readonly runs: Run[];
  /** What was handed to the access log. */
  readonly notes: Noted[];
  /** Awaited by every command before the engine gets it. */
  hold: (command: object) => Promise<void>;
  /** Asks as admin; then read models catch up. */
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers?: object): Promise<Called>;
  /** Answers to lines in bulk; read models wait until they are told to catch up. */
  bulk(lines: readonly string[], search?: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface DoorOptions extends EdgeOptions {
  /** Of a rig whose read models advance only when they are told to. Left out: the order shop, where they follow. */
  readonly contexts?: readonly ContextDef[];
  readonly zone?: string;
  /** Opened before, and left open: the door goes over it, whatever contexts it has. */
  readonly rig?: Rig;
}

export async function openDoor({ contexts, zone, rig: given, ...options }: DoorOptions = {}): Promise<DoorUnderTest> {
  const rig = given ?? (await openRig(contexts, zone));
  const logged: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const runs: Run[] = [];
  const notes: Noted[] = [];
  const { commands, accessLog } = rig;
  const engine = {
    ...rig.engine,
    commands: over(commands, {
      run: async (def, command, sent) => {
        runs.push({ def: def.name, command, sent });
        await door.hold(command);
        return commands.run(def, command, sent);
      },
    }),
    accessLog: over(accessLog, {
      note: (access) => {
        notes.push(access);
        accessLog.note(access);
      },
    }),
  };
  const edge = await Edge.open(engine, { log: openLog('info', sink), rate: 100_000, ...options });
  const keys = await keysOf(edge);
  const app = await createWebApp(edge);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const door: DoorUnderTest = {
    ...{ rig, edge, app, keys, logged, runs, notes },
    hold: () => Promise.resolve(),
    call: async (method, path, body, headers) => {
      const answer = await app.inject({
        method,
        url: `/${PREFIX}${path}`,
        headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      await rig.caughtUp();
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
    },
    bulk: async (lines, search = '') => {
      const answer = await app.inject({
        method: 'POST',
        url: `/${PREFIX}/bulk${search}`,
        headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/x-ndjson' },
        payload: lines.join('\n'),
      });
      return answer.body.split('\n').filter((line) => line !== '');
    },
    close: async () => {
      await app.close();
      if (given === undefined) await rig.close();
    },
  };
  return door;
}

/** The order shop, with a guest who is known and read models that follow; or the contexts, where nothing has happened. */
export async function openRig(contexts?: readonly ContextDef[], zone?: string): Promise<Rig> {
  const rig = await Rig.open(contexts ?? [orderShop], zone === undefined ? {} : { zone });
  if (contexts) return rig;
  await registerC1(rig);
  rig.follow();
  return rig;
}

async function keysOf({ keys }: Edge): Promise<DoorUnderTest['keys']> {
  const issue = async (role: Role, departments: readonly string[] = []): Promise<string> =>
    (await keys.issue({ name: role, role, departments })).key;
  const [admin, service, analyst, auditor, sales] = await Promise.all([
    issue('admin'),
    issue('service'),
    issue('analyst'),
    issue('auditor'),
    issue('staff', ['sales']),
  ]);
  return { admin, service, analyst, auditor, sales };
}

/** A real part, some of whose methods do more. */
const over = <T extends object>(real: T, more: Partial<T>): T => Object.assign(Object.create(real) as T, more);
