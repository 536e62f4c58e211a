import {
  type AnyCommandDef,
  type AnyEventDef,
  type AnyPolicyDef,
  type AnyProjectionDef,
  type AnyQueryDef,
  type AnyReactorDef,
  type AnySectionDef,
  byCustomer,
  type ContextDef,
  defineProjection,
  type Events,
  type Field,
  type Fields,
  isNamedBy,
  type AnyLinksDef,
  type RefusalKind,
  type Viewing,
} from '@dossier/kernel';
import { foundation } from '@dossier/foundation';
import { customerRefusal, commandRefusal, readRefusal } from './refusals';
import { compileProjection, compileReactor, type Fold } from './fold';

/** The 360° view of a customer: one state per section. */
export type Composed = Readonly<Record<string, object>>;

/** All definitions of all contexts, by name; anything declared twice or under a foreign name stops the start. */
export class Registry {
  readonly events: ReadonlyMap<string, AnyEventDef>;
  readonly commands: ReadonlyMap<string, AnyCommandDef>;
  readonly queries: ReadonlyMap<string, AnyQueryDef>;
  readonly policies: ReadonlyMap<string, AnyPolicyDef>;
  readonly reactors: ReadonlyMap<string, AnyReactorDef>;
  readonly sections: readonly AnySectionDef[];
  /** All projections, `customer-360` among them. */
  readonly projections: ReadonlyMap<string, AnyProjectionDef>;
  readonly customer360: AnyProjectionDef;
  /** Code → status and words. */
  readonly refusals: ReadonlyMap<string, RefusalKind>;
  readonly links: ReadonlyMap<string, AnyLinksDef>;
  private readonly folds: ReadonlyMap<object, Fold>;
  private readonly byClass: ReadonlyMap<object, AnyCommandDef>;

  /** Those that the engine itself rests on first. */
  readonly contexts: readonly ContextDef[];

  constructor(given: readonly ContextDef[]) {
    const contexts = [...foundation, ...given];
    this.contexts = contexts;
    const all = <T>(of: (context: ContextDef) => readonly T[]): T[] => contexts.flatMap(of);
    this.events = unique(
      'event',
      all((c) => c.events),
      (e) => e.type,
    );
    this.commands = unique(
      'command',
      all((c) => c.commands),
      (c) => c.name,
    );
    this.queries = unique(
      'query',
      all((c) => c.queries),
      (q) => q.name,
    );
    this.policies = unique(
      'policy',
      all((c) => c.policies),
      (p) => p.name,
    );
    this.reactors = unique(
      'reactor',
      all((c) => c.reactors),
      (r) => r.name,
    );
    this.sections = [
      ...unique(
        'section',
        all((c) => c.sections),
        (s) => s.name,
      ).values(),
    ];
    this.customer360 = compose(this.sections);
    this.projections = unique('projection', [...all((c) => c.projections), this.customer360], (p) => p.name);
    for (const { name, fields } of this.projections.values()) moneyHasCurrency(name, fields as Fields<never>);
    this.links = unique(
      'link',
      all((c) => c.links),
      (l) => l.event.type,
    );
    const refusals = [
      ...[commandRefusal, readRefusal, customerRefusal].flatMap(({ kinds }) => Object.entries(kinds)),
      ...all((c) => c.refusals),
    ];
    this.refusals = new Map(refusals);
    oneKindEach(refusals);
    for (const context of contexts) ownNames(context, contexts);
    unique(
      'category',
      [...this.commands.values()].map(({ on }) => on as { readonly category: string }),
      (s) => s.category,
    );
    this.byClass = unique('command class', [...this.commands.values()], (c) => c.command);
    this.folds = new Map<object, Fold>([
      ...[...this.projections.values()].map((p): [object, Fold] => [p, this.compiled(p)]),
      ...[...this.reactors.values()].map((r): [object, Fold] => [r, compileReactor(r)]),
    ]);
  }

  /** The definition whose class the command is an instance of. */
  commandOf(command: object): AnyCommandDef {
    const def = this.byClass.get(command.constructor);
    if (!def) throw new Error(`${command.constructor.name} is no command of any context`);
    return def;
  }

  fold(def: AnyProjectionDef | AnyReactorDef): Fold {
    const fold = this.folds.get(def);
    if (!fold) throw new Error(`${def.name} belongs to no context`);
    return fold;
  }

  get allFolds(): readonly Fold[] {
    return [...this.folds.values()];
  }

  /** `customer-360` carries the versions of its sections, and only what ordered sections take counts as ordered. */
  private compiled(def: AnyProjectionDef): Fold {
    if (def !== this.customer360) return compileProjection(def, `${def.name}@${def.version}`);
    const versions = this.sections.map((section) => `${section.name}${section.version}`).sort();
    const ordered = this.sections.filter((section) => section.order === 'occurrence');
    return {
      ...compileProjection(def, `${def.name}@${versions.join('-')}`),
      ordered: new Set(ordered.flatMap((section) => Object.values(section.from as Events).map(({ type }) => type))),
    };
  }
}

function unique<T, K, V = T>(
  what: string,
  values: readonly T[],
  key: (value: T) => K,
  as: (value: T) => V = (value) => value as unknown as V,
): ReadonlyMap<K, V> {
  const map = new Map<K, V>();
  const seen = new Map<K, T>();
  for (const value of values) {
    const name = key(value);
    if (seen.has(name) && seen.get(name) !== value) throw new Error(`two definitions of ${what} ${String(name)}`);
    seen.set(name, value);
    map.set(name, as(value));
  }
  return map;
}

/** Without the field of its currency a list could not tell euros from yen. */
function moneyHasCurrency(projection: string, fields: Fields<never>): void {
  for (const [name, { currencyIn }] of Object.entries(fields))
    if (currencyIn !== undefined && fields[currencyIn]?.type !== 'text')
      throw new Error(`${projection}.${name} is money, and ${projection} declares no field ${currencyIn}`);
}

/** A context sends commands of its own name; what its slices take is written by one that is there. */
function ownNames(context: ContextDef, contexts: readonly ContextDef[]): void {
  const { name, commands, takes, refusals } = context;
  const foreign = commands.find((command) => !isNamedBy(context, command.name));
  if (foreign) throw new Error(`${foreign.name} is declared by context ${name}`);
  const unwritten = takes.find((event) => !contexts.some(({ events }) => events.includes(event)));
  if (unwritten) throw new Error(`${name} takes ${unwritten.type}, which no command of its context writes`);
  const unnamed = refusals.find(([code]) => !contexts.some((each) => isNamedBy(each, code)));
  if (unnamed) throw new Error(`${name} refuses ${unnamed[0]}, which is of no context`);
}

function oneKindEach(refusals: readonly (readonly [string, RefusalKind])[]): void {
  const known = new Map<string, RefusalKind>();
  for (const [code, kind] of refusals) {
    if ((known.get(code) ?? kind) !== kind) throw new Error(`two definitions of refusal ${code}`);
    known.set(code, kind);
  }
}

/** One document per customer, one state per section; no context knows another's. */
function compose(sections: readonly AnySectionDef[]): AnyProjectionDef {
  const from: Record<string, AnyEventDef> = {};
  const evolve: Record<string, (doc: Composed | null, data: unknown, at: never) => Composed> = {};
  for (const section of sections)
    for (const [name, event] of Object.entries(section.from as Events)) {
      const handler = section.evolve[name] as (state: object, data: unknown, at: never) => object;
      from[`${section.name}/${name}`] = event;
      evolve[`${section.name}/${name}`] = (doc, data, at) => {
        const state = doc?.[section.name] ?? (section.initial as object);
        const next = handler(state, data, at);
        return doc !== null && next === state && section.name in doc ? doc : { ...doc, [section.name]: next };
      };
    }
  const stateOf = (doc: Composed, section: AnySectionDef): object => doc[section.name] ?? (section.initial as object);
  return defineProjection<Composed>()({
    name: 'customer-360',
    title: { zh: '客户 360° 视图', en: '360° view of a customer' },
    version: 1,
    from,
    key: byCustomer,
    evolve: evolve as never,
    personal: true,
    policies: [...new Set(sections.flatMap((section) => section.policies ?? []))],
    shows: sections.flatMap(({ name, shows = [] }) => shows.map((each) => ({ ...each, at: `${name}/${each.at}` }))),
    fields: Object.fromEntries(
      unique(
        'field of the 360° view',
        sections.flatMap((section) =>
          Object.entries<Field<object>>(section.fields).map(([name, field]): [string, Field<Composed>] => [
            name,
            { ...field, of: (doc, policies) => field.of(stateOf(doc, section), policies) },
          ]),
        ),
        ([name]) => name,
        ([, field]) => field,
      ),
    ),
    view: (doc: Composed, viewing: Viewing): Composed =>
      Object.fromEntries(
        sections.map((section) => [section.name, section.view(stateOf(doc, section), viewing) as object]),
      ),
  });
}
