import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stored } from '@dossier/event-store';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { exceptionKinds } from '../../../libs/contexts/sales/src/terms';
import { CAST } from '@dossier/server/demo';
import { demoFolder } from './demo';
import { ofThisFile } from '../../../libs/testing/src/of-this-file';

const root = resolve(__dirname, '../../..');
const room = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(room, { recursive: true }));

interface Started {
  readonly process: ChildProcess;
  /** The first line that it says of this form, on either stream. */
  readonly says: (form: RegExp) => Promise<string>;
  readonly ended: Promise<number | null>;
}
function node(args: readonly string[], data: string): Started {
  const child = spawn(process.execPath, ['--require', join(root, '.swc-register.cjs'), ...args], {
    cwd: root,
    env: { ...process.env, DOSSIER_DATA: data, DOSSIER_LANG: 'en', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ofThisFile(child);
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      waiting.splice(0).forEach((wake) => wake());
    });
  const ended = once(child, 'close').then(([code]) => {
    lines.push('(ended)');
    waiting.splice(0).forEach((wake) => wake());
    return code as number | null;
  });
  const says = async (form: RegExp): Promise<string> => {
    for (let seen = 0; ;) {
      const found = lines.slice(seen).find((line) => form.test(line));
      if (found !== undefined) return found;
      if (lines.includes('(ended)')) throw new Error(lines.join('\n'));
      seen = lines.length;
      await new Promise<void>((wake) => waiting.push(wake));
    }
  };
  return { process: child, says, ended };
}
const start = (data: string): Started => node([join(root, 'apps/api/src/main.ts'), '--demo'], data);
const TOOL = `require(process.argv[1]).run(process.argv.slice(2), '').then((code) => { process.exitCode = code; })`;
const tool = (data: string, ...typed: readonly string[]): Promise<number | null> =>
  node(['-e', TOOL, join(root, 'apps/cli/src/main'), ...typed, '--data', data], data).ended;

/** A command as a shell takes it from the page: no word of them has a space. */
const plain = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/&#0?39;|&#x27;/g, '');
/** Types one after the other in one process, until one of them fails. */
const EACH = `(async ([main, data, ...all]) => {
  for (const typed of all) process.exitCode ||= await require(main).run([...typed.split(' '), '--data', data], '');
})(process.argv.slice(1))`;
const eachOf = (data: string, commands: readonly string[]): Promise<number | null> =>
  node(['-e', EACH, join(root, 'apps/cli/src/main'), data, ...commands], data).ended;

async function stopped({ process: child, ended }: Started): Promise<number | null> {
  child.kill('SIGTERM');
  return ended;
}

const HEADINGS = { zh: '集团在涨，工厂在丢', en: 'The group grows, its plants are being lost' };
interface Tried {
  readonly moved: number;
  readonly withoutCost: number;
  readonly costs: readonly { readonly change: { readonly amount: string } }[];
  readonly rows: readonly {
    readonly customer: string;
    readonly measures: readonly { readonly value: string | null }[];
  }[];
}
interface Listed {
  readonly items: readonly unknown[];
}

/** What is recorded: of each stream, in its order. One round of assignments, or two, answers what is asked at one moment. */
async function recordedIn(folder: string): Promise<readonly string[]> {
  const log = new SqliteLogReader(folder);
  const all: Stored[] = [];
  for (let after = 0, head = await log.head(); after < head;) {
    const { events, upTo } = await log.read(after, 8_000);
    all.push(...events);
    after = upTo;
  }
  await log.close();
  return all
    .filter(({ stream }) => stream !== 'service-desk-all')
    .map(({ stream, revision, type, occurredAt, recordedAt }) =>
      JSON.stringify([stream, revision, type, occurredAt, recordedAt]),
    ) // prettier-ignore
    .sort();
}

it('is loaded into a folder of its own, whatever cuts it off, once, and the first page leads into its stories', async () => {
  const data = join(room, 'data');
  const cut = start(data);
  await cut.says(/recorded: [1-9]\d{3,} of/);
  expect(await stopped(cut)).toBe(1);
  const again = start(data);
  const url = (await again.says(/listening at/)).match(/http:\S+/)?.[0] ?? '';
  for (const [language, heading] of Object.entries(HEADINGS)) {
    const page = await (await fetch(`${url}/?lang=${language}`)).text();
    expect(page).toContain(heading);
    const links = [...page.matchAll(/href="(\/api\/[^"]+)/g)].map(([, path]) => path?.replaceAll('&amp;', '&') ?? '');
    expect(links.length).toBeGreaterThanOrEqual(12);
    const followed = await Promise.all(links.map(async (path) => [path, (await fetch(url + path)).status]));
    expect(followed.filter(([, status]) => status !== 200)).toEqual([]);
    const commands = [...page.matchAll(/<li>.*?<\/li>/g)].flatMap(([item]) => plain(/npx dossier ([^<]+?)(?: --data [^<]*)?</.exec(item)?.[1] ?? '') || []); // prettier-ignore
    expect(commands).toHaveLength(links.length - 2); // a form for paper, and a preview that the API alone has
    expect(await eachOf(demoFolder(data), language === 'zh' ? commands : commands.slice(0, 1))).toBe(0);
    const tried = await Promise.all(links.filter((path) => path.includes('what-if')).map(async (path) => (await (await fetch(url + path)).json()) as Tried)); // prettier-ignore
    expect(tried).toHaveLength(2);
    for (const { moved, costs } of tried) {
      expect(moved).toBeGreaterThanOrEqual(5);
      expect(Number(costs[0]?.change.amount)).toBeLessThan(0);
    }
    const [byProfit] = tried;
    expect(byProfit?.withoutCost).toBeGreaterThan(0);
    const buyer = byProfit?.rows.find(({ customer }) => customer.endsWith(CAST.unprofitable));
    expect(buyer).toMatchObject({ from: 'value-high', to: 'value-low', byHand: true });
    expect(Number(buyer?.measures[0]?.value)).toBeLessThan(0);
    const before = links.find((path) => path.includes('timeline?knownAt='));
    const [then, now] = await Promise.all([before, before?.replace(/\?.*/, '')].map(async (path) => (await fetch(`${url}${path}`)).text())); // prettier-ignore
    expect([then, now].map((events) => /"sales\.ShipDate\w+"/g.exec(events ?? '')?.[0])).toEqual(['"sales.ShipDateMissed"', '"sales.ShipDateKept"']); // prettier-ignore
    const [suzhou, mill] = await Promise.all(links.filter((path) => /(suzhou|mill)\/warnings/.test(path)).map(async (path) => (await fetch(url + path)).json())); // prettier-ignore
    expect((suzhou as Listed).items.length).toBeGreaterThan(0);
    expect((mill as Listed).items).toEqual([]);
  }
  const { rows } = (await (await fetch(`${url}/api/v1/reports/exceptions`)).json()) as { rows: readonly { readonly kind: string }[] }; // prettier-ignore
  const kinds = rows.map(({ kind }) => kind);
  // of that one a process must have ended between two steps
  const wanted = exceptionKinds.codes.filter((kind) => kind !== 'note-missing');
  expect(wanted.filter((kind) => kinds.filter((each) => each === kind).length < 2)).toEqual([]);
  expect(await stopped(again)).toBe(0);
  const told = await recordedIn(demoFolder(data));
  expect(told.length).toBeGreaterThanOrEqual(20_000);
  expect(await tool(join(room, 'whole'), 'generate', '--demo')).toBe(0);
  expect(await recordedIn(join(room, 'whole'))).toEqual(told);
  const third = start(data);
  await third.says(/listening at/);
  expect(await stopped(third)).toBe(0);
  expect(await recordedIn(demoFolder(data))).toEqual(told);
});

it('is not loaded into a folder with other data, which stays as it is', async () => {
  const data = join(room, 'other');
  expect(await tool(demoFolder(data), 'generate', '--events', '20')).toBe(0);
  const before = await recordedIn(demoFolder(data));
  const refused = start(data);
  await refused.says(/there are other data in that folder/);
  expect(await refused.ended).toBe(1);
  expect(await recordedIn(demoFolder(data))).toEqual(before);
});
