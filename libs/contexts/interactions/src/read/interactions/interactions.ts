import {
  byStream,
  code,
  comparedAs,
  defineProjection,
  type Erased,
  holding,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  orErased,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  unindexed,
  type Viewing,
} from '@dossier/kernel';
import { searchFold } from '@dossier/fields';
import { contentIn } from '../../content';
import { interaction, interactionEvents } from '../../interaction';
import type { InteractionContent } from '../../interaction.events';
import { dueBy, followPromise, type Promised, promised, statusAt, UNNAMED } from '../../promised';
import {
  CHANNEL,
  CUSTOMER,
  DEPARTMENT,
  DUE_AT,
  HAPPENED_AT,
  ITS_OWNER,
  ITS_SUBJECT,
  ITS_WHAT,
  KIND,
  MINUTES,
  NEEDS,
  PARTICIPANTS,
  PROMISE,
  PROMISE_KIND,
  STAFF,
} from '../../shown-parts';
import { directions, promiseStatuses, sentiments } from '../../terms';

export interface InteractionDocument {
  readonly interactionId: string;
  readonly customer: string;
  readonly happenedAt: Instant;
  readonly recordedAt: Instant;
  readonly department: string;
  readonly businessLine: string | null;
  readonly content: InteractionContent;
  /** Not those that were recorded by mistake. */
  readonly promises: readonly Promised[];
}

const texts = (title: Parameters<typeof kind.text>[0]) => orNull(orErased(kind.list(kind.text(title))));
const interactionView = shape({
  interactionId: kind.text({ zh: '互动编号', en: 'Interaction' }),
  customer: CUSTOMER,
  happenedAt: HAPPENED_AT,
  kind: KIND,
  channel: CHANNEL,
  direction: orNull(kind.code(directions.title, directions)),
  department: DEPARTMENT,
  subject: ITS_SUBJECT,
  sentiment: orNull(kind.code(sentiments.title, sentiments)),
  participants: texts(PARTICIPANTS),
  staff: texts(STAFF),
  needs: texts(NEEDS),
  minutes: orNull(orErased(kind.text(MINUTES))),
  promises: kind.rows(
    { zh: '约定', en: 'Promises' },
    {
      promise: PROMISE,
      kind: PROMISE_KIND,
      what: ITS_WHAT,
      owner: ITS_OWNER,
      dueAt: DUE_AT,
      status: kind.code(promiseStatuses.title, promiseStatuses),
    },
  ),
  businessLine: orNull(kind.text({ zh: '业务线', en: 'Business line' })),
  recordedAt: kind.instant({ zh: '登记时间', en: 'Recorded' }),
});
export type InteractionView = Shown<typeof interactionView>;

const follow = followPromise();
type Doc = InteractionDocument | null;
/** With one of its promises changed. */
const change = (doc: Doc, { promise }: { readonly promise: number }, to: (one: Promised) => Promised): Doc =>
  doc && {
    ...doc,
    promises: doc.promises.map((one) => (one.promise === promise ? to(one) : one)).filter(({ mistaken }) => !mistaken),
  };

/** What customers and we said to each other; one that was retracted is none. */
export const interactions = defineProjection<InteractionDocument>()({
  name: 'interactions',
  title: { zh: '互动记录', en: 'Interactions' },
  version: 1,
  from: interactionEvents,
  key: byStream,
  evolve: {
    InteractionRecorded: (_, content, at) => ({
      interactionId: idIn(interaction, at.stream),
      customer: at.subject,
      happenedAt: at.occurredAt,
      recordedAt: at.recordedAt,
      department: at.department ?? UNNAMED,
      businessLine: at.businessLine,
      content,
      promises: [],
    }),
    InteractionCorrected: (doc, data, { occurredAt: happenedAt }) =>
      doc && { ...doc, happenedAt, department: data.department, content: contentIn(data) },
    InteractionMoved: (doc) => doc, // the correction that comes with it says the rest
    InteractionRetracted: () => null,
    PromiseMade: (doc, data, at) => doc && { ...doc, promises: [...doc.promises, promised(data, at)] },
    PromiseKept: (doc, data, at) => change(doc, data, (one) => follow.PromiseKept(one, data, at)),
    PromiseMoved: (doc, data, at) => change(doc, data, (one) => follow.PromiseMoved(one, data, at)),
    PromiseReleased: (doc, data, at) => change(doc, data, (one) => follow.PromiseReleased(one, data, at)),
    PromiseJudgedAgain: (doc) => doc,
    PromiseReopened: (doc, data, at) => change(doc, data, (one) => follow.PromiseReopened(one, data, at)),
    PromiseMissed: (doc, data, at) => change(doc, data, (one) => follow.PromiseMissed(one, data, at)),
    PromiseMissWithdrawn: (doc, data, at) => change(doc, data, (one) => follow.PromiseMissWithdrawn(one, data, at)),
  },
  fields: {
    customer: text((doc) => doc.customer),
    happenedAt: instantField((doc) => doc.happenedAt),
    kind: text(({ content }) => content.kind),
    channel: text(({ content }) => content.channel ?? null),
    direction: unindexed(code(directions, ({ content }) => content.direction ?? null)),
    department: text((doc) => doc.department),
    sentiment: code(sentiments, ({ content }) => content.sentiment ?? null),
    subject: holding(
      ['interactions.subject'],
      unindexed(
        comparedAs(
          searchFold,
          text(({ content: { subject } }) => readable(subject)),
        ),
      ),
    ),
    businessLine: unindexed(text((doc) => doc.businessLine)),
    needCount: unindexed(
      integer(({ content: { needs } }) => (Array.isArray(needs) ? needs.length : 0), {
        zh: '需求条数',
        en: 'Needs heard',
      }),
    ),
    recordedAt: unindexed(instantField((doc) => doc.recordedAt)),
  },
  shape: interactionView,
  view: ({ content, promises, ...doc }, { asOf }: Viewing): InteractionView => ({
    interactionId: doc.interactionId,
    customer: doc.customer,
    happenedAt: doc.happenedAt,
    kind: content.kind,
    channel: content.channel ?? null,
    direction: content.direction ?? null,
    department: doc.department,
    subject: content.subject ?? null,
    sentiment: content.sentiment ?? null,
    participants: content.participants ?? null,
    staff: content.staff ?? null,
    needs: content.needs ?? null,
    minutes: content.minutes ?? null,
    promises: promises.map((one) => ({
      ...{ promise: one.promise, kind: one.kind, what: one.what, owner: one.owner },
      ...{ dueAt: dueBy(one, asOf), status: statusAt(one, asOf) },
    })),
    businessLine: doc.businessLine,
    recordedAt: doc.recordedAt,
  }),
  shows: [
    ...['subject', 'minutes', 'participants', 'staff', 'needs'].map((at) => ({ at, of: [`interactions.${at}`] })),
    { at: 'promises/*/what', of: ['interactions.what'] },
  ],
  personal: true,
  routes: [
    {
      path: 'interactions',
      summary: { zh: '互动记录', en: 'Interactions' },
      by: READERS,
      one: { parameter: 'interactionId', of: interaction },
    },
    {
      path: 'customers/:customer/interactions',
      summary: { zh: '某客户的互动记录', en: 'Interactions of a customer' },
      by: READERS,
    },
  ],
});

const readable = (value: string | Erased | undefined): string | null => (typeof value === 'string' ? value : null);
