import { lint } from './lint-tree';

jest.setTimeout(120_000); // types are checked too

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

it('no clock, no chance and no I/O gets into a context, and no payload field without its rules', () => {
  const bitten = lint(forbidden, needed);
  for (const [path, lines] of Object.entries(forbidden))
    expect([path, lines.filter((_, index) => !bitten[path]?.includes(index + 1))]).toEqual([path, []]);
});

it('what is given, and what follows from it, may be used', () => {
  expect(lint(allowed, needed)).toEqual({ [slice]: [], [events]: [] });
});
