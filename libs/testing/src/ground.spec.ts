import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly resolved?: string;
        readonly optional?: true;
        readonly engines?: { node?: string };
      }
    >
  >;
}

const root = resolve(__dirname, '../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as Lock;
const { minVersion, satisfies } = jest.requireActual<{
  minVersion: (range: string) => { readonly version: string };
  satisfies: (version: string, range: string) => boolean;
}>('semver');

it('keeps the top level as it is fixed', () => {
  const fixed = ['LICENSE', 'README.md', 'apps', 'docs', 'infra', 'libs', 'nest-cli.json', 'package-lock.json', 'package.json', 'tsconfig.base.json']; // prettier-ignore
  const later = ['docker-compose.yml'];
  const made = ['node_modules', 'dist', 'data', 'data-demo', 'coverage', 'reports']; // ignored by git; the demo too
  const found = readdirSync(root).filter((name) => !name.startsWith('.') && !made.includes(name));
  expect(found.filter((name) => !later.includes(name)).sort()).toEqual(fixed);
});

it('takes no package that refuses the oldest Node it promises to run on', () => {
  const oldest = minVersion(manifest.engines.node).version;
  const refusing = Object.entries(lock.packages)
    .filter(([, { optional }]) => optional !== true) // npm leaves those out where they do not fit
    .filter(([, { engines }]) => engines?.node !== undefined && !satisfies(oldest, engines.node))
    .map(([path, { version, engines }]) => ({ path, says: `${version ?? '?'} wants Node ${engines?.node ?? '?'}` }));
  expect(refusing).toEqual([]);
});

it('names every package by its exact version', () => {
  const versions = Object.entries({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  });
  expect(versions.filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it('depends on what it imports, and keeps for its product what the product imports', () => {
  /** Needed by others, not imported by name. */
  const unnamed: Readonly<Record<string, string>> = {
    '@nestjs/cli': 'nest generate, by nest-cli.json',
    '@redocly/cli': 'started by openapi.int-spec',
    '@stryker-mutator/core': 'npm run mutate',
    '@stryker-mutator/jest-runner': 'loaded by Stryker',
    '@swc/jest': 'named in the configuration of Jest',
    '@types/better-sqlite3': 'types',
    '@types/jest': 'types',
    '@types/node': 'types',
    '@fastify/static': 'loaded by @nestjs/swagger, for its pages',
    'dependency-cruiser': 'npm run lint',
    jest: 'npm test',
    'openapi-typescript': 'started by openapi.int-spec',
    prettier: 'npm run lint',
    rxjs: 'a peer of @nestjs/core',
    'swagger-ui-dist': 'read from its folder: the files of the page of the documentation',
  };
  const sources = ['apps', 'libs', 'infra']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .concat(readdirSync(root).filter((name) => name.startsWith('.')))
    .filter((name) => /\.([cm]?js|ts)$/.test(name) && !name.includes('node_modules') && !name.includes('/dist/'));
  const isTest = (name: string): boolean => /\.(spec|data-spec|int-spec|server-spec|contract)\.ts$/.test(name);
  const imports = (names: readonly string[]): ReadonlySet<string> =>
    new Set(
      names.flatMap((name) =>
        [...read(name).matchAll(/(?:from|import|require\w*\(|[>]\(|import\()\s*['"]([^'".][^'"]*)['"]/g)].map(
          ([, found = '']) => /^(@[^/]+\/)?[^/]+/.exec(found)?.[0] ?? '',
        ),
      ),
    );
  const everywhere = imports(sources);
  const product = imports(sources.filter((name) => !isTest(name)));
  const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(named.filter((name) => !everywhere.has(name) && !(name in unnamed))).toEqual([]);
  const forTests = Object.keys(manifest.dependencies).filter((name) => !product.has(name) && !(name in unnamed));
  expect(forTests).toEqual([]);
  expect(Object.keys(unnamed).filter((name) => everywhere.has(name) || !named.includes(name))).toEqual([]);
});

it('locks packages by content, not by the host they came from', () => {
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

it('commits its launcher executable, or npx would change the tree', () => {
  for (const launcher of Object.values(manifest.bin)) expect(statSync(join(root, launcher)).mode & 0o100).toBe(0o100);
});

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

it('links in its pages to what is there', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page} → ${link}`),
  );
  expect(broken).toEqual([]);
});

it('names in its pages folders, files and specifications that are there', () => {
  const sources = ['apps', 'libs', 'infra'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }),
  );
  const specs = new Set(sources.filter((name) => /spec\.ts$/.test(name)).map((name) => basename(name, '.ts')));
  const broken = pages.flatMap((page) => {
    // `libs/contexts/<context>/src/read`: as far as it is a path
    const paths = [...read(page).matchAll(/`((?:apps|libs|infra)\/[^`<{*\s]*)/g)].map(([, path = '']) => path);
    const named = [...read(page).matchAll(/[\w.-]+\.(?:[a-z]+-)?spec\b/g)].map(([name]) => name);
    return [
      ...paths.filter((path) => !existsSync(join(root, path))),
      ...named.filter((name) => !name.startsWith('.') && !specs.has(name)),
    ].map((name) => `${page} → ${name}`);
  });
  expect(broken).toEqual([]);
});

it('says in the architecture what each library is for', () => {
  const libraries = readdirSync(join(root, 'libs'), { withFileTypes: true }).filter((each) => each.isDirectory());
  const table = read('docs/architecture.md');
  expect(libraries.map(({ name }) => `\`libs/${name}`).filter((name) => !table.includes(name))).toEqual([]);
});
