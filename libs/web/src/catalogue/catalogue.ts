import {
  type AnyCommandDef,
  type AnyEventDef,
  type AnyPolicyDef,
  type AnyProjectionDef,
  type AnyQueryDef,
  type AnySectionDef,
  type AnyShape,
  type Class,
  departments,
  describeShape,
  type Figure,
  type RefusalKind,
  type Role,
  roles,
  statusOf,
  type Terms,
  termsOf,
  type Text,
} from '@dossier/kernel';
import type { Answered, Registry } from '@dossier/engine';
import { inlineSchema, published, type Schema, labelOf } from '@dossier/rules';
import { listed, OPERATORS } from '../reads/listing';
import { titleOf } from '../reads/read.docs';
import { isReport, reportName } from '../reads/report-name';

/** Everything that contexts declare, with words: for programs that know no context. */
export interface Catalogue {
  readonly contexts: readonly Entry[];
  /** All enumerations used in the catalogue, by name. */
  readonly terms: readonly Enumeration[];
}
type Entry = Readonly<Record<string, unknown>>;
interface Enumeration {
  readonly name: string;
  readonly title: Text;
  readonly codes: readonly (Text & { readonly code: string })[];
}

/** The catalogue of a role: what it may do and read, and the enumerations used there. */
export function catalogueFor(role: Role, registry: Registry): Catalogue {
  const named = new Map<string, Terms>([roles, departments].map((terms) => [terms.name, terms]));
  const may = ({ by }: { readonly by: readonly Role[] }): boolean => role === 'admin' || by.includes(role);
  return {
    contexts: registry.contexts.map((context) => ({
      name: context.name,
      title: context.title,
      commands: context.commands.filter(may).map((def: AnyCommandDef) => ({
        name: def.name,
        title: def.title,
        ...(def.route && { method: (def.route.method ?? 'post').toUpperCase(), path: `/${def.route.path}` }),
        refusals: refusalsOf(def),
        fields: fieldsOf(def.command as Class<object>, named),
      })),
      models: context.projections.flatMap((def) => {
        const routes = (def.routes ?? []).filter(may);
        return routes.length === 0 ? [] : [{ ...modelOf(def, named), routes: routes.map(routeOf) }];
      }),
      sections: context.sections.map((def) => sectionOf(def, named)),
      reports: context.queries
        .filter((def) => isReport(def) && may(def))
        .map((def) => askedOf(def, registry.answerOf(def), named)),
      questions: context.queries
        .filter((def) => def.route && may(def))
        .map((def) => askedOf(def, registry.answerOf(def), named)),
      policies: context.policies.map(({ name, title, document }: AnyPolicyDef) => ({
        name,
        title,
        fields: fieldsOf(document as Class<object>, named),
      })),
      events: context.events.map(eventOf),
    })),
    terms: [...named.values()].map(({ name, title, codes, words }) => ({
      name,
      title,
      codes: codes.map((code) => ({ code, ...(words[code] as Text) })),
    })),
  };
}

const refusalsOf = ({ refuses = [] }: AnyCommandDef | AnyQueryDef): readonly Entry[] =>
  [...new Map(refuses.flatMap(Object.entries<RefusalKind>))].map(([code, kind]) => ({
    code,
    status: statusOf(kind),
    title: { zh: kind.zh, en: kind.en },
  }));

const routeOf = ({ path, summary, one }: NonNullable<AnyProjectionDef['routes']>[number]): Entry => ({
  path: `/${path}`,
  title: summary,
  ...(one && { one: `/${path}/:${one.parameter}` }),
});

const modelOf = ({ name, title, fields, shape }: AnyProjectionDef, named: Map<string, Terms>): Entry => ({
  name,
  title,
  ...shownIn(shape, named),
  fields: declared(name, fields as object, named),
});

const sectionOf = ({ name, title, figures, fields, shape }: AnySectionDef, named: Map<string, Terms>): Entry => ({
  name,
  title,
  figures: Object.entries<Figure>(figures as Readonly<Record<string, Figure>>).map(([figure, { formula }]) => ({
    name: figure,
    formula,
  })),
  fields: declared(name, fields as object, named),
  ...shownIn(shape, named),
});

const askedOf = (def: AnyQueryDef, { shape }: Answered, named: Map<string, Terms>): Entry => ({
  name: reportName(def),
  title: def.title,
  path: def.route ? `/${def.route.path}` : `/reports/${reportName(def)}`,
  asOf: def.ofNow !== true,
  refusals: refusalsOf(def),
  parameters: fieldsOf(def.params as Class<object>, named),
  ...shownIn(shape, named),
});

const eventOf = ({ type, title, says, version, payload }: AnyEventDef): Entry => ({
  type,
  title,
  says,
  version,
  schema: `/schemas/events/${type}/${version}`,
  fields: titledIn(payload as Class<object>),
});

/** Fields of an event's content that have words of their own: the others are called as in commands and views. */
const titledIn = (type: Class<object>): readonly Entry[] =>
  Object.entries(inlineSchema(type)['properties'] as Readonly<Record<string, Schema>>).flatMap(([name, rules]) =>
    'x-title' in rules ? [{ name, title: labelOf(type.name, name, rules).title }] : [],
  );

/** What answers show, where they say so. */
function shownIn(shape: AnyShape | undefined, named: Map<string, Terms>): Entry {
  if (!shape) return {};
  for (const terms of termsOf(shape)) know(named, terms);
  return { shows: describeShape(shape) };
}

/** What lists are filtered and sorted by. */
const declared = (of: string, fields: object, named: Map<string, Terms>): readonly Entry[] =>
  Object.entries(listed({ fields })).map(([name, field]) => {
    const { type, help, kind, codes, mostly = codes, currencyIn, personal } = field;
    if (mostly) know(named, mostly);
    return {
      name,
      title: titleOf(of, name, field),
      ...(help && { help }),
      kind,
      ...(mostly && { terms: mostly.name }),
      operators: OPERATORS[type],
      ...(currencyIn !== undefined && { currencyIn }),
      ...(personal && { personal }),
    };
  });

const fieldsOf = (type: Class<object>, named: Map<string, Terms>): readonly Entry[] =>
  fieldsIn(inlineSchema(type), type.name, named);
/** Fields of a class with their words, nested fields below. */
function fieldsIn(schema: Schema, of: string, named: Map<string, Terms>): readonly Entry[] {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, rules]) => {
    const { title, help, unit, kind } = labelOf(of, name, rules);
    const items = rules['items'] as Schema | undefined;
    const nested = rules['properties'] ? rules : items?.['properties'] ? items : undefined;
    const terms = (rules['x-terms'] ?? items?.['x-terms']) as Terms | undefined;
    if (terms) know(named, terms);
    return {
      name,
      title,
      ...(help && { help }),
      ...(unit && { unit }),
      kind: kind ?? kindOf(rules),
      ...(terms && { terms: terms.name }),
      required: required.includes(name),
      ...(nested ? { fields: fieldsIn(nested, `${of}.${name}`, named) } : { rules: published(rules) }),
    };
  });
}

/** @throws Error where the name has other codes already */
function know(named: Map<string, Terms>, terms: Terms): void {
  if ((named.get(terms.name) ?? terms) !== terms) throw new Error(`two enumerations are called ${terms.name}`);
  named.set(terms.name, terms);
}

/** The kind of a field, from its rules. */
function kindOf(rules: Schema): string {
  if ('x-terms' in rules) return 'code';
  if ('x-instant' in rules) return 'instant';
  if ('x-department' in rules) return 'department';
  switch (rules['type']) {
    case 'boolean':
      return 'flag';
    case 'integer':
      return 'count';
    case 'number':
      return 'number';
    case 'array':
      return 'properties' in (rules['items'] as Schema) ? 'rows' : 'list';
    case 'object':
      return 'group';
    default:
      return 'text';
  }
}
