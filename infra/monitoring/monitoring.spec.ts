import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { Registry as Prometheus } from 'prom-client';
import { parse } from 'yaml';
import { createApp, openPlatform } from '@dossier/server';
import { Edge, openLog } from '@dossier/web';
import { register } from '@dossier/web/edge/register';
import { PROBLEMS } from '@dossier/web/edge/problems';
import { serverFigures } from '../../libs/server/src/distributed/deployment';
import { relayFigures } from '../../libs/server/src/distributed/relay';
import { serveStatus } from '../../libs/server/src/distributed/status-server';
import { workerFigures } from '../../libs/server/src/distributed/worker';

const read = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
const guide = read('../../docs/operations.md');

/** Names of figures with their labels. */
type Exported = Map<string, Set<string>>;

/** What a door tells in the text format of Prometheus: names without a value are left out, for nobody sees their labels. */
function exportedIn(text: string, into: Exported = new Map()): Exported {
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z0-9_]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = into.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g)) known.add(label);
    into.set(name, known);
  }
  return into;
}

/** A program with a data folder, as it is served, after a command, a refusal and a check. */
async function embedded(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'dossier-figures-'));
  const engine = await openPlatform({ data, zone: 'UTC' });
  const app = await createApp(engine, { log: openLog('silent') });
  try {
    await app.init();
    const { key } = await app.get(Edge).keys.issue({ name: 'me', role: 'admin', departments: [] });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const post = async (path: string, payload: object): Promise<number> =>
      (await app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload })).statusCode;
    const customer = { customerId: 'acme', kind: 'organisation', name: 'Acme', department: 'sales' };
    expect(await post('/customers', customer)).toBe(201);
    expect(await post('/customers', { ...customer, name: 'Other' })).toBe(409);
    expect(await post('/verify', {})).toBe(200);
    const { body } = await app.inject({ url: '/metrics' });
    return body;
  } finally {
    await app.close();
    await engine.close();
    rmSync(data, { recursive: true });
  }
}

const projections = () => Promise.resolve([{ name: 'orders', position: 7, parked: 0 } as never]);
const deployment = { pulse: { well: () => ({ log: true, views: true, vault: true }) }, store: { unknownAppends: 0 } };
const feed = { head: () => Promise.resolve(7) };

async function told(figures: Parameters<typeof serveStatus>[0]['figures']): Promise<string> {
  const status = await serveStatus({
    ...{ host: '127.0.0.1', port: 0, version: '1', language: 'en', troubles: () => [], figures },
  });
  try {
    return await (await fetch(`${status.url}/metrics`)).text();
  } finally {
    await status.close();
  }
}

const worker = (): Promise<string> =>
  told(
    workerFigures({
      ...deployment,
      feed,
      operations: { projections, refusedReactions: [] },
      lanes: { count: 16, isCutOff: false, lanes: () => [3], lag: () => Promise.resolve(new Map([[3, 5]])) },
    }),
  );
const relay = (): Promise<string> =>
  told(relayFigures({ log: feed, relay: { upTo: 7 }, pulse: deployment.pulse, isFailing: () => false }));
async function apiOnServers(): Promise<string> {
  const prometheus = new Prometheus();
  register(serverFigures(deployment), prometheus);
  return prometheus.metrics();
}

/** Of each expression: what it is of, and its text. */
type Expression = readonly [where: string, text: string];
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}
interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
const { groups } = parse(read('alerts.yaml')) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('dashboard.json')) as { readonly panels: readonly Panel[] };
const expressions: readonly Expression[] = [
  ...rules.map(({ alert, expr }): Expression => [alert, expr]),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): Expression => [title, expr.replaceAll('$__rate_interval', '5m')]),
  ),
];

/** What Prometheus adds to all that it reads. */
const ADDED = ['job', 'instance'];
/** What it tells of a program by itself. */
const OWN = new Map([['up', new Set<string>()]]);

type Node = ReturnType<typeof parser.parse>['topNode'];
interface Used {
  /** What does not read as PromQL. */
  readonly faults: string[];
  /** Figures, with the labels that are asked of each: to choose by, or to put together by. */
  readonly figures: Exported;
  /** Labels that something is put together by. */
  readonly groupings: Set<string>;
}

function usedIn(text: string): Used {
  const used: Used = { faults: [], figures: new Map(), groupings: new Set() };
  const words = ({ from, to }: Node): string => text.slice(from, to);
  const childrenOf = (node: Node): readonly Node[] => {
    const children: Node[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
    return children;
  };
  const labelsIn = (node: Node): readonly string[] =>
    node.name === 'LabelName' ? [words(node)] : childrenOf(node).flatMap(labelsIn);
  const visit = (node: Node, asked: readonly string[]): void => {
    if (node.type.isError) used.faults.push(`${text.slice(0, node.from)}⚠${text.slice(node.from)}`);
    const children = childrenOf(node);
    if (node.name === 'VectorSelector') {
      const name = words(node.getChild('Identifier') ?? node);
      const matched = node.getChildren('LabelMatchers').flatMap(labelsIn);
      used.figures.set(name, new Set([...(used.figures.get(name) ?? []), ...asked, ...matched]));
    }
    const grouped = children.filter(({ name }) => /Modifier/.test(name)).flatMap(labelsIn);
    for (const label of grouped) used.groupings.add(label);
    for (const child of children) visit(child, [...asked, ...grouped]);
  };
  visit(parser.parse(text).topNode, []);
  return used;
}

/** Labels that the text beside an expression names. */
const namedIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)[^}]*\}\}/g)].map(([, label = '']) => label);

let exported: Exported;
beforeAll(async () => {
  exported = new Map(OWN);
  for (const text of [await embedded(), await worker(), await relay(), await apiOnServers()])
    exportedIn(text, exported);
});

/** What an expression uses that nobody tells. */
function missing({ figures }: Used): readonly string[] {
  return [...figures].flatMap(([name, labels]) => {
    const known = exported.get(name);
    if (!known) return [name];
    return [...labels]
      .filter((label) => !known.has(label) && !ADDED.includes(label))
      .map((label) => `${name}{${label}}`);
  });
}

it.each(expressions)('%s asks what the programs tell, in PromQL', (_, text) => {
  const used = usedIn(text);
  expect(used.faults).toEqual([]);
  expect(used.figures.size).toBeGreaterThan(0);
  expect(missing(used)).toEqual([]);
});

it('finds what nobody tells, and what is no PromQL', () => {
  expect(
    missing(usedIn('sum by (store) (rate(dossier_lane_lag_events{lane="*", shop="a"}[5m])) / dossier_none')),
  ).toEqual(['dossier_lane_lag_events{store}', 'dossier_lane_lag_events{shop}', 'dossier_none']);
  for (const text of ['sum(up', 'up up', 'rate(up[5m]', 'sum by lane (up)'])
    expect(usedIn(text).faults).not.toEqual([]);
});

it('shows no label that an expression does not keep', () => {
  const shown = [
    ...rules.map(({ expr, annotations }) => ({ expr, texts: Object.values(annotations) })),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr, legendFormat }) => ({ expr, texts: [legendFormat] }))),
  ];
  for (const { expr, texts } of shown) {
    const { figures, groupings } = usedIn(expr.replaceAll('$__rate_interval', '5m'));
    const isWhole = !/\b(sum|min|max|count|topk|scalar)\b/.test(expr);
    const kept = isWhole
      ? [...ADDED, ...[...figures.keys()].flatMap((name) => [...(exported.get(name) ?? [])])]
      : [...groupings];
    for (const label of texts.flatMap(namedIn).filter((name) => name !== 'value')) expect(kept).toContain(label);
  }
});

it('names no code of a problem that there is not', () => {
  const codes = expressions.flatMap(([, text]) =>
    [...text.matchAll(/code=~?"([^"]*)"/g)].flatMap(([, all = '']) => all.split('|')),
  );
  expect(codes.length).toBeGreaterThan(4);
  for (const code of codes) expect(Object.keys(PROBLEMS)).toContain(code);
});

it('tells each alert once, in both languages, and how much it hurries', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { annotations, labels } of rules) {
    expect(annotations['summary']).toMatch(/[a-z]/);
    expect(annotations['summary_zh']).toMatch(/\p{Script=Han}/u);
    expect(['page', 'ticket']).toContain(labels.severity);
  }
  for (const { title } of panels) expect(title).toMatch(/^[ -~]+ · .*\p{Script=Han}/u);
});

it('has all figures of the product in the guide for operators, and none that is not', () => {
  const told = [...exported.keys()]
    .map((name) => name.replace(/_(bucket|sum|count)$/, ''))
    .filter((name) => name.startsWith('dossier_'));
  for (const name of told) expect(guide).toContain(`\`${name}`);
  for (const [, name = ''] of guide.matchAll(/`(dossier_[a-z_]+)/g)) expect(told).toContain(name);
});

it('says in the guide for operators what to do at each alert', () => {
  const named = new Set([...guide.matchAll(/`(Dossier[A-Za-z]+)`/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual(rules.map(({ alert }) => alert).sort());
});

it('has an example for Prometheus that reads the rules and all programs', () => {
  const { rule_files, scrape_configs } = parse(read('prometheus.yaml')) as {
    readonly rule_files: readonly string[];
    readonly scrape_configs: readonly {
      readonly job_name: string;
      readonly dns_sd_configs: readonly { readonly names: readonly string[] }[];
    }[];
  };
  expect(rule_files.map(read)).toHaveLength(1);
  const { services } = parse(read('../../docker-compose.yml')) as {
    readonly services: Readonly<Record<string, unknown>>;
  };
  for (const { job_name, dns_sd_configs } of scrape_configs) {
    const [name = ''] = dns_sd_configs[0]?.names ?? [];
    expect(job_name).toBe(`dossier-${name}`);
    expect(Object.keys(services)).toContain(name);
  }
  expect(scrape_configs).toHaveLength(3);
});
