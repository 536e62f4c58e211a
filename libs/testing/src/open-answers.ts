type Json = Readonly<Record<string, unknown>>;
interface Answered {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}
export interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema: { readonly examples?: readonly string[] };
  }[];
  readonly responses: Readonly<Record<string, Answered>>;
}
/** An OpenAPI document, as far as answers are in it. */
export interface Answers {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  readonly components: Json;
}

/** Where a schema takes what it does not name. */
function openIn(schema: unknown, at = ''): readonly string[] {
  if (schema === true) return [at];
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, items, prefixItems, anyOf, oneOf, additionalProperties, $ref } = schema as Json;
  if (typeof $ref === 'string') return []; // what it leads to is looked at by itself
  if ('enum' in schema || 'const' in schema) return [];
  const branches = (anyOf ?? oneOf) as readonly unknown[] | undefined;
  if (branches) return branches.flatMap((branch, i) => openIn(branch, `${at}|${i}`));
  const types = [type].flat();
  if (type === undefined) return [at];
  return [
    ...(types.includes('object')
      ? [
          ...(additionalProperties === false ? [] : openIn(additionalProperties ?? true, `${at}/*`)),
          ...Object.entries((properties ?? {}) as Json).flatMap(([name, inner]) => openIn(inner, `${at}/${name}`)),
        ]
      : []),
    ...(types.includes('array') && prefixItems === undefined ? openIn(items ?? true, `${at}/*`) : []),
  ];
}

/** The paths that can be read of which a good answer may hold what its schema does not name, with the places where. */
export function openAnswers({ paths, components }: Answers): ReadonlyMap<string, readonly string[]> {
  const schemas = components['schemas'] as Json;
  /** Names of all components that a schema leads to. */
  const reached = (schema: unknown, known = new Set<string>()): ReadonlySet<string> => {
    for (const [, name] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      if (name !== undefined && !known.has(name)) reached(schemas[name], known.add(name));
    return known;
  };
  const openOf = ({ responses }: Operation): readonly string[] =>
    Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, { content = {} }]) => Object.values(content).map(({ schema }) => schema))
      .flatMap((schema) => [...openIn(schema), ...[...reached(schema)].flatMap((name) => openIn(schemas[name], name))]);
  const places = Object.entries(paths).map(([path, { get }]) => [path, get ? openOf(get) : []] as const);
  return new Map(places.filter(([, open]) => open.length > 0));
}
