import type { Text } from '@dossier/kernel';
import { type Figure, figures, figuresOf, isTable } from '../answer';
import type { Reader, Words } from '../catalogue-words';
import { pathWords } from '../column-words';
import { figuresKnown } from '../read-models';
import type { Door } from '../door';
import { eventLines, type Happened } from '../event-lines';
import { asTyped, options, type Spoken, WrongUse } from '../failure';
import { isWhole, shown, shownWithUnit, tableRows } from '../table';
import type { Terminal } from '../terminal';
import { argument, flag, type Given, type Run, text } from '../verb';
import { columns, LINE, wrapped } from '../width';

interface Moment {
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
}

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
  readonly then: unknown;
  readonly now: unknown;
}

function differing(before: object, now: object): readonly Difference[] {
  const byPath = (body: object): ReadonlyMap<string, Figure['value']> =>
    new Map(figuresOf(body).map(({ path, value }) => [path, value]));
  const [old, young] = [byPath(before), byPath(now)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .map((path) => ({ path, then: old.get(path), now: young.get(path) }))
    .filter((each) => JSON.stringify(each.then) !== JSON.stringify(each.now));
}

/** Figures that differ, whole, as `path: before → now`. */
export const differences = (before: object, now: object, reader: Reader): readonly string[] =>
  differing(before, now).map(
    ({ path, then, now: young }) => `${path}: ${inOneLine(then, reader)} → ${inOneLine(young, reader)}`,
  );

function inOneLine(value: unknown, reader: Reader): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && isWhole(value) ? shown(value, reader) : JSON.stringify(value);
}

/** The same for a person: in words, and of a list the items that went (`−`) and that came (`+`). */
export const differencesInWords = (before: object, now: object, reader: Reader): readonly string[] =>
  differing(before, now).flatMap(({ path, then, now: young }) => {
    const name = `${pathWords(path, reader)}${reader.language === 'zh' ? '：' : ':'}`;
    if (isLongList(then) || isLongList(young)) {
      const [gone, come] = [without(then, young), without(young, then)];
      return [name, ...itemLines('−', gone, path, reader), ...itemLines('+', come, path, reader)];
    }
    const told = (value: unknown): string => (value === undefined ? '–' : shownWithUnit(value, reader, path));
    return wrapped(`${name}${reader.language === 'zh' ? '' : ' '}${told(then)} → ${told(young)}`, LINE);
  });

const isLongList = (value: unknown): boolean => isTable(value) || (Array.isArray(value) && value.length > 1);

/** Items of a list that another one has not. */
function without(list: unknown, other: unknown): readonly unknown[] {
  const there = new Set(
    (Array.isArray(other) ? (other as readonly unknown[]) : []).map((item) => JSON.stringify(item)),
  );
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).filter((item) => !there.has(JSON.stringify(item)));
}

function itemLines(sign: string, items: readonly unknown[], path: string, reader: Reader): readonly string[] {
  if (isTable(items))
    return tableRows(items, reader, (reader.places ?? LINE) - 4, path).flatMap((lines, row) =>
      lines.map((line, i) => `  ${row > 0 && i === 0 ? sign : ' '} ${line}`),
    );
  return items.map((item) => `  ${sign} ${shown(item, reader, path)}`);
}

interface Why {
  readonly figure: string;
  readonly value: unknown;
  readonly before: unknown;
  readonly policies: readonly { readonly event: Happened | null }[];
  readonly events: readonly (Happened & { readonly after: unknown })[];
}
/** Some of them, the last ones first. */
type Page = Why & { readonly earlier: number; readonly next: string };

/** All that is behind a figure, page by page from the end. */
async function whole(ask: (cursor?: string) => Promise<unknown>): Promise<Why> {
  let [page, events] = [(await ask()) as Page, [] as Why['events']];
  for (;;) {
    const { earlier, next, ...why } = page;
    events = [...why.events, ...events];
    if (earlier === 0) return { ...why, events };
    page = (await ask(next)) as Page;
  }
}

const EVENTS: Text = { zh: '事件', en: 'events' };

/** Where a figure is declared: rows have their names and units at the list that they are of. */
const pathOf = (figure: string): string =>
  figure
    .slice(1)
    .replaceAll(/\/\d+(?=\/|$)/g, '')
    .replaceAll('/', '.');

/** Parts of the values of a figure are called as in the figure, and all of them have the units that they have there. */
function inFigure(words: Words, figure: string): Words {
  const path = pathOf(figure);
  const inIt = (place: string): string => place.replace(/^(?:value|before|after)(?=\.)/, path);
  return {
    ...words,
    at: (place) => words.at(inIt(place)),
    code: (place, code) => words.code(inIt(place), code),
    unit: (place) => words.unit(VALUES.includes(place) ? path : inIt(place)),
  };
}
const VALUES = ['value', 'before', 'after'];

/** What is behind a figure: what it is, and under a heading the events one by one. */
function whyLines({ events, policies, value, before, ...rest }: Why, { language, words }: Reader): readonly string[] {
  const reader = { language, words: words && inFigure(words, rest.figure) };
  const path = pathOf(rest.figure);
  const inWords = (one: unknown): unknown => (typeof one === 'string' ? shown(one, reader, path) : one);
  const named = policies.map(({ event, ...policy }) => ({ ...policy, event: event?.id }));
  return [
    ...figures({ ...rest, value: inWords(value), before: inWords(before), policies: named }, reader),
    ...(events.length === 0 ? [] : ['', EVENTS[reader.language]]),
    ...eventLines(events, reader, ({ after }) => ({ after: inWords(after) })),
  ];
}

const ALL = 'all';
const SPOKEN: Spoken = {
  ...options({ asOf: '--as-of', knownAt: '--known-at', figure: '--why' }),
  detail: (words) => words.replaceAll('GET /catalogue', `--why ${ALL}`),
};

async function tellDifferences(terminal: Terminal, then: object, now: object): Promise<void> {
  if (terminal.json)
    return terminal.result(JSON.stringify({ then, now, differences: differences(then, now, terminal) }));
  const lines = differencesInWords(await terminal.local(then), await terminal.local(now), terminal);
  for (const line of lines) await terminal.result(line);
  if (lines.length === 0) await terminal.result(terminal.say({ zh: '与现在没有差别', en: 'Nothing differs from now' }));
}

/** @throws WrongUse where more than one of them is typed: each answers something else */
function mustAskOne(given: Given): void {
  const asked = [flag(given, 'view'), flag(given, 'diff'), text(given, 'why') !== undefined];
  if (asked.filter(Boolean).length > 1)
    throw new WrongUse({
      zh: '--view、--diff 与 --why 只能选用其中一个',
      en: 'use only one of --view, --diff and --why',
    });
}

/** The history of one customer and the picture that it gives, now or as of an instant. */
export const run: Run = async (session, given) => {
  const { terminal } = session;
  mustAskOne(given);
  const customer = encodeURIComponent(argument(given, 0));
  const moment: Moment = { asOf: text(given, 'asOf'), knownAt: text(given, 'knownAt') };
  const figure = text(given, 'why');
  const door = await session.door();
  if (figure === ALL) {
    const all = await figuresKnown(door);
    for (const line of terminal.json ? [JSON.stringify(all)] : columns(all, LINE)) await terminal.result(line);
    return 0;
  }
  if (figure !== undefined) {
    const ask = async (cursor?: string): Promise<unknown> =>
      (await door.ask('GET', `/customers/${customer}/360/why`, { query: { figure, ...moment, cursor } })).body;
    const why = await asTyped(() => whole(ask), SPOKEN);
    if (terminal.json) await terminal.result(JSON.stringify(why));
    else for (const line of whyLines(await terminal.local(why), terminal)) await terminal.result(line);
    return 0;
  }
  const then = await asTyped(() => view(door, customer, moment), SPOKEN);
  if (flag(given, 'diff')) {
    await tellDifferences(terminal, then, await view(door, customer, {}));
    return 0;
  }
  const isViewAlone = flag(given, 'view');
  const events = isViewAlone ? [] : await history(door, customer, moment);
  if (terminal.json) {
    await terminal.result(JSON.stringify(isViewAlone ? then : { view: then, events }));
    return 0;
  }
  if (!isViewAlone) {
    for (const line of eventLines(await terminal.local(events), terminal)) await terminal.result(line);
    await terminal.result('');
  }
  for (const line of figures(await terminal.local(then), terminal)) await terminal.result(line);
  return 0;
};
