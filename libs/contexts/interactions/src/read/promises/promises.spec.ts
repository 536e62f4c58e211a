import { projectionSpec, readsOf, told, viewing } from '@dossier/testing';
import {
  PromiseKept,
  PromiseMade,
  PromiseMissed,
  PromiseMissWithdrawn,
  PromiseMoved,
  PromiseReleased,
  PromiseReopened,
} from '../../promise.events';
import { type PromiseDocument, promises } from './promises';
import { promisesReport } from './promises-report';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'interaction-i', occurredAt: march(day), department: 'service' });
const one = { promise: 1, kind: 'promise', owner: '物流', dueAt: march(20) } as const;
const made = told(PromiseMade({ ...one, what: '月底前到货' }), on(5));
const kept = told(PromiseKept({ promise: 1, verdict: 'late', note: '已签收' }), on(22));
const moved = told(PromiseMoved({ promise: 1, dueAt: march(25), reason: '分两批' }), on(10));
const missed = told(PromiseMissed(one), on(20));
const spec = projectionSpec(promises);
const shows = (wanted: object) => expect.objectContaining(wanted) as never;

it('shows who is to keep what until when, and whether it was kept', () => {
  const given = spec.given(made, missed, kept).twice();
  given.thenView({
    ...{ interaction: 'i', promise: 1, customer: 'customer-1', kind: 'promise', what: '月底前到货', owner: '物流' },
    ...{ department: 'service', madeAt: march(5), dueAt: march(20), status: 'kept-late', keptAt: march(22) },
    ...{ note: '已签收', releasedAt: null, reason: null, missed: [march(20)] },
    dueDates: [{ since: march(5), dueAt: march(20) }],
  });
  given.thenView(shows({ status: 'overdue' }), viewing({ asOf: march(21) }));
  given.thenView(shows({ status: 'open' }), viewing({ asOf: march(19) }));
  given.thenFields({ statusReached: 'kept-late', overdueFrom: null, dueAt: march(20), owner: '物流' });
  spec.given(made).thenFields({ statusReached: 'open', overdueFrom: march(20) });
});

it('says why it was moved, and is kept in time by the date that was agreed by then', () =>
  spec.given(made, moved, kept).thenView(shows({ status: 'kept', reason: '分两批', dueAt: march(25), missed: [] })));

it('is open again where it was not kept, and released where it is not needed', () => {
  const reopened = told(
    PromiseReopened({
      ...{ promise: 1, was: 'late', kind: 'promise', owner: '物流', department: 'sales', reason: '数量不符' },
      dues: [{ since: march(5), dueAt: march(20) }],
    }),
    on(22),
  );
  const back = told(PromiseMissWithdrawn({ promise: 1, dueAt: march(20) }), on(20));
  spec
    .given(made, missed, kept, reopened, back)
    .thenView(shows({ status: 'overdue', keptAt: null, note: null, reason: '数量不符', missed: [] }));
  const released = (because: 'mistake' | 'not-needed', day: number) =>
    told(PromiseReleased({ promise: 1, because, reason: 'x' }), on(day));
  spec.given(made, released('not-needed', 9)).thenFields({ statusReached: 'released', overdueFrom: null });
  spec.given(made, kept, released('mistake', 5), back).twice().then(null);
});

it('has one document for each promise of each interaction', () =>
  spec
    .given(made, told(PromiseMade({ ...one, promise: 2, kind: 'follow-up' }), on(5)), {
      ...made,
      stream: 'interaction-i.1',
    })
    .thenAll({
      'i.1': shows({ kind: 'promise' }),
      'i.2': shows({ kind: 'follow-up' }),
      'i.1.1': shows({ interaction: 'i.1' }),
    }));

describe('the report', () => {
  let count = 0;
  const doc = (owner: string, more: Partial<PromiseDocument> = {}, dueOn = 20): PromiseDocument => ({
    ...{ interaction: `n${count++}`, promise: 1, kind: 'promise', what: null, owner, madeAt: march(5) },
    dues: [{ since: march(5), dueAt: march(dueOn), revision: 0 }],
    ...{ kept: { at: null, revision: 0 }, releasedAt: null, reopenedAt: null, mistaken: false, misses: [] },
    ...{ customer: 'c-1', department: 'sales', note: null, reason: null },
    ...more,
  });
  const on_ = (day: number) => ({ kept: { at: march(day), revision: 1 } });
  const docs = [
    doc('物流', on_(20)),
    doc('物流', on_(21)),
    doc('物流', { customer: 'c-2' }),
    doc('王强', { department: 'service', kind: 'follow-up' }, 28),
    doc('王强', { releasedAt: march(9) }),
    doc('李四', { madeAt: march(24) }, 30),
  ];
  const ask = (day: number, params: object = {}) => {
    const documents = Object.fromEntries(docs.map((each) => [`${each.interaction}.1`, each]));
    const reads = readsOf(new Map([[promises, documents]]));
    return promisesReport.run(params, { ...viewing({ asOf: march(day) }), reads });
  };
  const row = (made_: number, inTime: number, late: number, overdue: number, open: number, released: number) => ({
    ...{ made: made_, keptInTime: inTime, keptLate: late, overdue, notDue: open, released },
    keptPercent: inTime + late + overdue === 0 ? null : Math.round((inTime / (inTime + late + overdue)) * 1000) / 10,
  });

  it('counts promises by who is to keep them, those with overdue ones first', async () =>
    expect(await ask(22)).toEqual({
      rows: [
        { owner: '物流', ...row(3, 1, 1, 1, 0, 0) },
        { owner: '王强', ...row(2, 0, 0, 0, 1, 1) },
      ],
      total: row(5, 1, 1, 1, 1, 1),
    }));

  it('is as of any day', async () => {
    expect((await ask(8)).total).toEqual(row(5, 0, 0, 0, 5, 0));
    expect((await ask(20)).total).toEqual(row(5, 1, 0, 2, 1, 1));
    expect((await ask(30)).total).toEqual(row(6, 1, 1, 3, 0, 1));
  });

  it('counts by department and customer too, and only promises to customers where these are asked for', async () => {
    expect((await ask(22, { by: 'department' })).rows).toEqual([
      { department: 'sales', ...row(4, 1, 1, 1, 0, 1) },
      { department: 'service', ...row(1, 0, 0, 0, 1, 0) },
    ]);
    expect((await ask(22, { by: 'customer', kind: 'promise' })).rows).toEqual([
      { customer: 'c-2', ...row(1, 0, 0, 1, 0, 0) },
      { customer: 'c-1', ...row(3, 1, 1, 0, 0, 1) },
    ]);
  });
});
