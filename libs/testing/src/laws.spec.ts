import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly cycle?: readonly { readonly name: string }[];
}
interface Report {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly couldNotResolve: boolean }[];
  }[];
  readonly summary: { readonly violations: readonly Violation[] };
}

const root = resolve(__dirname, '../../..');

/** Applies this repository's laws to the given folders of `tree`. */
function cruise(tree: string, ...folders: string[]): Report {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: tree, maxBuffer: 2 ** 28, encoding: 'utf8' }),
  ) as Report;
}
const unresolved = (report: Report): string[] =>
  report.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ couldNotResolve }) => couldNotResolve)
      .map(({ module }) => `${source} imports ${module}, which is nowhere`),
  );

/** Sources are made here, not written out: Jest would take import strings in a test for its dependencies. */
const imports = (...modules: string[]): string => modules.map((module) => `import '${module}';`).join('\n');
const importsType = (module: string): string => `import type * as it from '${module}'; export type It = typeof it;`;

const drivers = ['@eventstore/db-client', 'kafkajs', 'mongodb', 'better-sqlite3'];
const packages = [...drivers, 'cephes', 'class-validator', 'class-transformer', '@nestjs/common', 'mongodb-stand-in'];

const sales = 'libs/contexts/sales/src';
const service = 'libs/contexts/service/src';

/** What the laws allow: judged together with the seeds, it must stay unmentioned. */
const allowed: Readonly<Record<string, string>> = {
  'apps/api/src/main.ts': imports('./app', '@dossier/contexts/sales'),
  'apps/api/src/app.ts': '',
  'apps/bench/src/peer.ts': imports('kafkajs'),
  'infra/servers/start.ts': imports('mongodb'),
  'libs/kernel/src/index.ts': imports('./event'),
  'libs/kernel/src/event.ts': '',
  'libs/kernel/src/event.spec.ts': imports('node:fs', './event'),
  'libs/fields/src/index.ts': imports('class-validator'),
  'libs/statistics/src/index.ts': imports('./trend'),
  'libs/statistics/src/trend.ts': imports('cephes'),
  'libs/calendar/src/index.ts': imports('@dossier/kernel'),
  'libs/foundation/src/index.ts': imports('@dossier/kernel', 'class-validator'),
  'libs/testing/src/index.ts': imports('@dossier/kernel', '@dossier/contexts/sales'),
  'libs/store/src/index.ts': imports('./store.port'),
  'libs/store/src/store.port.ts': imports('@dossier/kernel', './envelope'),
  'libs/store/src/envelope.ts': imports('mongodb-stand-in'),
  'libs/store/src/store.contract.ts': imports('./store.port', '@dossier/testing'),
  'libs/sqlite/src/index.ts': imports('better-sqlite3'),
  'libs/eventstoredb/src/index.ts': imports('@eventstore/db-client'),
  'libs/store/src/adapters/sqlite/index.ts': imports('../../store.port', './table', '@dossier/sqlite'),
  'libs/store/src/adapters/sqlite/typed.ts': importsType('better-sqlite3'),
  'libs/store/src/adapters/sqlite/table.ts': '',
  'libs/store/src/adapters/sqlite/sqlite.spec.ts': imports('.', '../../store.contract'),
  'libs/store/src/adapters/mongodb/index.ts': imports('mongodb'),
  'libs/feed/src/feed.port.ts': imports('@dossier/event-store'),
  'libs/feed/src/adapters/sqlite/sqlite.spec.ts': imports('../../../../store/src/adapters/sqlite'),
  'libs/event-store/src/index.ts': '',
  [`${sales}/contract.ts`]: imports('./order.events'),
  [`${sales}/order.events.ts`]: imports('class-validator'),
  [`${sales}/sales.module.ts`]: imports('@dossier/kernel', './write/place-order/place-order'),
  [`${sales}/write/place-order/place-order.ts`]: imports(
    '@dossier/kernel',
    '@dossier/fields',
    '@dossier/calendar',
    '@dossier/statistics',
    '@dossier/foundation',
    'class-validator',
    'class-transformer',
    '../../order.events',
  ),
  [`${sales}/write/place-order/place-order.spec.ts`]: imports('@dossier/testing', './place-order'),
  [`${service}/react/thank/thank.ts`]: imports('@dossier/contexts/sales'),
};

/** Per law the smallest files that break it. */
const seeds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kernel-imports-nothing': {
    'libs/kernel/src/reads.ts': imports('node:fs'),
    'libs/kernel/src/stores.ts': imports('@dossier/store'),
  },
  'statistics-import-special-functions-alone': {
    'libs/statistics/src/reads.ts': imports('node:fs'),
    'libs/statistics/src/dated.ts': imports('@dossier/kernel'),
  },
  'calendar-imports-the-kernel-alone': {
    'libs/calendar/src/reads.ts': imports('node:fs'),
    'libs/calendar/src/counts.ts': imports('@dossier/statistics'),
  },
  'port-knows-no-adapter': {
    'libs/store/src/leaky.port.ts': imports('./adapters/sqlite/table'),
    'libs/store/src/nest.port.ts': imports('@nestjs/common'),
  },
  'adapters-are-strangers': {
    'libs/store/src/adapters/mongodb/borrow.ts': imports('../sqlite/table'),
    'libs/feed/src/adapters/sqlite/borrow.ts': imports('../../../../store/src/adapters/sqlite/table'),
  },
  'drivers-live-in-adapters': Object.fromEntries([
    ...drivers.map((driver, i): [string, string] => [`apps/api/src/driver-${i}.ts`, imports(driver)]),
    ['libs/engine/src/typed.ts', importsType('mongodb')],
    ...['sqlite', 'eventstoredb'].map((lib): [string, string] => [
      `libs/engine/src/${lib}.ts`,
      imports(`@dossier/${lib}`),
    ]),
  ]),
  'embedded-loads-no-driver-of-servers': {
    'libs/server/src/embedded.ts': imports('../../store/src/adapters/mongodb'),
  },
  'distributed-loads-no-sqlite': {
    'libs/server/src/distributed/worker.ts': imports('../../../store/src/adapters/sqlite'),
  },
  'sqlite-driver-fits-the-node': {
    [`apps/api/src/driver-${drivers.indexOf('better-sqlite3')}.ts`]: imports('better-sqlite3'),
    'libs/store/src/adapters/sqlite/driver.ts': imports('better-sqlite3'),
  },
  'slices-are-pure': {
    [`${sales}/write/place-order/machine.ts`]: imports('node:os'),
    [`${sales}/write/place-order/nest.ts`]: imports('@nestjs/common'),
    [`${sales}/write/place-order/store.ts`]: imports('@dossier/store'),
    [`${sales}/nest.module.ts`]: imports('@nestjs/common'),
    'libs/foundation/src/machine.ts': imports('node:os'),
  },
  'foundation-knows-no-context': {
    'libs/foundation/src/policies.ts': imports('@dossier/contexts/sales'),
    'libs/engine/src/orders.ts': imports('@dossier/contexts/sales'),
    'libs/web/src/orders.ts': imports('../../contexts/sales/src/order.events'),
  },
  'slices-know-no-module': {
    [`${sales}/order.ts`]: imports('./sales.module'),
  },
  'slices-are-strangers': {
    [`${sales}/read/orders/orders.ts`]: imports('../../write/place-order/place-order'),
    [`${sales}/write/cancel-order/cancel-order.ts`]: imports('../place-order/place-order'),
  },
  'contexts-meet-in-contract': {
    [`${service}/react/thank/spy.ts`]: imports('../../../../sales/src/order.events'),
  },
  'nobody-imports-apps': {
    'libs/engine/src/upward.ts': imports('../../../apps/api/src/app'),
    'apps/cli/src/sideways.ts': imports('../../api/src/app'),
  },
  'no-test-code-in-product': {
    'libs/engine/src/tested.ts': imports('@dossier/testing'),
    'libs/engine/src/contracted.ts': imports('../../store/src/store.contract'),
    'libs/kernel/src/specced.ts': imports('./event.spec'),
  },
  'no-cycles': {
    'libs/engine/src/egg.ts': imports('./hen'),
    'libs/engine/src/hen.ts': importsType('./egg'),
  },
};

describe('in a tree seeded with violations', () => {
  const tree = mkdtempSync(join(tmpdir(), 'laws-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  let report: Report;
  beforeAll(() => {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json'])
      cpSync(join(root, name), join(tree, name));
    for (const name of packages) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'dist/index.js' }));
      write(`node_modules/${name}/dist/index.js`, '');
    }
    for (const files of [allowed, ...Object.values(seeds)])
      for (const [path, text] of Object.entries(files)) write(path, text);
    report = cruise(tree, 'apps', 'libs', 'infra');
  });
  afterAll(() => {
    rmSync(tree, { recursive: true });
  });

  it('resolves every import, for a law cannot see where an unresolved one leads', () => {
    expect(unresolved(report)).toEqual([]);
  });

  it('has a seed for every law', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>('../../../.dependency-cruiser.cjs');
    expect(forbidden.map(({ name }) => name)).toEqual(Object.keys(seeds));
  });

  it.each(Object.keys(seeds))('%s bites its seeds, and nothing that is allowed', (law) => {
    const bitten = report.summary.violations
      .filter(({ rule }) => rule.name === law)
      .flatMap(({ from, cycle }) => cycle?.map(({ name }) => name) ?? [from]);
    expect([...new Set(bitten)].sort()).toEqual(Object.keys(seeds[law] ?? {}).sort());
  });
});

describe('this repository', () => {
  const report = cruise(root, 'apps', 'libs', 'infra');
  it('keeps the laws', () => {
    expect(report.summary.violations.map(({ rule, from }) => `${from} breaks ${rule.name}`)).toEqual([]);
  });
  it('resolves every import', () => {
    expect(unresolved(report)).toEqual([]);
  });
});
