import { departments, isCodeOf, type Language, type Text } from '@dossier/kernel';
import type { Door } from './door';

/** Chinese words for names and codes; undefined: there is none. English readers see the names themselves. */
export interface Words {
  /** @param place a name with the whole path to it: `abc.value`, `sales.net` */
  at(place: string): string | undefined;
  /** Of a name wherever it stands; undefined also where it means several things. */
  of(name: string): string | undefined;
  /** Of a code at a place, by the enumeration of that place where it has one, else by that of any place of its name. */
  code(place: string, code: string): string | undefined;
  /** Of the numbers at a place; undefined: they have none, or their name says it. */
  unit(place: string): string | undefined;
}

/** For whom something is shown. */
export interface Reader {
  readonly language: Language;
  /** Left out: the tool's own words are enough. */
  readonly words?: Words | undefined;
  /** Of a line of a table; left out: as many as mail and tickets show. */
  readonly places?: number | undefined;
}

interface Part {
  readonly title: Text;
  readonly kind?: string;
  readonly unit?: Text;
  readonly list?: string;
  readonly parts?: Readonly<Record<string, Part>>;
}
interface Field {
  readonly name: string;
  readonly title: Text;
  readonly kind?: string;
  readonly terms?: string;
  readonly fields?: readonly Field[];
}
interface Shown {
  readonly name: string;
  readonly title: Text;
  readonly shows?: Readonly<Record<string, Part>>;
  /** What a list is filtered and sorted by. */
  readonly fields?: readonly Field[];
  /** What a report or question is asked with. */
  readonly parameters?: readonly Field[];
}
/** `GET /catalogue`, as far as it has words. */
export interface Catalogue {
  readonly contexts: readonly {
    readonly commands: readonly { readonly fields: readonly Field[] }[];
    readonly models: readonly Shown[];
    readonly sections: readonly Shown[];
    readonly reports: readonly Shown[];
    readonly questions: readonly Shown[];
    readonly policies: readonly { readonly fields: readonly Field[] }[];
    readonly events: readonly { readonly type: string; readonly title: Text; readonly fields: readonly Field[] }[];
  }[];
  readonly terms: readonly { readonly name: string; readonly codes: readonly (Text & { readonly code: string })[] }[];
}

export async function wordsOf(door: Door): Promise<Words> {
  return catalogueWords((await door.ask('GET', '/catalogue')).body as Catalogue);
}

/** One name with its word. */
interface Named {
  readonly place: string;
  readonly name: string;
  readonly title: Text;
  /** Enumeration of its codes. */
  readonly list?: string | undefined;
  readonly kind?: string | undefined;
  readonly unit?: Text | undefined;
}

/** The words that contexts declare for what they show and take: a new context needs none in the tool. */
export function catalogueWords({ contexts, terms }: Catalogue): Words {
  const named = contexts.flatMap(({ commands, models, sections, reports, questions, policies, events }) => [
    ...sections.map(({ name, title }): Named => ({ place: name, name, title })),
    ...models.flatMap(({ name, shows = {} }) => inParts(shows, rowsOf(name))),
    ...[...sections, ...reports, ...questions].flatMap(({ name, shows = {} }) => inParts(shows, name)),
    ...[...commands, ...policies, ...events].flatMap(({ fields }) => fields.flatMap(inField)),
    ...[...models, ...sections].flatMap(({ fields = [] }) => fields.flatMap(inField)),
    ...[...reports, ...questions].flatMap(({ parameters = [] }) => parameters.flatMap(inField)),
  ]);
  named.push(...agreed(contexts.flatMap(({ policies }) => policies.flatMap(({ fields }) => inDocument(fields)))));
  const byPlace = new Map(named.map(({ place, title }) => [place, title.zh]));
  const listAt = new Map(named.map(({ place, list }) => [place, list]));
  const ofDepartments = named.filter(({ kind }) => kind === 'department');
  const isDepartment = new Set(ofDepartments.map(({ place }) => place));
  // policies and commands are shown at places that their fields do not know
  const namesDepartment = new Set(ofDepartments.map(({ name }) => name));
  const unitAt = new Map(named.map(({ place, title, unit }) => [place, isSaid(title, unit) ? undefined : unit?.zh]));
  const byName = new Map<string, Named[]>();
  for (const each of named) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const eventTitles = new Map(contexts.flatMap(({ events }) => events.map(({ type, title }) => [type, title.zh])));
  const codes = new Map(terms.map((each) => [each.name, new Map(each.codes.map(({ code, zh }) => [code, zh]))]));
  return {
    at: (place) => byPlace.get(place),
    of: (name) => {
      // values may stand by codes, as those of a customer by attributes
      const words = byName.get(name)?.map(({ title }) => title.zh) ?? [...codes.values()].map((of) => of.get(name));
      const [word, other] = new Set(words.filter((each) => each !== undefined));
      return other === undefined ? word : undefined;
    },
    unit: (place) => unitAt.get(place),
    code: (place, code) => {
      const title = lastOf(place) === 'type' ? eventTitles.get(code) : undefined;
      if (title !== undefined) return `${title}（${code}）`; // lists are narrowed by the type
      const department = isCodeOf(departments, code) ? departments.words[code].zh : undefined;
      return (
        (isDepartment.has(place) ? department : undefined) ??
        [listAt.get(place), ...(byName.get(lastOf(place)) ?? []).map(({ list }) => list)]
          .map((list) => codes.get(list ?? '')?.get(code))
          .find((word) => word !== undefined) ??
        (namesDepartment.has(lastOf(place)) ? department : undefined)
      );
    },
  };
}

/** Whether a name says the unit itself, as 平均天数 does; a number with it is no unit of the values, as in “95% 区间下限”. */
const isSaid = ({ zh }: Text, unit: Text | undefined): boolean =>
  unit !== undefined && zh.replaceAll(/\d+ ?%/g, '').includes(unit.zh);

/** The name at the end of a place. */
export const lastOf = (place: string): string => place.split('.').at(-1) ?? '';

/** The path of what stands in the rows of a list or report: what stands beside them may be called the same. */
export const rowsOf = (answer: string): string => `${answer}[]`;

/** All parts of a view. What stands in rows or groups has their path before it. */
const inParts = (parts: Readonly<Record<string, Part>>, path: string): readonly Named[] =>
  Object.entries(parts).flatMap(([name, { title, kind, unit, list, parts: inner = {} }]) => {
    const place = name === 'rows' ? rowsOf(path) : name === 'each' ? path : `${path}.${name}`;
    // codes and departments of a list stand at the list itself
    const { list: codes = list, kind: own = kind } = inner['each'] ?? {};
    return [{ place: `${path}.${name}`, name, title, list: codes, kind: own, unit }, ...inParts(inner, place)];
  });

/** Fields of a policy, as lists of policies show its document. */
const inDocument = (fields: readonly Field[], path = 'document'): readonly Named[] =>
  fields.flatMap(({ name, title, kind, terms, fields: inner = [] }) => {
    const place = `${path}.${name}`;
    return [{ place, name, title, list: terms, kind }, ...inDocument(inner, place)];
  });
/** Those whose place means one thing in all documents. */
const agreed = (all: readonly Named[]): readonly Named[] =>
  all.filter(({ place, title }) => all.every((one) => one.place !== place || one.title.zh === title.zh));

const inField = ({ name, title, kind, terms, fields = [] }: Field): readonly Named[] => [
  { place: `command.${name}`, name, title, list: terms, kind },
  ...fields.flatMap(inField),
];
