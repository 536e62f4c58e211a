import { ERASED, type Recorded } from '@dossier/kernel';
import { projectionSpec, told, viewing } from '@dossier/testing';
import {
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from './interaction.events';
import { interactionsSection, type InteractionsState } from './interactions-section';
import {
  PromiseJudgedAgain,
  PromiseKept,
  PromiseMade,
  PromiseMoved,
  PromiseReleased,
  PromiseReopened,
} from './promise.events';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (id: string, day: number, department = 'sales') => ({
  ...{ stream: `interaction-${id}`, occurredAt: march(day), department },
});
const reason = 'x';
const spoke = (id: string, day: number, department: string, content: object = {}) =>
  told(InteractionRecorded({ kind: 'call', channel: 'phone', subject: `${id} 主题`, ...content }), {
    ...on(id, day, department),
  });
const made = (id: string, promise: number, dueOn: number) =>
  told(
    PromiseMade({ promise, kind: 'promise', what: '到货', owner: '物流', dueAt: march(dueOn) }),
    on(id, 2, 'service'),
  );
const spec = projectionSpec(interactionsSection);
const shown = (wanted: object) => expect.objectContaining(wanted) as never;
const asOf = (day: number) => ({ asOf: march(day) });

const heard = [
  spoke('A', 2, 'service', { needs: ['四天到厂'], sentiment: 'negative' }),
  spoke('B', 9, 'sales', { kind: 'visit', channel: 'on-site' }),
  spoke('C', 4, 'service'),
] as const;

it('says when which department and channel spoke to the customer last, in whatever order that is told', () =>
  spec
    .given(...heard)
    .inAnyOrderOfCommit()
    .thenView(
      shown({
        contacts: 3,
        lastContact: {
          ...{ at: march(9), kind: 'visit', channel: 'on-site', department: 'sales' },
          ...{ subject: 'B 主题', interaction: 'B' },
        },
        contactsByChannel: [
          { channel: 'on-site', contacts: 1, lastAt: march(9) },
          { channel: 'phone', contacts: 2, lastAt: march(4) },
        ],
        contactsByDepartment: [
          { department: 'sales', contacts: 1, lastAt: march(9) },
          { department: 'service', contacts: 2, lastAt: march(4) },
        ],
        lastSentiment: 'negative',
        needsHeard: [{ heardAt: march(2), department: 'service', needs: ['四天到厂'], interaction: 'A' }],
      }),
    ));

it('takes the one before for the last again where the last is retracted', () =>
  spec
    .given(
      ...heard,
      told(InteractionRetracted({ was: { channel: 'on-site', department: 'sales' }, reason }), on('B', 9)),
    )
    .inAnyOrderOfStreams()
    .thenView(
      shown({
        contacts: 2,
        contactsByChannel: [{ channel: 'phone', contacts: 2, lastAt: march(4) }],
        contactsByDepartment: [{ department: 'service', contacts: 2, lastAt: march(4) }],
      }),
    ));

it('takes the correction that was written last, at its own time, for the department that recorded it', () => {
  const was = { channel: 'phone', department: 'service' };
  const corrected = (day: number, subject: string, before?: typeof was) =>
    told(
      InteractionCorrected({
        ...{ kind: 'chat', subject, department: 'service', reason },
        ...(before && { was: before }),
      }),
      on('A', day, 'finance'),
    );
  const moved = told(InteractionMoved({ happenedAt: march(20), was: { department: 'service' } }), on('A', 2));
  const all = [heard[0], corrected(2, '一', was), moved, corrected(20, '二')] as const;
  const last = { at: march(20), kind: 'chat', channel: null, department: 'service', subject: '二', interaction: 'A' };
  spec
    .given(...all)
    .inAnyOrderOfCommit()
    .thenView(
      shown({
        ...{ contacts: 1, lastContact: last, lastSentiment: null, needsHeard: [] },
        contactsByChannel: [{ channel: null, contacts: 1, lastAt: march(20) }],
        contactsByDepartment: [{ department: 'service', contacts: 1, lastAt: march(20) }],
      }),
    );
  spec.given(...all.slice(0, 3)).thenView(shown({ contacts: 0, lastContact: null, contactsByChannel: [] })); // as of a day in between
});

it('shows of what was erased that it was', () =>
  spec
    .given(spoke('A', 2, 'sales', { subject: ERASED, needs: ERASED }))
    .thenView(shown({ needsHeard: [{ heardAt: march(2), department: 'sales', needs: ERASED, interaction: 'A' }] })));

it('shows the ten latest interactions with needs', () => {
  const many = Array.from({ length: 12 }, (_, i) => spoke(`N${i}`, i + 1, 'sales', { needs: [`需求 ${i}`] }));
  const latest = Array.from({ length: 10 }, (_, i) => ({
    ...{ heardAt: march(12 - i), department: 'sales', needs: [`需求 ${11 - i}`], interaction: `N${11 - i}` },
  }));
  spec.given(...many).thenView(shown({ needsHeard: latest }));
});

describe('promises', () => {
  const kept = (promise: number, day: number, verdict: 'in-time' | 'late' = 'in-time') =>
    told(PromiseKept({ promise, verdict }), on('A', day));
  const again = (
    promise: number,
    day: number,
    was: 'in-time' | 'late' | 'released',
    dueOn: number,
    ...moves: readonly { readonly since: string; readonly dueAt: string }[]
  ) =>
    told(
      PromiseReopened({
        ...{ promise, was, kind: 'promise', what: '到货', owner: '物流', department: 'service', reason },
        dues: [{ since: march(2), dueAt: march(dueOn) }, ...moves],
      }),
      on('A', day),
    );
  const two = [spoke('A', 2, 'service'), made('A', 1, 20), made('A', 2, 10)] as const;
  const row = (promise: number, dueOn: number) => ({
    ...{ interaction: 'A', promise, kind: 'promise', what: '到货', owner: '物流', department: 'service' },
    dueAt: march(dueOn),
  });

  it('are open until they are due, the next first, then overdue', () => {
    const given = spec.given(...two);
    const view = (day: number, wanted: object) => given.thenView(shown(wanted), asOf(day));
    view(9, { openPromises: [row(2, 10), row(1, 20)], overduePromises: [], promiseStanding: 'in-time' });
    view(9, { nextPromiseDueAt: march(10) });
    view(10, { openPromises: [row(1, 20)], overduePromises: [row(2, 10)], promiseStanding: 'overdue' });
    view(10, { nextPromiseDueAt: march(20) });
    view(20, { openPromises: [], overduePromises: [row(2, 10), row(1, 20)], nextPromiseDueAt: null });
    given.thenFields({ unkeptPromises: 2, promiseDueAt: march(10), promiseStandingReached: 'in-time' });
  });

  it('are kept in time or late by what was agreed by then, in whatever order that is told', () => {
    const moved = (day: number, to: number) =>
      told(PromiseMoved({ promise: 2, dueAt: march(to), reason }), on('A', day));
    const counts = (keptInTime: number, keptLate: number) => shown({ keptInTime, keptLate, promiseStanding: 'clear' });
    const anew = told(PromiseJudgedAgain({ promise: 2, was: 'late', verdict: 'in-time' }), on('A', 11));
    spec
      .given(...two, kept(1, 20), kept(2, 11, 'late'))
      .inAnyOrderOfStreams()
      .thenView(counts(1, 1));
    spec
      .given(...two, kept(1, 20), moved(9, 12), kept(2, 11))
      .inAnyOrderOfStreams()
      .thenView(counts(2, 0));
    spec
      .given(...two, kept(1, 20), kept(2, 11, 'late'), moved(9, 12), anew)
      .inAnyOrderOfStreams()
      .thenView(counts(2, 0));
    spec.given(...two, kept(1, 20), kept(2, 11, 'late')).thenFields({ unkeptPromises: 0, promiseDueAt: null });
  });

  it('are due when it was agreed last, also where that date was agreed before another one of the same day', () => {
    const moved = (to: number) => told(PromiseMoved({ promise: 2, dueAt: march(to), reason }), on('A', 8));
    const all = [...two, moved(12), moved(18), moved(12)] as const;
    const isDue = shown({ openPromises: [row(2, 12), row(1, 20)], nextPromiseDueAt: march(12) });
    spec.given(...all).thenView(isDue, asOf(9));
    const moves = [12, 18, 12].map((to) => ({ since: march(8), dueAt: march(to) }));
    spec.given(...all, kept(2, 7), again(2, 7, 'in-time', 10, ...moves)).thenView(isDue, asOf(9));
  });

  it('are open again where they were not kept after all', () => {
    const all = [...two, kept(2, 8), again(2, 8, 'in-time', 10)] as const;
    spec
      .given(...all)
      .inAnyOrderOfStreams()
      .thenView(shown({ keptInTime: 0, overduePromises: [row(2, 10)] }), asOf(12));
    spec
      .given(...all, kept(2, 11, 'late'))
      .inAnyOrderOfStreams()
      .thenView(shown({ keptInTime: 0, keptLate: 1, overduePromises: [] }), asOf(12));
  });

  it('are none where they are not needed any more, or never were', () => {
    const released = (promise: number, because: 'mistake' | 'not-needed', day: number) =>
      told(PromiseReleased({ promise, because, reason }), on('A', day));
    spec
      .given(...two, released(2, 'not-needed', 9), released(1, 'mistake', 2))
      .inAnyOrderOfStreams()
      .thenView(shown({ openPromises: [], overduePromises: [], promiseStanding: 'clear', keptInTime: 0 }));
    spec
      .given(...two, kept(1, 8), again(1, 8, 'in-time', 20), released(1, 'mistake', 2))
      .inAnyOrderOfStreams()
      .thenView(shown({ keptInTime: 0 }), asOf(9));
  });
});

it('keeps a document of one size, however often the customer is spoken to', () => {
  const minute = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
  const { evolve, initial } = interactionsSection;
  const size = (interactions: number): number => {
    let state: InteractionsState = initial;
    for (let i = 0; i < interactions; i++) {
      const at = (revision: number) =>
        ({
          ...{ stream: `interaction-${1_000_000 + i}`, revision, id: `${1_000_000 + i}` },
          ...{ occurredAt: minute(i), department: 'sales' },
        }) as Recorded;
      const content = { kind: 'call', channel: 'phone', subject: '交期', needs: ['四天到厂'] } as const;
      const promise = { promise: 1, kind: 'promise', what: '到货', owner: '物流', dueAt: minute(i + 1) } as const;
      state = evolve.InteractionRecorded(state, content, at(0));
      state = evolve.PromiseMade(state, promise, at(1));
      state = evolve.PromiseKept(state, { promise: 1, verdict: 'in-time' }, at(2));
    }
    expect(interactionsSection.view(state, viewing({ asOf: minute(interactions) }))).toMatchObject({
      ...{ contacts: interactions, keptInTime: interactions, openPromises: [] },
    });
    return JSON.stringify(state).length;
  };
  expect(size(2_000) - size(200)).toBeLessThan(20);
});
