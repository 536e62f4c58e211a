import type { Instant, Language, Text } from '@dossier/kernel';
import { type Figure, figures, figuresOf, show } from '../answer';
import { pathWords } from '../column-words';
import type { Door } from '../door';
import { asTyped } from '../failure';
import { table } from '../table';
import { argument, flag, type Run, text } from '../verb';

interface Moment {
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
}

interface Happened {
  readonly occurredAt: Instant;
  readonly title: Text;
  readonly department: string | null;
  readonly data: unknown;
}
/** What a person wants to know of an event. */
const told = ({ occurredAt, title, department, data }: Happened): object => ({ occurredAt, title, department, data });

/** All events of a customer, oldest first. */
async function history(door: Door, customer: string, moment: Moment): Promise<readonly Happened[]> {
  const events: Happened[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await door.ask('GET', `/customers/${customer}/timeline`, {
      query: { limit: '200', cursor, ...moment },
    });
    const page = body as { readonly items: readonly Happened[]; readonly next: string | null };
    events.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return events.reverse();
}

const view = async (door: Door, customer: string, moment: Moment): Promise<object> =>
  (await door.ask('GET', `/customers/${customer}/360`, { query: { ...moment } })).body as object;

/** A figure that differs; undefined where there is none. */
interface Difference {
  readonly path: string;
  readonly then: string | undefined;
  readonly now: string | undefined;
}

function differing(before: object, now: object, language: Language): readonly Difference[] {
  const byPath = (body: object): ReadonlyMap<string, string> =>
    new Map(figuresOf(body, language).map(({ path, value }) => [path, inOneLine(value)]));
  const [old, young] = [byPath(before), byPath(now)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .map((path) => ({ path, then: old.get(path), now: young.get(path) }))
    .filter((each) => each.then !== each.now);
}

/** Figures that differ, whole, as `path: before → now`. */
export const differences = (before: object, now: object, language: Language): readonly string[] =>
  differing(before, now, language).map(({ path, then = '–', now: young = '–' }) => `${path}: ${then} → ${young}`);

/** The same for a person: names in words, and of what is long what surrounds the first difference. */
export const differencesInWords = (before: object, now: object, language: Language): readonly string[] =>
  differing(before, now, language).map(({ path, then = '–', now: young = '–' }) => {
    const from = Math.max(0, firstDifference(then, young) - LONGEST / 2);
    return `${pathWords(path, language)}: ${cutAround(then, from)} → ${cutAround(young, from)}`;
  });

/** Characters of a figure that are told where it differs. */
const LONGEST = 200;
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
const cutAround = (text: string, from: number): string =>
  text.length <= LONGEST
    ? text
    : `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST)}${from + LONGEST < text.length ? '…' : ''}`;
const inOneLine = (value: Figure['value']): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The history of one customer and the picture that it gives, now or as of an instant. */
export const run: Run = async (session, given) => {
  const { terminal } = session;
  const customer = encodeURIComponent(argument(given, 0));
  const moment: Moment = { asOf: text(given, 'asOf'), knownAt: text(given, 'knownAt') };
  const figure = text(given, 'why');
  const door = await session.door();
  if (figure !== undefined) {
    const query = { figure, ...moment };
    const why = await asTyped(() => door.ask('GET', `/customers/${customer}/360/why`, { query }));
    await show(terminal, why.body);
    return 0;
  }
  const then = await asTyped(() => view(door, customer, moment));
  if (flag(given, 'diff')) {
    const now = await view(door, customer, {});
    if (terminal.json)
      await terminal.result(JSON.stringify({ then, now, differences: differences(then, now, terminal.language) }));
    else for (const line of differencesInWords(then, now, terminal.language)) await terminal.result(line);
    return 0;
  }
  const events = await history(door, customer, moment);
  if (terminal.json) {
    await terminal.result(JSON.stringify({ view: then, events }));
    return 0;
  }
  for (const line of events.length === 0 ? [] : table(events.map(told), terminal.language)) await terminal.result(line);
  await terminal.result('');
  for (const line of figures(then, terminal.language)) await terminal.result(line);
  return 0;
};
