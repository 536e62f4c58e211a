import { type AnyCommandDef, type AnyEventDef, type InStream, instant, milliseconds } from '@dossier/kernel';
import { allContexts as contexts, folderOf } from './context-folders';
import { readHistory } from './history';
import { BEGINNING } from './told';

type State = AnyCommandDef['on'];
type Remember = (state: unknown, data: unknown, at: InStream) => unknown;

/** Ids of other things differ from event to event. */
const withOthers = (data: object, i: number): object =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, /^member$|Id$/.test(name) ? `${String(value)}-${i}` : value]),
  );

const children = (of: object): readonly object[] =>
  Object.values(of).filter((each): each is object => typeof each === 'object' && each !== null);

/** Items and members of all that `after` does not share with `before`. */
function madeAnew(before: unknown, after: unknown): number {
  const known = new Set<object>();
  const into = (found: Set<object>, all: readonly object[]): void => {
    for (const each of all)
      if (!found.has(each) && !known.has(each)) {
        found.add(each);
        into(found, children(each));
      }
  };
  into(known, children({ before }));
  const made = new Set<object>();
  into(made, children({ after }));
  return [...made].reduce((sum, each) => sum + Object.keys(each).length, 0);
}

const states = new Map<string, State>(
  contexts.flatMap(({ slices }) =>
    slices.flatMap((slice) => (slice.kind === 'command' ? [[slice.on.category, slice.on]] : [])),
  ),
);
const contextOf = ({ type }: AnyEventDef): string =>
  contexts.find(({ events }) => events.some((def) => def.type === type))?.name ?? '';

/** The stream has this many events. */
const LONG = 12_000;
/** For the last of them it may make so much anew. */
const MOST = 600;

const courses = ['in rising order', 'in falling order', 'each of another department'] as const;

it.each([...states.values()].flatMap((on) => courses.map((course) => [on.category, course, on] as const)))(
  'the state of %s goes on with an event without a copy of all before it: %s',
  async (_, course, on) => {
    const handlers = on.evolve as Readonly<Record<string, Remember>>;
    const events = await Promise.all(
      Object.entries(on.from as Readonly<Record<string, AnyEventDef>>).map(async ([name, def]) => ({
        def,
        evolve: handlers[name] as Remember,
        data: (await readHistory(folderOf(contextOf(def)), def, def.version)) as object,
      })),
    );
    let state: unknown = on.initial;
    let made = 0;
    for (let i = 0; i < LONG; i++) {
      // the first begins the stream, and might begin it anew
      const place = i === 0 || events.length === 1 ? 0 : 1 + (i % (events.length - 1));
      const { def, evolve, data } = events[place] as (typeof events)[number];
      const occurredAt = instant(milliseconds(BEGINNING) + (course === 'in falling order' ? LONG - i : i) * 60_000);
      const at = { type: def.type, occurredAt, recordedAt: occurredAt, revision: i, backfill: i % 2 === 0 };
      const department = course === 'each of another department' ? `department-${i}` : 'sales';
      const next = evolve(state, withOthers(data, i), { ...at, subject: 'c-1', department } as InStream);
      if (i >= LONG - 2 * events.length) made = Math.max(made, madeAnew(state, next));
      state = next;
    }
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(MOST);
  },
);
