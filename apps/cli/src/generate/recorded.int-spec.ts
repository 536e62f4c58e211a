import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTexts } from '@dossier/kernel';
import { run } from '../main';
import { openFolder } from '../open-folder';
import { openTerminal } from '../terminal';

const room = mkdtempSync(join(tmpdir(), 'recorded-'));
const [data, other] = [join(room, 'data'), join(room, 'other')];
afterAll(() => rmSync(room, { recursive: true }));

async function type(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const terminal: typeof openTerminal = (language, json) =>
    openTerminal(
      language,
      json,
      { write: (text) => ((out += text), true) },
      { isTTY: true, write: (text) => ((err += text), true) },
    );
  const around = { environment: {}, terminal, openFolder };
  const folder = args.includes('--data') ? [] : ['--data', data];
  const code = await run([...args, ...folder, '--lang', 'en'], '1', around);
  return { code, out, err };
}
type Told = Readonly<Record<'time' | 'recordedtime' | 'actor' | 'subject' | 'stream' | 'type', string>>;
async function eventsOf(folder: string): Promise<readonly Told[]> {
  const { out } = await type('query', 'events', '--json', '--data', folder);
  return out.trim().split('\n').map((line) => JSON.parse(line) as Told); // prettier-ignore
}
interface Counted {
  readonly commands: number;
  readonly events: number;
  readonly position: string;
}
/** Of how many the progress tells, in all its lines. */
const countedIn = (err: string): ReadonlySet<string> =>
  new Set([...err.matchAll(/recorded: \d+ of (\d+)/g)].map(([, all = '']) => all));
/** Reactors that record what they work out, in as many steps as it takes. */
const ASSIGNS = 'reactor-assign-requests';
const WORKS = ['reactor-run-assessment', ASSIGNS];
const DESK = 'service-desk-all';
const generate = ['generate', '--events', '300', '--until', '2026-06-30', '--json'];

it('records each event of a folder of its own on its own day, so that one can ask what was known then', async () => {
  const first = await type(...generate);
  expect(first).toMatchObject({ code: 0, err: expect.not.stringContaining('refused') as unknown });
  const events = await eventsOf(data);
  const { commands, events: counted, position } = JSON.parse(first.out) as Counted;
  expect([counted, Number(/\d+$/.exec(position)?.[0])]).toEqual([events.length, events.length]);
  expect(countedIn(first.err)).toEqual(new Set([String(commands)]));
  expect(events.length).toBeGreaterThanOrEqual(300);
  const recorded = events.map(({ recordedtime }) => recordedtime);
  expect([...recorded].sort()).toEqual(recorded);
  expect(new Set(recorded.map((at) => at.slice(0, 10))).size).toBeGreaterThan(50);
  const told = events.filter(({ actor }) => !actor.startsWith('reactor-')); // promises of the last days fall due after them
  expect(told.at(-1)?.recordedtime.slice(0, 7)).toBe('2026-06');
  expect(events.filter(({ time, recordedtime }) => time > recordedtime)).toEqual([]);
});

it('has each request assigned by policy as soon as it is opened, once there is one', async () => {
  const events = await eventsOf(data);
  const of = (type: string): readonly Told[] => events.filter(({ type: what }) => what === `service.${type}`);
  const published = events.find(({ type: what, subject }) => what === 'policies.PolicyPublished' && subject.includes('service-assignment')); // prettier-ignore
  const opened = of('RequestOpened').filter(({ time }) => time > (published?.time ?? ''));
  expect(opened.length).toBeGreaterThan(1);
  const answered = [...of('RequestAssigned'), ...of('RequestLeftUnassigned')];
  const late = opened.filter(
    ({ stream, recordedtime }) =>
      !answered.some((each) => each.stream === stream && each.recordedtime === recordedtime),
  );
  expect(late).toEqual([]);
});

it('keeps the zone of its business, by whose clock people are at work', async () => {
  expect((await type('zone')).out).toMatch(/^zone: Asia\/Shanghai$/m);
});

it('records a missed ship date when it is missed', async () => {
  const missed = (await eventsOf(data)).filter(({ type: what }) => what === 'sales.ShipDateMissed');
  expect(missed.length).toBeGreaterThan(2);
  expect(missed.filter(({ actor }) => !actor.startsWith('reactor-'))).toEqual([]);
  expect(missed.filter(({ time, recordedtime }) => time !== recordedtime)).toEqual([]);
});

it('records the same history of each customer in every new folder, event by event', async () => {
  expect(await type(...generate, '--data', other)).toMatchObject({ code: 0 });
  const [first, again] = [await eventsOf(data), await eventsOf(other)].map((events) =>
    // they name the log, or hold personal data sealed with its own keys; what a work of a reaction records has ids of its own
    events
      // one round of assignments, or two, answers what is asked at one moment, and who gets what may hang on that
      .filter(({ stream }) => stream !== DESK)
      .map((event) => (event.actor === ASSIGNS ? { ...event, data: '' } : event))
      .map((event) => ({ ...event, source: '', position: '', hash: '' }))
      .map((event) => (WORKS.includes(event.actor) ? { ...event, id: '', correlationid: '' } : event))
      .sort((a, b) => compareTexts(a.subject, b.subject)),
  );
  expect(again).toEqual(first);
});

it('goes on with the history that was begun, whatever day it is, and adds nothing to one that is whole', async () => {
  const again = await type('generate', '--events', '300', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(JSON.parse(again.out)).toMatchObject({ events: 0, refused: 0 });
  const { commands } = JSON.parse(again.out) as Counted;
  expect(countedIn(again.err)).toEqual(new Set([String(commands)])); // what is there already counts, too
  expect(again.err).not.toContain('recorded: 0 of');
});

it.each(['2026-02-30', 'tomorrow', '2999-01-01'])(
  'refuses a last day that is none, or has not come: %s',
  async (until) => {
    const { code, err } = await type('generate', '--until', until);
    expect(code).toBe(2);
    expect(err).toContain('--until is a day');
  },
);
