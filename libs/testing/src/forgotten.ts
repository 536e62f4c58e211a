import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyEventDef, type AnySlice, type ContextDef, isNamedBy, type RefusalKinds } from '@dossier/kernel';
import { allContexts } from './context-folders';

/** What the files of a context declare, by file and name of the export. */
export type Declared = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** @param folder of the context */
export function declaredIn(folder: string): Declared {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/(^|\/)contract\.ts$|[.-](spec|module)\.ts$/.test(file),
  );
  return new Map(files.map((file) => [file, jest.requireActual<Record<string, unknown>>(join(folder, file))]));
}

const KINDS: readonly unknown[] = [
  'command',
  'projection',
  'section',
  'reactor',
  'query',
  'policy',
  'links',
] satisfies AnySlice['kind'][];
const isSlice = (value: unknown): value is AnySlice => KINDS.includes((value as { kind?: unknown } | null)?.kind);
const isEvent = (value: unknown): value is AnyEventDef => typeof value === 'function' && 'upcast' in value;
const isRefusals = (value: unknown): value is { readonly kinds: RefusalKinds } =>
  typeof value === 'function' && 'kinds' in value;

/** What is declared and takes no part in anything, or under the name of another context, in words. */
export function forgotten(context: ContextDef, declared: Declared, others = allContexts): readonly string[] {
  const { name, slices, events } = context;
  const told = new Set(others.flatMap(({ refusals }) => refusals.map(([code]) => code)));
  const faults = [...declared].flatMap(([file, exports]) =>
    Object.entries(exports).flatMap(([label, value]) => {
      if (isSlice(value) && !slices.includes(value)) return [`${file}: list ${label} in ${name}.module.ts`];
      if (isEvent(value) && !events.includes(value))
        return [`${file}: no command of ${name} is on a state with ${label}`];
      if (!isRefusals(value)) return [];
      const codes = Object.keys(value.kinds);
      return [
        ...codes.filter((code) => !told.has(code)).map((code) => `${file}: no slice says that it refuses with ${code}`),
        ...codes
          .filter((code) => !isNamedBy(context, code))
          .map((code) => `${file}: ${code} bears the name of another context than ${name}`),
      ];
    }),
  );
  const folders = new Set(
    [...declared.keys()].flatMap((file) => /^(?:.*\/)?(?:write|read|react)\/[^/]+(?=\/)/.exec(file) ?? []),
  );
  const empty = [...folders].filter(
    (folder) =>
      ![...declared].some(([file, exports]) => file.startsWith(`${folder}/`) && Object.values(exports).some(isSlice)),
  );
  return [...faults, ...empty.map((folder) => `${folder}: no slice is in it`)];
}
