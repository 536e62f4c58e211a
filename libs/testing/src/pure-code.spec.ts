import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

jest.setTimeout(120_000); // types are checked too

const root = resolve(__dirname, '../../..');
const slice = 'libs/contexts/sales/src/read/orders/orders.ts';
const events = 'libs/contexts/sales/src/order.events.ts';

/** One line each: what the laws forbid. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  [slice]: [
    'export const a = Date.now();',
    'export const b = new Date();',
    'export const c = Date();',
    'export const { now } = Date;',
    'export const d = Math.random();',
    'export const { random } = Math;',
    'export const e = process.env;',
    "export const f = fetch('http://127.0.0.1');",
    'export const g = setTimeout(String, 1);',
    'export const h = crypto.randomUUID();',
    'export const i = performance.now();',
    'export const j = globalThis.Date.now();',
    "export const k = import('node:fs');",
    "console.log('here');",
    "export const l = ['a'].sort((x, y) => x.localeCompare(y));",
    "export const m = new Date('2026-01-31').getHours();",
    'export const n = (1).toLocaleString();',
  ],
  [events]: [
    'export class A { readonly number!: string; }',
    'export class B { @Rule() readonly number?: string; }',
    'export class C { @IsOptional() @Rule() readonly number!: string; }',
    'export const at = Date.now();',
  ],
};
const allowed: Readonly<Record<string, readonly string[]>> = {
  [slice]: [
    "export const a = new Date('2026-01-31').toISOString();",
    "export const b = Date.parse('2026-01-31');",
    'export const c = Math.max(1, 2);',
    "export const d = new Date('2026-01-31').getUTCDate();",
  ],
  [events]: ['export class A { @IsOptional() @Rule() readonly number?: string; @Rule() readonly at!: string; }'],
};
const needed: Readonly<Record<string, string>> = {
  [slice]: '',
  [events]:
    'const Rule = (): PropertyDecorator => () => undefined; const IsOptional = Rule; export const used = IsOptional;',
};

interface Found {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number }[];
}

/** Numbers of the lines in which a law bites, by file. */
function lint(files: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, readonly number[]>> {
  const tree = mkdtempSync(join(tmpdir(), 'pure-'));
  for (const name of ['.eslint.config.mjs', 'tsconfig.base.json', 'libs/tsconfig.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), [needed[path] ?? '', ...lines].join('\n'));
  }
  const bin = join(root, 'node_modules/eslint/bin/eslint.js');
  const args = [bin, '--config', '.eslint.config.mjs', '--format', 'json', 'libs'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  rmSync(tree, { recursive: true });
  const found = JSON.parse(stdout) as readonly Found[];
  return Object.fromEntries(
    Object.keys(files).map((path) => {
      const { messages } = found.find(({ filePath }) => filePath.endsWith(path)) as Found;
      const bitten = messages.filter(({ ruleId }) => ruleId?.startsWith('no-restricted-')).map(({ line }) => line - 1);
      return [path, [...new Set(bitten)].sort((a, b) => a - b)];
    }),
  );
}

it('no clock, no chance and no I/O gets into a context, and no payload field without its rules', () => {
  const bitten = lint(forbidden);
  for (const [path, lines] of Object.entries(forbidden))
    expect([path, lines.filter((_, index) => !bitten[path]?.includes(index + 1))]).toEqual([path, []]);
});

it('what is given, and what follows from it, may be used', () => {
  expect(lint(allowed)).toEqual({ [slice]: [], [events]: [] });
});
