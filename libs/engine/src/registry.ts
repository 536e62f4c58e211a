import { createHash } from 'node:crypto';
import {
  type AnyCommandDef,
  type AnyEventDef,
  type AnyPolicyDef,
  type AnyProjectionDef,
  type AnyQueryDef,
  type AnyReactorDef,
  type AnyReadModelDef,
  type AnySectionDef,
  type AnyShape,
  canonicalJson,
  type ContextDef,
  type Fields,
  type FieldType,
  isCodeOf,
  isNamedBy,
  type AnyLinksDef,
  type Part,
  type RefusalKind,
  shape,
  type Viewing,
} from '@dossier/kernel';
import { foundation } from '@dossier/foundation';
import { DAMAGED, type Model } from '@dossier/read-model';
import { customerRefusal, commandRefusal, readRefusal } from './refusals';
import { compileProjection, compileReactor, compileSection, type Fold, isOfType } from './fold';
import { type Answered, answered } from './customer-names';
import { UNREADABLE } from './journal';
import { shownAgain } from './shown-again';

/** States of a customer by section; left out: nothing is known for the section. */
export type Composed = Readonly<Record<string, object>>;

/** The 360° view: read like a projection, but each section is folded on its own. */
export type WholeDef = Omit<AnyProjectionDef, 'kind' | 'from' | 'evolve' | 'key' | 'version'>;
/** What can be listed: a projection, or all sections of the 360° view together. */
export type Listed = AnyProjectionDef | WholeDef;
/** What can be asked for. */
export type Asked = Listed | AnySectionDef;
/** A model as it is read. */
export type Readable = Model & Pick<Fold, 'name'>;

/** All definitions of all contexts, by name; throws at the start for anything declared twice or under a foreign name. */
export class Registry {
  readonly events: ReadonlyMap<string, AnyEventDef>;
  readonly commands: ReadonlyMap<string, AnyCommandDef>;
  readonly queries: ReadonlyMap<string, AnyQueryDef>;
  readonly policies: ReadonlyMap<string, AnyPolicyDef>;
  readonly reactors: ReadonlyMap<string, AnyReactorDef>;
  readonly sections: readonly AnySectionDef[];
  readonly projections: ReadonlyMap<string, AnyProjectionDef>;
  /** The read model of customers' names. */
  readonly naming: AnyProjectionDef | undefined;
  private readonly answers: ReadonlyMap<AnyQueryDef, Answered>;
  readonly customer360: WholeDef;
  private readonly rows360: Readable;
  readonly links: ReadonlyMap<string, AnyLinksDef>;
  private readonly folds: ReadonlyMap<object, Fold>;
  private readonly byClass: ReadonlyMap<object, AnyCommandDef>;

  /** Contexts that the engine itself needs come first. */
  readonly contexts: readonly ContextDef[];

  /**
   * @param isShared other code may fold and read beside this one: a model has a fingerprint of its shape in its id then, so that a
   *   shape that was changed under the same version is another model
   */
  constructor(given: readonly ContextDef[], isShared = false) {
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
    this.queries = unique('query', withAdded(all((c) => c.queries)), (q) => q.name);
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
    this.projections = unique(
      'projection',
      all((c) => c.projections),
      (p) => p.name,
    );
    const [naming, ...others] = [...this.projections.values()].filter((each) => each.customerName !== undefined);
    if (naming && others[0]) throw new Error(`${naming.name} and ${others[0].name} both say what customers are called`);
    this.naming = naming;
    this.answers = new Map([...this.queries.values()].map((def) => [def, answered(def, naming)]));
    for (const { name, fields } of [...this.projections.values(), this.customer360])
      moneyHasCurrency(name, fields as Fields<never>);
    for (const { name, fields } of [...this.projections.values(), ...this.sections])
      changesFollow(name, fields as Fields<never>);
    this.links = unique(
      'link',
      all((c) => c.links),
      (l) => l.event.type,
    );
    oneKindEach([
      ...[commandRefusal, readRefusal, customerRefusal].flatMap(({ kinds }) => Object.entries(kinds)),
      ...all((c) => c.refusals),
    ]);
    for (const context of contexts) ownNames(context, contexts);
    for (const context of contexts) knownPolicies(context, this.policies);
    unique(
      'category',
      [...this.commands.values()].map(({ on }) => on as { readonly category: string }),
      (s) => s.category,
    );
    this.byClass = unique('command class', [...this.commands.values()], (c) => c.command);
    const folds: readonly (readonly [object, Fold])[] = [
      ...[...this.projections.values()].map((p) => [p, compileProjection(p, `${p.name}@${p.version}`)] as const),
      ...this.sections.map((section) => [section, compileSection(section, CUSTOMER_360)] as const),
      ...[...this.reactors.values()].map((r) => [r, compileReactor(r)] as const),
    ];
    this.folds = new Map(folds.map(([def, fold]) => [def, isShared ? withShape(fold) : fold]));
    this.rows360 = rowsOf(this.sections.map((section) => [section.name, this.fold(section)]));
  }

  /** The definition whose class the command is an instance of. */
  commandOf(command: object): AnyCommandDef {
    const def = this.byClass.get(command.constructor);
    if (!def) throw new Error(`${command.constructor.name} is no command of any context`);
    return def;
  }

  /** What a question is answered with, names included. */
  answerOf(def: AnyQueryDef): Answered {
    return this.answers.get(this.queries.get(def.name) ?? def) ?? def;
  }

  fold(def: AnyReadModelDef | AnyReactorDef): Fold {
    const fold = this.folds.get(def);
    if (!fold) throw new Error(`${def.name} belongs to no context`);
    return fold;
  }

  /** Figures of the 360° view, as pointers into it. */
  get figures(): readonly string[] {
    return this.sections.flatMap(({ name, figures }) =>
      Object.keys(figures as object).map((figure) => `/${name}/${figure}`),
    );
  }

  get allFolds(): readonly Fold[] {
    return [...this.folds.values()];
  }

  /** Equal where the same models are folded. */
  get fingerprint(): string {
    return fingerprintOf(this.allFolds.map(({ id }) => id).sort());
  }

  /** The stored model of a projection or section, or of the 360° view: rows with one part for each section. */
  model(def: Asked): Readable {
    return def === this.customer360 ? this.rows360 : this.fold(def as AnyReadModelDef);
  }
}

const fingerprintOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);

/**
 * Raise it when stored events are read otherwise, as when departments were read by their codes: older code goes on with the
 * models that it has, beside those of this one. In a data folder the format of `views.db` is raised.
 */
const READING = 2;

/** What documents and lists are made from, as far as it can be seen without running the code. */
function withShape(fold: Fold): Fold {
  const { id, fields, partOf = null, handlers, ordered, policies } = fold;
  const [types, inOrder, judging] = [handlers.keys(), ordered, policies].map((all) => [...all].sort());
  return { ...fold, id: `${id}-${fingerprintOf([READING, fields, partOf, types, inOrder, judging])}` };
}

/** Reports with the rows that others add to them, in the order of the contexts. */
function withAdded(queries: readonly AnyQueryDef[]): readonly AnyQueryDef[] {
  const lost = queries.find(({ addsTo }) => addsTo !== undefined && !queries.some(({ name }) => name === addsTo));
  if (lost) throw new Error(`${lost.name} adds to ${String(lost.addsTo)}, which is not there`);
  return queries
    .filter(({ addsTo }) => addsTo === undefined)
    .map((report) => {
      const all = [report, ...queries.filter(({ addsTo }) => addsTo === report.name)];
      if (all.length === 1) return report;
      const run: AnyQueryDef['run'] = async (params: object, asking) => {
        let rows: readonly unknown[] = [];
        for (const each of all)
          rows = [...rows, ...((await each.run(params, asking)) as { readonly rows: readonly unknown[] }).rows];
        return { rows };
      };
      return { ...report, over: [...new Set(all.flatMap(({ over }) => over))], run };
    });
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

/** Every amount must have a currency field: without it a list would mix euros and yen. */
function moneyHasCurrency(projection: string, fields: Fields<never>): void {
  for (const [name, { currencyIn }] of Object.entries(fields))
    if (currencyIn !== undefined && fields[currencyIn]?.type !== 'text')
      throw new Error(`${projection}.${name} is money, and ${projection} declares no field ${currencyIn}`);
}

/** Checks that a changing field's sources are stored beside it, are of its type and are not personal. */
function changesFollow(model: string, fields: Fields<never>): void {
  for (const [name, field] of Object.entries(fields)) {
    if (!('change' in field)) continue;
    const { before, at, then } = field.change;
    const follows = (other: string, type: FieldType): boolean => {
      const found = fields[other];
      if (!found || 'change' in found) return false;
      return found.type === type && found.personal === undefined && found.currencyIn === undefined && !found.fold;
    };
    const fits = field.codes === undefined || isCodeOf(field.codes, String(then));
    if (follows(before, field.type) && follows(at, 'instant') && fits && isOfType(field.type, then)) continue;
    throw new Error(`${model}.${name} cannot change from ${before} at ${at} to ${String(then)}`);
  }
}

/** Reactors send only commands of their own context; events that slices handle must belong to a known context. */
function ownNames(context: ContextDef, contexts: readonly ContextDef[]): void {
  const { name, commands, takes, refusals } = context;
  const foreign = commands.find((command) => !isNamedBy(context, command.name));
  if (foreign) throw new Error(`${foreign.name} is declared by context ${name}`);
  const unwritten = takes.find((event) => !contexts.some(({ events }) => events.includes(event)));
  if (unwritten) throw new Error(`${name} takes ${unwritten.type}, which no command of its context writes`);
  const unnamed = refusals.find(([code]) => !contexts.some((each) => isNamedBy(each, code)));
  if (unnamed) throw new Error(`${name} refuses ${unnamed[0]}, which is of no context`);
}

/** Every policy that a slice evaluates must be listed by a context: else nobody could publish it. */
function knownPolicies({ slices }: ContextDef, known: ReadonlyMap<string, AnyPolicyDef>): void {
  for (const slice of slices)
    if (slice.kind === 'projection' || slice.kind === 'section' || slice.kind === 'reactor')
      for (const policy of slice.policies ?? [])
        if (!known.has(policy)) throw new Error(`${slice.name} asks for policy ${policy}, which no context lists`);
}

function oneKindEach(refusals: readonly (readonly [string, RefusalKind])[]): void {
  const known = new Map<string, RefusalKind>();
  for (const [code, kind] of refusals) {
    if ((known.get(code) ?? kind) !== kind) throw new Error(`two definitions of refusal ${code}`);
    known.set(code, kind);
  }
}

const CUSTOMER_360 = 'customer-360';

const partOf = ({ name, title, shape: { schema, parts } = OPEN }: AnySectionDef): readonly [string, Part] => [
  name,
  { kind: 'group', title, schema, parts, optional: false },
];
const OPEN: AnyShape = { parts: {}, schema: { type: 'object' } };

/** Puts the sections together; no context knows another's. */
function compose(sections: readonly AnySectionDef[]): WholeDef {
  const shown = sections.map((section) => {
    const view = shownAgain(section);
    return (doc: Composed, viewing: Viewing): object => {
      const state = doc[section.name] ?? (section.initial as object);
      return state === DAMAGED ? UNREADABLE : view(state, viewing);
    };
  });
  return {
    name: CUSTOMER_360,
    title: { zh: '客户 360° 视图', en: '360° view of a customer' },
    personal: true,
    shape: shape(Object.fromEntries(sections.map(partOf))),
    shows: sections.flatMap(({ name, shows = [] }) => shows.map((each) => ({ ...each, at: `${name}/${each.at}` }))),
    fields: Object.fromEntries(
      unique(
        'field of the 360° view',
        sections.flatMap(({ fields }) => Object.entries(fields)),
        ([name]) => name,
      ).values(),
    ),
    view: (doc: Composed, viewing: Viewing) =>
      Object.fromEntries(sections.map(({ name }, i) => [name, shown[i]?.(doc, viewing)])),
  };
}

/** One row for each customer; its id has the versions of all sections, so that old cursors end when one changes. */
function rowsOf(sections: readonly (readonly [name: string, fold: Fold])[]): Readable {
  const versions = sections.map(([, { id }]) => id.slice(CUSTOMER_360.length + 1)).sort();
  return {
    id: `${CUSTOMER_360}@${versions.join('-').replaceAll('@', '')}`,
    name: CUSTOMER_360,
    fields: Object.assign({}, ...sections.map(([, { fields }]) => fields)) as Model['fields'],
    parts: Object.fromEntries(sections),
  };
}
