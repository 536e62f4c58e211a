import {
  type AnyPolicyDef,
  byCustomer,
  defineReactor,
  type Events,
  type Evolve,
  type Instant,
  instant,
  latest,
  milliseconds,
  type Policies,
  type ReactorDef,
  type Recorded,
} from '@dossier/kernel';
import { rulesOf, scoreOf, severityOf, type Signal, type Stretch, withRules } from './judgement';
import { periodsFrom } from './periods';
import { type Judged, settleWarning, type SettleWarning } from './settle-warning';
import { signals } from './terms';
import { inOrder, keepTold, lastingOf, type Told, type ToldOnes } from './told-warnings';
import { standingEvents } from './warning.events';
import { type WarningsPolicy, warningsPolicy } from './warnings-policy';
import { whileInUse } from './while-in-use';

/** What a reactor remembers of one customer and one signal. */
export interface Watched<F extends object> {
  readonly facts: F;
  readonly told: ToldOnes;
  /** When it last heard something; of two at once the second is a millisecond later, so that each reaction has its own. */
  readonly heardAt: Instant;
}

const NOTHING: ToldOnes = {};

/** What is to be told next, and when. */
export interface Task {
  readonly dueAt: Instant;
  readonly command: Omit<SettleWarning, 'customerId'>;
}

/** When the last of these policies came into force; null: none was published. */
const sinceOf = (some: readonly AnyPolicyDef[] = [], policies: Policies): Instant | null =>
  some.reduce<Instant | null>((last, policy) => {
    const { since } = policies(policy);
    return since === undefined ? last : latest(last, since);
  }, null);

export function judgedBy(
  { formula, action }: Pick<Signal, 'formula' | 'action'>,
  { measures, amounts, eventIds }: Stretch,
  { version: policyVersion, document }: { readonly version: number; readonly document: WarningsPolicy },
): Judged {
  const score = scoreOf(measures);
  return { severity: severityOf(score, document), score, measures, amounts, eventIds, formula, policyVersion, action };
}

/**
 * Names for a warning of a cause from an instant on: the second where it was told before, of a time that is over or was none.
 * Commands take 64 letters: the second would be longer with the hyphens of the cause and the decimals of the instant.
 */
export const warningIdsOf = ({ code }: Pick<Signal, 'code'>, cause: string, at: Instant): readonly string[] => [
  `${code}-${cause}`,
  `${code}-${cause.replaceAll('-', '')}-${milliseconds(at).toString(36)}`,
];

/** What is to be told of a customer, by what is known of it and by the policies, those of their time for each warning. */
export function taskOf<F extends object>(signal: Signal<F>, memory: Watched<F>, policies: Policies): Task | null {
  const published = sinceOf(signal.rules?.policies, policies); // what it goes by beside the policy `warnings`
  const watched = { ...memory, heardAt: latest(published, memory.heardAt) }; // what is published is heard as well
  const told = inOrder(watched.told);
  const present = lastingOf(watched.told) ?? told.at(-1);
  for (const [warningId, before] of told) {
    const isPast = present !== undefined && warningId !== present[0];
    const { dueAt, at, standing } = isPast
      ? wasOf(signal, watched, warningId, before, policies)
      : becameOf(signal, watched, warningId, before, policies);
    if (standing === before.standing) continue;
    const because = standing === 'lasts' ? null : (signal.because?.(watched.facts, at) ?? null);
    return { dueAt, command: { warningId, signal: signal.code, standing, at, ...(because !== null && { because }) } };
  }
  return present?.[1].standing === 'lasts' ? null : nextOf(signal, watched, policies, published);
}

interface Became extends Pick<SettleWarning, 'standing' | 'at'> {
  readonly dueAt: Instant;
}

/** What became of the latest warning by what is known now, by the policy of its time, and when that is to be told. */
function becameOf<F extends object>(
  signal: Signal<F>,
  watched: Watched<F>,
  warningId: string,
  { at, standing, endedAt }: Told,
  policies: Policies,
): Became {
  const { facts, heardAt } = watched;
  const document = rulesOf(signal, policies, at);
  if (!signal.warnedAt(facts, document, at)) return { standing: 'withdrawn', at, dueAt: heardAt };
  const isOver = standing !== 'lasts';
  if (isOver && !isOwn(signal, watched, warningId, at, policies)) return { standing, at, dueAt: heardAt };
  const end = signal.endAfter(facts, document, at);
  if (end === null || (end > heardAt && isOver)) return { standing: 'lasts', at, dueAt: heardAt };
  return { standing: 'ended', at: endedAt ?? end, dueAt: latest(end, heardAt) };
}

/** Of an earlier one it is only told whether there was anything to warn of: another one took its place since. */
function wasOf<F extends object>(
  signal: Signal<F>,
  watched: Watched<F>,
  warningId: string,
  { at, standing, endedAt }: Told,
  policies: Policies,
): Became {
  const { facts, heardAt } = watched;
  const document = rulesOf(signal, policies, at);
  if (!signal.warnedAt(facts, document, at)) return { standing: 'withdrawn', at, dueAt: heardAt };
  if (standing !== 'withdrawn') return { standing, at: endedAt ?? at, dueAt: heardAt };
  if (!isOwn(signal, watched, warningId, at, policies)) return { standing, at, dueAt: heardAt };
  const end = signal.endAfter(facts, document, at);
  return { standing: 'ended', at: end !== null && end < heardAt ? end : heardAt, dueAt: heardAt };
}

/**
 * Whether what warned at an instant is the cause of a warning: only then what is over comes back, with the evidence that it
 * was raised with. One that lasts does so for as long as anything warns.
 */
function isOwn<F extends object>(
  signal: Signal<F>,
  { facts }: Watched<F>,
  warningId: string,
  at: Instant,
  policies: Policies,
): boolean {
  const found = signal.ahead(facts, rulesOf(signal, policies, at), at);
  return found.is === 'stretch' && found.from <= at && warningIdsOf(signal, found.cause, at).includes(warningId);
}

/** Whether it warned at an instant, and does so still. */
function goesOn<F extends object>(
  signal: Signal<F>,
  { facts, heardAt }: Watched<F>,
  at: Instant,
  policies: Policies,
): boolean {
  const document = rulesOf(signal, policies, at);
  const end = signal.endAfter(facts, document, at);
  return signal.warnedAt(facts, document, at) && (end === null || end > heardAt);
}

/** The next warning, under the first version of the policy that gives one while it is in force. */
function nextOf<F extends object>(
  signal: Signal<F>,
  watched: Watched<F>,
  policies: Policies,
  published: Instant | null,
): Task | null {
  const { facts, told, heardAt } = watched;
  const ruled = sinceOf(signal.rules?.ofTheirTime, policies);
  for (const period of periodsFrom(policies, warningsPolicy, heardAt)) {
    const { since = heardAt, until, document } = period;
    const found = signal.ahead(facts, withRules(signal, document, policies), latest(since, heardAt));
    if (found.is === 'quiet') continue;
    const at = latest(ruled, latest(found.from, period.since ?? found.from));
    if (until !== null && at >= until) continue;
    for (const warningId of warningIdsOf(signal, found.cause, at)) {
      const command = { warningId, signal: signal.code, standing: 'lasts', at } as const;
      const before = told[warningId];
      // not when it was heard, where that is late: what falls due by history is not told, see `broughtAt`
      if (before === undefined)
        return { dueAt: latest(published, at), command: { ...command, judged: judgedBy(signal, found, period) } };
      // it ended or was taken back, and another one came after it: now it is the one that lasts
      if (goesOn(signal, watched, before.at, policies)) return { dueAt: latest(at, heardAt), command };
    }
  }
  return null;
}

/** A reactor that tells of one signal as time goes by, with no look at all customers each night. */
export function watching<F extends object, E extends Events, P extends object>(
  watchedSignal: Signal<F, E, P>,
): ReactorDef<Watched<F>, Events, SettleWarning> {
  const signal = whileInUse(watchedSignal) as unknown as Signal<F>; // it is given its own rules
  const { code, from, initial } = signal;
  const { zh, en } = signals.words[code];
  const ofFacts = Object.fromEntries(
    Object.entries(signal.evolve as Evolve<F, Events>).map(([name, step]) => [
      name,
      (doc: Watched<F> | null, data: never, at: Recorded): Watched<F> | null =>
        heard(doc, at, (watched) => ({
          facts: step(watched.facts, data, at),
        })),
    ]),
  );
  const told = Object.fromEntries(
    Object.entries(keepTold(code) as Evolve<ToldOnes, Events>).map(([name, step]) => [
      name,
      (doc: Watched<F> | null, data: never, at: Recorded): Watched<F> | null =>
        heard(doc, at, (watched) => ({
          told: step(watched.told, data, at),
        })),
    ]),
  );
  /** What changes nothing is not heard: a deadline does not move for it. */
  function heard(
    doc: Watched<F> | null,
    { recordedAt }: Recorded,
    change: (watched: Watched<F>) => Partial<Watched<F>>,
  ): Watched<F> | null {
    const before = doc ?? { facts: initial, told: NOTHING, heardAt: '' };
    const changed = { ...before, ...change(before) };
    if (changed.facts === before.facts && changed.told === before.told) return doc;
    const isLater = before.heardAt === '' || recordedAt > before.heardAt;
    return { ...changed, heardAt: isLater ? recordedAt : instant(milliseconds(before.heardAt) + 1) };
  }
  return defineReactor<Watched<F>>()({
    name: `warn-of-${code}`,
    title: { zh: `预警：${zh}`, en: `Warn of ${en}` },
    version: 12,
    from: { ...from, ...standingEvents } as Events,
    key: byCustomer,
    evolve: { ...ofFacts, ...told } as Evolve<Watched<F> | null, Events>,
    policies: [warningsPolicy, ...(signal.rules?.policies ?? [])].map(({ name }) => name),
    dueAt: (doc, policies) => taskOf(signal, doc, policies)?.dueAt ?? null,
    sends: settleWarning,
    react: (doc, customerId, policies) => {
      const task = taskOf(signal, doc, policies);
      if (task === null) throw new Error(`${code} has nothing to tell of ${customerId}`);
      return { command: { customerId, ...task.command } };
    },
  });
}
