import { isDeepStrictEqual } from 'node:util';
import type { Customers, Moment, Reading, Registry, Why } from '@dossier/engine';
import { type Figure, type Instant, instant, latest, milliseconds } from '@dossier/kernel';

interface Asked {
  readonly registry: Registry;
  readonly customers: Pick<Customers, 'view360' | 'why' | 'timeline'>;
  readonly reading: Reading;
  readonly id: string;
  readonly moment: Moment;
}

/**
 * The law of `why`, for every figure of every section of the 360° view, and for the values inside them that are chosen:
 * it tells the value that the view shows; the last entry leaves that value; and the last entry is one of time exactly
 * where the value was another one since something happened last.
 * @param inside chooses among all pointers to values inside figures
 * @returns what breaks the law, in words, and all that was answered; null: nothing is known of the customer then
 */
export async function brokenWhy(
  asked: Asked,
  inside: (pointers: readonly string[]) => readonly string[],
): Promise<{ readonly broken: readonly string[]; readonly answers: readonly Why[] } | null> {
  const { registry, customers, reading, id, moment } = asked;
  const shown = (await customers.view360(id, moment, reading))?.view;
  if (shown === undefined) return null;
  const figures = registry.sections.flatMap(({ name, figures: all }) => Object.keys(all).map((f) => `/${name}/${f}`));
  const tellsAll = (pointer: string): boolean => {
    const [, name, figure = ''] = pointer.split('/');
    const section = registry.sections.find((each) => each.name === name);
    return (section?.figures as Readonly<Record<string, Figure>> | undefined)?.[figure]?.behind === 'each';
  };
  const nested = figures.flatMap((figure) => pointersIn(valueAt(shown, figure), figure));
  const happened = await whenHappened(asked);
  const isAlone = (instant: Instant): boolean => happened.filter((at) => at === instant).length < 2;
  const then = happened.reduce(latest, '');
  const broken: string[] = [];
  const answers: Why[] = [];
  const views = new Map<Instant, Promise<unknown>>();
  const asOf = (at: Instant): Promise<unknown> => {
    const known = views.get(at) ?? customers.view360(id, { ...moment, asOf: at }, reading).then((found) => found?.view);
    views.set(at, known);
    return known;
  };
  for (const pointer of [...figures, ...inside(nested)]) {
    const why = await customers.why(id, pointer, moment, reading);
    answers.push(why);
    const says = (text: string): void => void broken.push(`${pointer} of ${id} at ${JSON.stringify(moment)}: ${text}`);
    const right = valueAt(shown, pointer) ?? null;
    const last = why.events.at(-1);
    const left = last === undefined ? why.before : last.after;
    if (!isDeepStrictEqual(why.value, right)) says(`${JSON.stringify(why.value)} is not ${JSON.stringify(right)}`);
    if (!isDeepStrictEqual(left, right))
      says(`the last entry leaves ${JSON.stringify(left)}, not ${JSON.stringify(right)}`);
    const wasShown = async (what: string, at: Instant, value: unknown): Promise<void> => {
      const then = await asOf(at);
      const was = then === undefined ? value : (valueAt(then, pointer) ?? null); // nobody knew the customer
      if (!isDeepStrictEqual(value, was))
        says(`${what} ${JSON.stringify(value)}, but as of ${at} ${JSON.stringify(was)}`);
    };
    // by a policy published since, all is evaluated anew
    if (why.policies.every(({ version }) => version === 0))
      for (const [i, { occurredAt, after }] of why.events.entries()) {
        // of several at one instant the first entry need not be the first
        if (i === 0 && why.earlier === 0 && isAlone(occurredAt))
          await wasShown('before the first entry was', instant(milliseconds(occurredAt) - 1), why.before);
        // another event of that instant may have moved it on, which is told only where all that moved it is
        if (why.events[i + 1]?.occurredAt !== occurredAt && (tellsAll(pointer) || isAlone(occurredAt)))
          await wasShown('an entry leaves', occurredAt, after);
      }
    for (const { title } of why.events) if (!title.zh || !title.en) says('an entry has no words');
    const before = await customers.why(id, pointer, { ...moment, asOf: then }, reading).catch(() => undefined);
    if (before && !isDeepStrictEqual(before.policies, why.policies)) continue; // another rule, not time, changed it
    // what became older may have come and gone
    const since = why.events.filter(({ kind, occurredAt }) => kind === 'time' && occurredAt > then);
    const values = [before?.value ?? null, ...since.map(({ after }) => after)];
    const byTime = values.some((value) => !isDeepStrictEqual(value, right));
    if (byTime !== (last?.kind === 'time' && last.occurredAt > then)) says(`time ${byTime ? 'changed it' : 'did not'}`);
  }
  return { broken, answers };
}

/** When anything happened, whether it moved a figure or not. */
async function whenHappened({ customers, reading, id, moment }: Asked): Promise<readonly Instant[]> {
  const { items } = await customers.timeline(id, { limit: 1_000 }, reading, moment);
  return items.map(({ occurredAt }) => occurredAt);
}

const valueAt = (view: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, token) => (value as Record<string, unknown> | null)?.[unescaped(token)], view);
const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Pointers to all that is inside a value. */
function pointersIn(value: unknown, pointer: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const to = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return inner === undefined ? [] : [to, ...pointersIn(inner, to)];
  });
}
