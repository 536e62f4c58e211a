import { lint } from './lint-tree';

const slice = 'libs/contexts/sales/src/read/orders/orders.ts';
const events = 'libs/contexts/sales/src/order.events.ts';
const anywhere = 'libs/engine/src/engine.ts';
const statistics = 'libs/statistics/src/trend.ts';
const calendar = 'libs/calendar/src/china.ts';

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
    'export const s = global;',
    "export const t = require('node:fs') as unknown;",
    "export const u = new WebSocket('ws://127.0.0.1');",
    'setInterval(String, 1);',
    'setImmediate(String);',
    'queueMicrotask(String);',
    "export const k = import('node:fs');",
    "console.log('here');",
    "export const l = ['a'].sort((x, y) => x.localeCompare(y));",
    "export const m = new Date('2026-01-31').getHours();",
    'export const n = (1).toLocaleString();',
    'export enum Stage { open }',
  ],
  [events]: [
    'export class A { readonly number!: string; }',
    'export class B { @Rule() readonly number?: string; }',
    'export class C { @IsOptional() @Rule() readonly number!: string; }',
    'export const at = Date.now();',
    'export enum Kind { person }',
  ],
  [anywhere]: ['export enum State { open }'],
  [statistics]: ['export const v = Math.random();'],
  [calendar]: ['export const w = new Date().getDay();'],
};
const allowed: Readonly<Record<string, readonly string[]>> = {
  [slice]: [
    "export const o = new Date('2026-01-31').toISOString();",
    "export const p = Date.parse('2026-01-31');",
    'export const q = Math.max(1, 2);',
    "export const r = new Date('2026-01-31').getUTCDate();",
  ],
  [events]: ['export class D { @IsOptional() @Rule() readonly number?: string; @Rule() readonly at!: string; }'],
};
const needed: Readonly<Record<string, string>> = {
  [slice]: '',
  [events]:
    'const Rule = (): PropertyDecorator => () => undefined; const IsOptional = Rule; export const used = IsOptional;',
};

/** Which lines are found, of those that are forbidden and of those that are not. */
let found: readonly (readonly [line: string, isFound: boolean])[];
beforeAll(() => {
  const all = Object.fromEntries(
    Object.keys(forbidden).map((path) => [path, [...(forbidden[path] ?? []), ...(allowed[path] ?? [])]]),
  );
  found = Object.entries(lint(all, needed)).flatMap(([path, numbers]) =>
    (all[path] ?? []).map((line, index) => [line, numbers.includes(index + 1)] as const),
  );
});
const linesOf = (of: Readonly<Record<string, readonly string[]>>): readonly string[] => Object.values(of).flat();

it('no clock, no chance and no I/O gets into a context, no payload field without its rules, and no enum anywhere', () => {
  expect(found.filter(([, isFound]) => isFound).map(([line]) => line)).toEqual(linesOf(forbidden));
});

it('what is given, and what follows from it, may be used', () => {
  expect(found.filter(([, isFound]) => !isFound).map(([line]) => line)).toEqual(linesOf(allowed));
});
