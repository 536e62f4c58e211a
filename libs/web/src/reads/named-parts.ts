import { type AnyShape, enumerated, type Parts } from '@dossier/kernel';
import { UNREADABLE } from '@dossier/engine';
import type { Schema } from '@dossier/rules';
import { parameterFault, type Parameters } from './parameters';

/** Names that `fields=` takes: the parts of a view, and those of a group as `group.part`. */
export const partNames = (parts: Parts = {}): readonly string[] =>
  Object.entries(parts).flatMap(([name, part]) => [
    name,
    ...partNames(groupIn(part)).map((inner) => `${name}.${inner}`),
  ]);
const groupIn = (part: Parts[string] | undefined): Parts | undefined =>
  part?.kind === 'group' ? part.parts : undefined;

/** Parts by their names; `all`: with everything in it. */
export type NamedParts = ReadonlyMap<string, NamedParts | 'all'>;

/** The parts wanted of each item, beside its key; undefined: all. @throws Problem that names what there is */
export function partsNamed(shape: AnyShape | undefined, parameters: Parameters): NamedParts | undefined {
  const names = parameters.one('fields')?.split(',');
  if (names === undefined) return undefined;
  const known = ['key', ...partNames(shape?.parts)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return byFirst(names.map((name) => name.split('.')));
  const list = enumerated(known);
  // of a view of many groups a part is often named without its group
  const meant = enumerated(known.filter((name) => name.endsWith(`.${unknown}`)));
  const told = unknown.slice(0, 100);
  throw parameterFault(
    'fields',
    'unknown-field',
    `未知字段 ${told}${meant.zh === '' ? '' : `，可能是 ${meant.zh}`}；可用：${list.zh}。`,
    `has no field ${told}${meant.en === '' ? '' : `, perhaps ${meant.en}`}; known fields: ${list.en}.`,
  );
}
function byFirst(paths: readonly (readonly string[])[]): NamedParts {
  const rests = new Map<string, (readonly string[])[]>();
  for (const [first = '', ...rest] of paths) rests.set(first, [...(rests.get(first) ?? []), rest]);
  return new Map(
    [...rests].map(([first, all]) => [first, all.some((rest) => rest.length === 0) ? 'all' : byFirst(all)]),
  );
}

/** A view, or a group in it, with only these parts, in the order named. */
export function onlyNamed<V>(view: V, named: NamedParts): V {
  if (typeof view !== 'object' || view === null || (view as object) === UNREADABLE) return view;
  const entries = [...named].flatMap(([name, inner]) => {
    if (!Object.hasOwn(view, name)) return [];
    const value: unknown = Reflect.get(view, name);
    return [[name, inner === 'all' ? value : onlyNamed(value, inner)] as const];
  });
  return Object.fromEntries(entries) as V;
}

/** The schema of a view of which any part may be left out. */
export function partly(schema: Schema, parts: Parts = {}): Schema {
  const { anyOf, properties } = schema as {
    readonly anyOf?: readonly Schema[];
    readonly properties?: Readonly<Record<string, Schema>>;
  };
  if (anyOf) return { ...schema, anyOf: anyOf.map((branch) => partly(branch, parts)) };
  if (!properties) return schema;
  const inner = ([name, of]: [string, Schema]): readonly [string, Schema] => {
    const group = groupIn(parts[name]);
    return [name, group ? partly(of, group) : of];
  };
  return { ...schema, required: [], properties: Object.fromEntries(Object.entries(properties).map(inner)) };
}
