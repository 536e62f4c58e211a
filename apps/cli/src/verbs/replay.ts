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

/** Figures that differ, as `name: before → now`; the name is a path, unless it is put into words. */
export function differences(
  before: object,
  now: object,
  language: Language,
  inWords: (path: string) => string = (path) => path,
): readonly string[] {
  const byPath = (body: object): ReadonlyMap<string, string> =>
    new Map(figuresOf(body, language).map(({ path, value }) => [path, inOneLine(value)]));
  const [old, young] = [byPath(before), byPath(now)];
  const told = (value = '–'): string => (value.length <= LONGEST ? value : `${value.slice(0, LONGEST - 1)}…`);
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((path) => old.get(path) !== young.get(path))
    .map((path) => `${inWords(path)}: ${told(old.get(path))} → ${told(young.get(path))}`);
}
/** Characters of a figure that are told where it differs. */
const LONGEST = 200;
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
    else
      for (const line of differences(then, now, terminal.language, (path) => pathWords(path, terminal.language)))
        await terminal.result(line);
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
