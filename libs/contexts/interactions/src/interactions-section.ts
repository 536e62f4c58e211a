import {
  changing,
  code,
  compareTexts,
  type DataOf,
  dayOf,
  defineSection,
  type Figure,
  firstIndex,
  idIn,
  type Instant,
  instantField,
  integer,
  isErased,
  kind,
  orErased,
  orNull,
  type Recorded,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { interaction } from './interaction';
import {
  type CountedAs,
  type InteractionContent,
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from './interaction.events';
import { atPlace, PLACES, type Tally, tallied, withContacts } from './latest-contacts';
import {
  PromiseJudgedAgain,
  PromiseKept,
  PromiseMade,
  PromiseMoved,
  PromiseReleased,
  PromiseReopened,
} from './promise.events';
import { dueBy, lastDue, movedTo, type Promised, promised, UNNAMED } from './promised';
import {
  CHANNEL,
  CONTACTS,
  DEPARTMENT,
  DUE_AT,
  HAPPENED_AT,
  INTERACTION,
  ITS_OWNER,
  ITS_SUBJECT,
  ITS_WHAT,
  KEPT_IN_TIME,
  KEPT_LATE,
  KIND,
  LAST_AT,
  NEEDS,
  PROMISE,
  PROMISE_KIND,
} from './shown-parts';
import { type PromiseStanding, promiseStandings, type Sentiment, sentiments, type Verdict } from './terms';

/** What is shown of an interaction. */
interface Said extends Pick<InteractionContent, 'kind' | 'channel' | 'sentiment' | 'subject' | 'needs'> {
  readonly department: string;
}
interface Contact {
  readonly at: Instant;
  /** Its stream. */
  readonly interaction: string;
  /** Of the event that says it. */
  readonly revision: number;
  readonly eventId: string;
  /** null: it did not happen, or not then. */
  readonly said: Said | null;
}
/** A promise that is neither kept nor released. */
interface OpenPromise extends Pick<Promised, 'kind' | 'what' | 'owner' | 'department' | 'dues'> {
  /** Its stream. */
  readonly interaction: string;
  readonly promise: number;
  /** Of the event that made or reopened it. */
  readonly eventId: string;
}
interface ItsPromise {
  /** Its stream. */
  readonly interaction: string;
  readonly promise: number;
  /** How often it was opened more than settled; below zero: settled twice, and one of both will be taken back. */
  readonly open: number;
  /** null: not known while it is settled. */
  readonly said: OpenPromise | null;
}

/**
 * Counts, the latest contacts and what is open, for a customer may have a hundred thousand. The same in any order: of what was said at one instant in one interaction the event counts that was written last.
 */
export interface InteractionsState {
  readonly channels: readonly Tally[];
  readonly departments: readonly Tally<string>[];
  /** The latest first. */
  readonly recent: readonly Contact[];
  /** By their streams and numbers. */
  readonly promises: readonly ItsPromise[];
  readonly kept: Readonly<Record<Verdict, number>>;
}
/** Contacts of which is known what was said; among them are those that were retracted or moved. */
const RECENT = 50;

const ITS_PROMISE = {
  interaction: INTERACTION,
  promise: PROMISE,
  kind: PROMISE_KIND,
  what: ITS_WHAT,
  owner: ITS_OWNER,
  department: DEPARTMENT,
  dueAt: DUE_AT,
};
const interactionsView = shape({
  contacts: CONTACTS,
  lastContact: orNull(
    kind.group(
      { zh: '最近一次互动', en: 'Last contact' },
      {
        at: HAPPENED_AT,
        kind: KIND,
        channel: CHANNEL,
        department: DEPARTMENT,
        subject: ITS_SUBJECT,
        interaction: INTERACTION,
      },
    ),
  ),
  contactsByChannel: kind.rows(
    { zh: '按渠道', en: 'By channel' },
    { channel: CHANNEL, contacts: CONTACTS, lastAt: LAST_AT },
  ),
  contactsByDepartment: kind.rows(
    { zh: '按部门', en: 'By department' },
    { department: DEPARTMENT, contacts: CONTACTS, lastAt: LAST_AT },
  ),
  lastSentiment: orNull(kind.code({ zh: '最近客户情绪', en: 'Last sentiment' }, sentiments)),
  needsHeard: kind.rows(
    { zh: '近期听到的需求', en: 'Needs heard lately' },
    {
      heardAt: kind.instant({ zh: '听到时间', en: 'Heard' }),
      department: DEPARTMENT,
      needs: orErased(kind.list(kind.text(NEEDS))),
      interaction: INTERACTION,
    },
  ),
  openPromises: kind.rows({ zh: '未到期的约定', en: 'Promises not due yet' }, ITS_PROMISE),
  overduePromises: kind.rows({ zh: '逾期未兑现的约定', en: 'Overdue promises' }, ITS_PROMISE),
  promiseStanding: kind.code(promiseStandings.title, promiseStandings),
  keptInTime: KEPT_IN_TIME,
  keptLate: KEPT_LATE,
  nextPromiseDueAt: orNull(kind.instant({ zh: '下一约定期限', en: 'Next promise falls due' })),
});
export type InteractionsView = Shown<typeof interactionsView>;

/** Interactions whose needs are shown. */
const SHOWN = 10;

/** Of the interaction that an event is of, at its instant, something else was said than was known. */
function told(
  state: InteractionsState,
  at: Recorded,
  was: CountedAs | undefined,
  said: Said | null,
): InteractionsState {
  const { stream, revision, id: eventId, occurredAt } = at;
  const place = { at: occurredAt, interaction: stream };
  const then: Contact = { ...place, revision, eventId, said };
  const changes = [...(was ? [{ of: was, contacts: -1 }] : []), ...(said ? [{ of: said, contacts: 1 }] : [])];
  return {
    ...state,
    channels: changes.reduce(
      (all, { of: { channel = null }, contacts }) => tallied(all, channel, { ...place, contacts }),
      state.channels,
    ),
    departments: changes.reduce(
      (all, { of: { department }, contacts }) => tallied(all, department, { ...place, contacts }),
      state.departments,
    ),
    recent: atPlace(state.recent, then, RECENT, (before) => (before.revision > revision ? before : then)),
  };
}
const saidOf = ({ kind: of, channel, sentiment, subject, needs }: InteractionContent, department: string): Said => ({
  department,
  kind: of,
  ...(channel !== undefined && { channel }),
  ...(sentiment !== undefined && { sentiment }),
  ...(subject !== undefined && { subject }),
  ...(needs !== undefined && { needs }),
});

const isBehind =
  (stream: string, promise: number) =>
  (each: ItsPromise): boolean =>
    (compareTexts(each.interaction, stream) || each.promise - promise) >= 0;

/** A promise was opened or settled once more. */
function opened(
  state: InteractionsState,
  { stream: of, promise }: { readonly stream: string; readonly promise: number },
  change: 1 | -1,
  said?: OpenPromise,
): InteractionsState {
  const { promises } = state;
  const index = firstIndex(promises, isBehind(of, promise));
  const found = promises[index];
  const before = found?.interaction === of && found.promise === promise ? found : undefined;
  const open = (before?.open ?? 0) + change;
  const then = { interaction: of, promise, open, said: said ?? before?.said ?? null };
  return { ...state, promises: promises.toSpliced(index, before ? 1 : 0, ...(open === 0 ? [] : [then])) };
}
const judged = (state: InteractionsState, verdict: Verdict, change: 1 | -1): InteractionsState => ({
  ...state,
  kept: { ...state.kept, [verdict]: state.kept[verdict] + change },
});
function reopened(state: InteractionsState, data: DataOf<typeof PromiseReopened>, at: Recorded): InteractionsState {
  const { was, promise, kind: of, what = null, owner, department } = data;
  const { stream, revision, id: eventId } = at;
  const dues = data.dues.map(({ since, dueAt }) => ({ since, dueAt, revision }));
  const said = { interaction: stream, promise, kind: of, what, owner, department, dues, eventId };
  const then = opened(state, { stream, promise }, 1, said);
  return was === 'released' ? then : judged(then, was, -1);
}
function moved(state: InteractionsState, data: DataOf<typeof PromiseMoved>, at: Recorded): InteractionsState {
  const { promise, dueAt } = data;
  const { stream, revision } = at;
  const index = firstIndex(state.promises, isBehind(stream, promise));
  const one = state.promises[index];
  if (one?.interaction !== stream || one.promise !== promise || one.said === null) return state;
  // what reopened it later has said so already; the same date agreed again, after another one of that instant, is news
  if (revision < (one.said.dues[0]?.revision ?? 0)) return state;
  return { ...state, promises: state.promises.with(index, { ...one, said: movedTo(one.said, dueAt, at) }) };
}

/** A contact that happened, the latest first. */
type Happened = Contact & { readonly said: Said };
const happened = ({ recent }: InteractionsState): readonly Happened[] =>
  recent.filter((each): each is Happened => each.said !== null);
const contactsIn = ({ departments }: InteractionsState): number =>
  departments.reduce((sum, { contacts }) => sum + contacts, 0);
const unkept = ({ promises }: InteractionsState): readonly OpenPromise[] =>
  promises.flatMap(({ open, said }) => (open > 0 && said ? [said] : []));
const earliestDue = (some: readonly OpenPromise[], of: (one: OpenPromise) => Instant): Instant | null =>
  some.map(of).sort(compareTexts)[0] ?? null;

const figure = (
  behind: Figure['behind'],
  zh: string,
  en: string,
  evidence?: Figure<InteractionsState>['evidence'],
): Figure<InteractionsState> => ({ formula: { zh, en }, behind, ...(evidence && { evidence }) });
const eventsOf = (some: readonly { readonly eventId: string }[]): readonly string[] =>
  some.map(({ eventId }) => eventId);
const lastOnes: Figure<InteractionsState>['evidence'] = (state) => eventsOf(happened(state).slice(0, 1));
const withSentiment: Figure<InteractionsState>['evidence'] = (state) => eventsOf(lastMood(state));
const heardOnes: Figure<InteractionsState>['evidence'] = (state) => eventsOf(heard(state));
const unkeptOnes: Figure<InteractionsState>['evidence'] = (state) => eventsOf(unkept(state));

/** The part of interactions in the 360° view. */
export const interactionsSection = defineSection<InteractionsState, InteractionsView>()({
  name: 'interactions',
  title: { zh: '互动', en: 'Interactions' },
  version: 2,
  from: {
    InteractionRecorded,
    InteractionCorrected,
    InteractionMoved,
    InteractionRetracted,
    PromiseMade,
    PromiseKept,
    PromiseMoved,
    PromiseReleased,
    PromiseJudgedAgain,
    PromiseReopened,
  },
  initial: { channels: [], departments: [], recent: [], promises: [], kept: { 'in-time': 0, late: 0 } },
  evolve: {
    InteractionRecorded: (state, content, at) => told(state, at, undefined, saidOf(content, at.department ?? UNNAMED)),
    InteractionCorrected: (state, { department, was, ...content }, at) =>
      told(state, at, was, saidOf(content, department)),
    InteractionMoved: (state, { was }, at) => told(state, at, was, null),
    InteractionRetracted: (state, { was }, at) => told(state, at, was, null),
    PromiseMade: (state, data, at) => {
      const { promise, kind: of, what, owner, department, dues } = promised(data, at);
      const said = { interaction: at.stream, promise, kind: of, what, owner, department, dues, eventId: at.id };
      return opened(state, { stream: at.stream, promise }, 1, said);
    },
    PromiseKept: (state, { promise, verdict }, { stream }) =>
      judged(opened(state, { stream, promise }, -1), verdict, 1),
    PromiseMoved: moved,
    PromiseReleased: (state, { promise }, { stream }) => opened(state, { stream, promise }, -1),
    PromiseJudgedAgain: (state, { was, verdict }) => judged(judged(state, was, -1), verdict, 1),
    PromiseReopened: reopened,
  },
  shape: interactionsView,
  view,
  shows: [
    { at: 'lastContact/subject', of: ['interactions.subject'] },
    { at: 'needsHeard/*/needs', of: ['interactions.needs'] },
    { at: 'openPromises/*/what', of: ['interactions.what'] },
    { at: 'overduePromises/*/what', of: ['interactions.what'] },
  ],
  lapse: ({ nextPromiseDueAt: at }, { zone }) => {
    if (at === null) return null;
    const day = dayOf(at, zone);
    return { at, title: { zh: `${day} 有约定到期而未兑现`, en: `a promise fell due on ${day} and was not kept` } };
  },
  figures: {
    contacts: figure('each', '互动次数；已撤回的不计', 'Number of interactions, none of those retracted'),
    lastContact: figure(
      'last',
      `发生时间最晚的互动；最近 ${RECENT} 次全部撤回或更正则不详`,
      `The interaction that happened last; not known where the latest ${RECENT} were all taken back`,
      lastOnes,
    ),
    contactsByChannel: figure(
      'each',
      `各渠道的互动次数与最近一次；最近 ${PLACES} 次全部撤回或更正则最近一次不详`,
      `Interactions of each channel, and the last; that one is not known where the latest ${PLACES} were all taken back`,
    ),
    contactsByDepartment: figure(
      'each',
      `按登记部门的互动次数与最近一次；最近 ${PLACES} 次全部撤回或更正则最近一次不详`,
      `Interactions of each department that recorded them, and the last; that one is not known where the latest ${PLACES} were all taken back`,
    ),
    lastSentiment: figure(
      'last',
      `最近 ${RECENT} 次互动中最后注明的客户情绪`,
      `The sentiment that was noted last in the latest ${RECENT} interactions`,
      withSentiment,
    ),
    needsHeard: figure(
      'each',
      `最近 ${RECENT} 次互动中最后十次听到需求的互动及其需求`,
      `The ten latest of the last ${RECENT} interactions in which needs were heard, with the needs`,
      heardOnes,
    ),
    openPromises: figure(
      'each',
      '未兑现、未撤销且未到期的约定，期限近者在前',
      'Neither kept, released nor due; the next due first',
      unkeptOnes,
    ),
    overduePromises: figure('each', '到期时仍未兑现、未撤销的约定', 'Due, and neither kept nor released', unkeptOnes),
    promiseStanding: figure(
      'each',
      '没有未兑现的约定；有而均未到期；至少一项逾期',
      'Nothing to be kept; nothing due yet; at least one promise overdue',
      unkeptOnes,
    ),
    keptInTime: figure('each', '不晚于当时所约期限兑现的约定数', 'Kept no later than was agreed by then'),
    keptLate: figure('each', '晚于当时所约期限兑现的约定数', 'Kept later than was agreed by then'),
    nextPromiseDueAt: figure(
      'each',
      '未到期约定中最早的期限',
      'The earliest due date that is still to come',
      unkeptOnes,
    ),
  },
  fields: {
    contacts: integer(contactsIn),
    lastContactAt: instantField((state) => happened(state)[0]?.at ?? null, {
      zh: '最近互动时间',
      en: 'Last contact',
    }),
    lastSentiment: code(sentiments, sentimentOf),
    unkeptPromises: integer((state) => unkept(state).length, { zh: '未兑现约定数', en: 'Promises still to be kept' }),
    promiseDueAt: instantField((state) => earliestDue(unkept(state), lastDue), {
      zh: '最早的未兑现期限',
      en: 'Earliest promise still to be kept',
    }),
    promiseStandingReached: code(promiseStandings, (state) => (unkept(state).length > 0 ? 'in-time' : 'clear'), {
      zh: '到期前的承诺兑现状况',
      en: 'Standing of promises before any is due',
    }),
    promiseStanding: changing(
      'text',
      { before: 'promiseStandingReached', at: 'promiseDueAt', then: 'overdue' },
      promiseStandings,
    ),
  },
});

const heard = (state: InteractionsState): readonly Happened[] =>
  happened(state)
    .filter(({ said: { needs } }) => needs !== undefined && (isErased(needs) || needs.length > 0))
    .slice(0, SHOWN);

/** The latest with a sentiment, if there is one. */
const lastMood = (state: InteractionsState): readonly Happened[] =>
  happened(state)
    .filter(({ said }) => said.sentiment !== undefined)
    .slice(0, 1);

function sentimentOf(state: InteractionsState): Sentiment | null {
  return lastMood(state)[0]?.said.sentiment ?? null;
}

const idOf = (stream: string): string => idIn(interaction, stream);

function view(state: InteractionsState, { asOf }: Viewing): InteractionsView {
  const [last] = happened(state);
  const left = unkept(state);
  const open = left.filter((one) => dueBy(one, asOf) > asOf);
  const overdue = left.filter((one) => dueBy(one, asOf) <= asOf);
  return {
    contacts: contactsIn(state),
    lastContact: last
      ? {
          ...{ at: last.at, kind: last.said.kind, channel: last.said.channel ?? null },
          ...{ department: last.said.department, subject: last.said.subject ?? null },
          interaction: idOf(last.interaction),
        }
      : null,
    contactsByChannel: withContacts(state.channels).map(({ name: channel, ...rest }) => ({ channel, ...rest })),
    contactsByDepartment: withContacts(state.departments).map(({ name: department, ...rest }) => ({
      department,
      ...rest,
    })),
    lastSentiment: sentimentOf(state),
    needsHeard: heard(state).map(({ at: heardAt, said: { department, needs = [] }, interaction: stream }) => ({
      ...{ heardAt, department, needs, interaction: idOf(stream) },
    })),
    openPromises: shown(open, asOf),
    overduePromises: shown(overdue, asOf),
    promiseStanding: standingOf(left, overdue),
    keptInTime: state.kept['in-time'],
    keptLate: state.kept.late,
    nextPromiseDueAt: earliestDue(open, (one) => dueBy(one, asOf)),
  };
}

const standingOf = (left: readonly OpenPromise[], overdue: readonly OpenPromise[]): PromiseStanding =>
  overdue.length > 0 ? 'overdue' : left.length > 0 ? 'in-time' : 'clear';

const shown = (some: readonly OpenPromise[], asOf: Instant): InteractionsView['openPromises'] =>
  some
    .map((one) => ({
      ...{ interaction: idOf(one.interaction), promise: one.promise, kind: one.kind, what: one.what },
      ...{ owner: one.owner, department: one.department, dueAt: dueBy(one, asOf) },
    }))
    .sort((a, b) => compareTexts(a.dueAt, b.dueAt)); // a stable sort
