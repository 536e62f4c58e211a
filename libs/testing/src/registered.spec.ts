import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyEventDef, type AnySlice, type ContextDef, defineContext, type RefusalKinds } from '@dossier/kernel';
import { allContexts, folderOf } from './context-folders';

/** What the files of a context declare, by file and name of the export. */
type Declared = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function declaredIn(folder: string): Declared {
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

/** What is declared and takes no part in anything, in words. */
function forgotten({ name, slices, events }: ContextDef, declared: Declared, others = allContexts): readonly string[] {
  const told = new Set(others.flatMap(({ refusals }) => refusals.map(([code]) => code)));
  const faults = [...declared].flatMap(([file, exports]) =>
    Object.entries(exports).flatMap(([label, value]) => {
      if (isSlice(value) && !slices.includes(value)) return [`${file}: list ${label} in ${name}.module.ts`];
      if (isEvent(value) && !events.includes(value))
        return [`${file}: no command of ${name} is on a state with ${label}`];
      if (!isRefusals(value)) return [];
      return Object.keys(value.kinds)
        .filter((code) => !told.has(code))
        .map((code) => `${file}: no slice says that it refuses with ${code}`);
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

const contexts = allContexts.map((context) => ({
  name: context.name,
  context,
  declared: declaredIn(folderOf(context.name)),
}));

it.each(contexts)('nothing that $name declares is forgotten', ({ context, declared }) => {
  expect(forgotten(context, declared)).toEqual([]);
});

it('every slice that is left out of the module is found, whatever it is', () => {
  for (const { context, declared } of contexts)
    for (const slice of context.slices) {
      const without = defineContext({ ...context, slices: context.slices.filter((each) => each !== slice) });
      expect(forgotten(without, declared)).toContainEqual(expect.stringMatching(/: list \w+ in \w+\.module\.ts$/));
    }
});

it('events that nothing writes, refusals that no slice tells of and folders without a slice are found', () => {
  for (const { context, declared } of contexts.filter(({ context: { events } }) => events.length > 0)) {
    const faults = forgotten(defineContext({ ...context, slices: [] }), declared, []).join('\n');
    expect(faults).toContain('is on a state with');
    expect(faults).toContain('no slice says that it refuses with');
  }
  const [{ context }] = contexts as [(typeof contexts)[0]];
  expect(forgotten(context, new Map([['write/lost/words.ts', { words: 'none' }]]))).toEqual([
    'write/lost: no slice is in it',
  ]);
});
