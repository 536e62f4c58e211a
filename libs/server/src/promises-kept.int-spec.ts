import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * DAY).toISOString();
/** All is recorded from this day on: late. */
const RECORDED = 500;
const reason = 'x';

interface Shown {
  readonly contacts: number;
  readonly lastContact: { readonly at: string } | null;
  readonly contactsByDepartment: readonly {
    readonly department: string;
    readonly contacts: number;
    readonly lastAt: string;
  }[];
  readonly openPromises: readonly object[];
  readonly overduePromises: readonly object[];
  readonly keptInTime: number;
  readonly keptLate: number;
}
async function seen(rig: Rig, customer: string, asOf: string): Promise<object> {
  const found = await rig.customers.view360(customer, { asOf }, reading);
  const shown = (found?.view as { readonly interactions: Shown }).interactions;
  return {
    contacts: shown.contacts,
    lastAt: shown.lastContact?.at ?? null,
    departments: shown.contactsByDepartment.map((row) => `${row.department} ${row.contacts} ${row.lastAt}`).sort(),
    open: shown.openPromises.length,
    overdue: shown.overduePromises.length,
    kept: shown.keptInTime,
    late: shown.keptLate,
  };
}
interface Total {
  readonly total: Readonly<Record<string, number>>;
}
const report = (rig: Rig, asOf: string): Promise<Total> =>
  rig.queries.ask(rig.registry.queries.get('report.promises') as QueryDef<object, Total>, {}, { ...reading, asOf });

async function opened<T>(use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    for (const customerId of ['c', 'd'])
      await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: day(0) });
    rig.clock.set(day(RECORDED));
    return await use(rig);
  } finally {
    await rig.close();
  }
}
/** Sends what the reactor wants, and lets all documents follow. */
async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}

/** So few of both that facts meet. */
const [which, on] = [fc.nat({ max: 3 }), fc.integer({ min: 5, max: 60 })];
const department = fc.constantFrom('sales', 'service', 'logistics');
const record = (at: fc.Arbitrary<number>) =>
  fc.record({
    does: fc.constant('record' as const),
    which: at,
    ...{ on, department },
    of: fc.constantFrom('c', 'c', 'd'),
    dues: fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 2 }),
  });
/** Something is there for the others to be about. */
const first = fc.tuple(...[0, 1, 2, 3].map((each) => record(fc.constant(each))));
const entry = fc.oneof(
  { weight: 2, arbitrary: record(which) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('correct' as const), which, on: fc.option(on), department }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('retract' as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('promise' as const), which, due: on }) },
  {
    weight: 9,
    arbitrary: fc.record({
      does: fc.constantFrom(...(['keep', 'keep', 'keep', 'release', 'mistake', 'reopen', 'reopen'] as const)),
      ...{ which, on, promise: fc.integer({ min: 1, max: 2 }) },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('move' as const),
      ...{ which, on, due: on, promise: fc.integer({ min: 1, max: 2 }) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('look' as const) }) },
);
type Entry = typeof entry extends fc.Arbitrary<infer E> ? E : never;

interface Noted {
  readonly of: string;
  readonly department: string;
  at: number;
  subject: string;
  gone: boolean;
  readonly promises: Owed[];
}
interface Owed {
  readonly made: number;
  /** Since when, until when. */
  readonly dues: [number, number][];
  kept: number;
  released: number;
  mistaken: boolean;
}
const NEVER = Infinity;

/** What is known in the end, as a person would keep it: it knows no events. */
class Book {
  readonly noted = new Map<string, Noted>();

  *owed(customer: string): Generator<Owed> {
    for (const { of, gone, promises } of this.noted.values())
      if (of === customer && !gone) yield* promises.filter(({ mistaken }) => !mistaken);
  }
  status({ made, dues, kept, released }: Owed, today: number): string {
    if (made > today) return 'none';
    if (released <= today) return 'released';
    const due = (by: number): number =>
      dues.reduce((last, each) => (each[0] <= by && each[0] >= last[0] ? each : last))[1];
    if (kept <= today) return kept <= due(kept) ? 'kept' : 'late';
    return due(today) <= today ? 'overdue' : 'open';
  }
  count(customer: string, today: number, status: string): number {
    return [...this.owed(customer)].filter((one) => this.status(one, today) === status).length;
  }
  shown(customer: string, today: number): object {
    const all = [...this.noted.values()].filter(({ of, at, gone }) => of === customer && !gone && at <= today);
    const last = (some: readonly Noted[]): string => day(Math.max(...some.map(({ at }) => at)));
    const departments = [...new Set(all.map((one) => one.department))].map((name) => {
      const some = all.filter((one) => one.department === name);
      return `${name} ${some.length} ${last(some)}`;
    });
    const count = (status: string): number => this.count(customer, today, status);
    return {
      contacts: all.length,
      lastAt: all.length === 0 ? null : last(all),
      departments: departments.sort(),
      ...{ open: count('open'), overdue: count('overdue'), kept: count('kept'), late: count('late') },
    };
  }
}

/** Sends one entry; what the rules refuse is in no book. @returns whether something was written */
async function enter(rig: Rig, book: Book, one: Entry, index: number): Promise<boolean> {
  if (one.does === 'look') {
    await settle(rig);
    return false;
  }
  const interactionId = `i-${one.which}`;
  const send = async (command: string, data: object, at?: number, by = 'finance'): Promise<number> => {
    const sent = { department: by, ...(at !== undefined && { occurredAt: day(at) }) };
    try {
      const all = { interactionId, ...data };
      return (await rig.send(`interactions.${command}`, all, sent)).receipt.events.length;
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return 0;
    }
  };
  const noted = book.noted.get(interactionId);
  const owed = 'promise' in one ? noted?.promises[one.promise - 1] : undefined;
  const subject = `主题 ${index}`;
  switch (one.does) {
    case 'record': {
      const promises = one.dues.map((due, i) => ({ what: `${index} ${i}`, owner: '物流', dueAt: day(one.on + due) }));
      const data = { customerId: one.of, kind: 'call', subject, promises };
      if ((await send('RecordInteraction', data, one.on, one.department)) === 0) return false;
      const made = one.dues.map((due) => owedFrom(one.on, one.on + due));
      book.noted.set(interactionId, {
        ...{ of: one.of, department: one.department, at: one.on, subject, gone: false, promises: made },
      });
      return true;
    }
    case 'correct': {
      const data = { subject, reason, ...(one.on !== null && { happenedAt: day(one.on) }) };
      if ((await send('CorrectInteraction', data, undefined, one.department)) === 0 || !noted) return false;
      Object.assign(noted, { subject, at: one.on ?? noted.at });
      return true;
    }
    case 'retract': {
      if ((await send('RetractInteraction', { reason })) === 0 || !noted) return false;
      noted.gone = true;
      return true;
    }
    case 'promise': {
      const data = { what: subject, owner: '物流', dueAt: day(one.due) };
      if ((await send('MakePromise', data)) === 0 || !noted) return false;
      noted.promises.push(owedFrom(noted.at, one.due));
      return true;
    }
    case 'keep': {
      if ((await send('KeepPromise', { promise: one.promise }, one.on)) === 0 || !owed) return false;
      owed.kept = one.on;
      return true;
    }
    case 'reopen': {
      if ((await send('ReopenPromise', { promise: one.promise, reason })) === 0 || !owed) return false;
      owed.kept = NEVER;
      return true;
    }
    case 'release':
    case 'mistake': {
      const because = one.does === 'release' ? 'not-needed' : 'mistake';
      if ((await send('ReleasePromise', { promise: one.promise, because, reason }, one.on)) === 0 || !owed)
        return false;
      if (because === 'mistake') owed.mistaken = true;
      else owed.released = one.on;
      return true;
    }
    case 'move': {
      const data = { promise: one.promise, dueAt: day(one.due), reason };
      if ((await send('MovePromise', data, one.on)) === 0 || !owed) return false;
      owed.dues.push([one.on, one.due]);
      return true;
    }
  }
}
const owedFrom = (made: number, due: number): Owed => ({
  ...{ made, dues: [[made, due]], kept: NEVER, released: NEVER, mistaken: false },
});

/** What is rare among the others: a promise that was kept, as it seemed. */
const written: Entry[] = [
  { does: 'record', which: 0, on: 10, department: 'sales', of: 'c', dues: [10] },
  { does: 'keep', which: 0, on: 15, promise: 1 },
  { does: 'reopen', which: 0, on: 16, promise: 1 },
];

interface Document {
  readonly content: { readonly subject: string };
  readonly promises: readonly { readonly promise: number; readonly misses: readonly string[] }[];
}

it('is as of any day what a person would keep by hand, in whatever order and however late it was entered; why says so, and a miss is recorded where there was one', async () => {
  const held = { taken: 0, byTime: 0, missed: 0, moved: 0, again: 0, reopened: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(first, fc.array(entry, { minLength: 15, maxLength: 40 })).map((all) => all.flat()),
      fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 15, maxLength: 15 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      (entries, days, chosen) =>
        opened(async (rig) => {
          const book = new Book();
          for (const [i, one] of entries.entries()) held.taken += (await enter(rig, book, one, i)) ? 1 : 0;
          await settle(rig);
          expect(rig.failures).toEqual([]);
          for (const today of days) {
            for (const customer of ['c', 'd'])
              expect([customer, today, await seen(rig, customer, day(today))]).toEqual([
                customer,
                today,
                book.shown(customer, today),
              ]);
            const count = (status: string): number =>
              ['c', 'd'].reduce((sum, customer) => sum + book.count(customer, today, status), 0);
            expect([today, (await report(rig, day(today))).total]).toMatchObject([
              today,
              {
                ...{ keptInTime: count('kept'), keptLate: count('late'), overdue: count('overdue') },
                ...{ notDue: count('open'), released: count('released') },
              },
            ]);
          }
          const list = rig.registry.fold(rig.registry.projections.get('interactions') as never);
          for (const [id, { subject, gone, promises }] of book.noted) {
            const doc = (await rig.reader.get(list.id, `interaction-${id}`))?.doc as Document | undefined;
            expect([id, doc?.content.subject]).toEqual([id, gone ? undefined : subject]);
            for (const [i, owed] of gone ? [] : promises.entries()) {
              const told = doc?.promises.find(({ promise }) => promise === i + 1)?.misses ?? [];
              const [, last] = owed.dues.reduce((a, b) => (b[0] >= a[0] ? b : a));
              const wasMissed = (due: number): boolean => book.status(owed, due) === 'overdue';
              const unmet = told.filter((due) => !wasMissed((Date.parse(due) - Date.parse(day(0))) / DAY));
              expect([id, i, unmet]).toEqual([id, i, []]);
              if (owed.mistaken) expect(told).toEqual([]);
              else expect([id, i, last, told.includes(day(last))]).toEqual([id, i, last, wasMissed(last)]);
              held.missed += told.length;
            }
          }
          for (const asOf of [day(days[0] ?? 0), day(RECORDED)]) {
            const asked = { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment: { asOf } };
            const found = await brokenWhy(asked, (pointers) =>
              pointers.filter((_, i) => chosen.some((n) => n % pointers.length === i)),
            );
            expect(found?.broken ?? []).toEqual([]);
            held.byTime += found?.answers.filter(({ events }) => events.at(-1)?.kind === 'time').length ?? 0;
          }
          const all = (await rig.feed.read(0, 10_000)).events;
          const told = (name: string): number => all.filter(({ type }) => type === `interactions.${name}`).length;
          held.moved += told('InteractionMoved');
          held.again += told('PromiseMissWithdrawn');
          held.reopened += told('PromiseReopened');
        }),
    ),
    {
      numRuns: 25,
      examples: [[written, [5, 10, 12, 15, 16, 18, 19, 20, 21, 30, 40, 50, 60, 75, 90], [0, 1, 2, 3, 4, 5]]],
    },
  );
  // the law was held against something
  expect(neverSeen(held)).toEqual([]);
});

it('is told once: after all read models are built anew nothing is raised, and they are the same', () =>
  opened(async (rig) => {
    const owner = '物流';
    const promises = [20, 40].map((due) => ({ what: `${due}`, owner, dueAt: day(due) }));
    const data = { interactionId: 'i', customerId: 'c', kind: 'call', subject: '交期', promises };
    await rig.send('interactions.RecordInteraction', data, { occurredAt: day(10), department: 'sales' });
    await settle(rig);
    const head = await rig.feed.head();
    expect((await rig.feed.read(0, 100)).events.filter(({ type }) => type.endsWith('PromiseMissed'))).toHaveLength(2);
    const before = await rig.documents();
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await rig.documents()).toEqual(before);
  }));

it('says nothing of history whose due dates have passed when it is brought in', () =>
  opened(async (rig) => {
    const promises = [{ what: 'x', owner: 'y', dueAt: day(20) }];
    const data = { interactionId: 'i', customerId: 'c', kind: 'call', subject: '交期', promises };
    const sent = { occurredAt: day(10), department: 'sales', backfill: true };
    await rig.send('interactions.RecordInteraction', data, sent);
    const head = await rig.feed.head();
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await seen(rig, 'c', day(30))).toMatchObject({ overdue: 1 });
  }));

it('is missed again where it was said to be kept by mistake', () =>
  opened(async (rig) => {
    const promises = [{ what: 'x', owner: 'y', dueAt: day(20) }];
    const of = { interactionId: 'i', promise: 1 };
    const data = { interactionId: 'i', customerId: 'c', kind: 'call', subject: '交期', promises };
    await rig.send('interactions.RecordInteraction', data, { occurredAt: day(10), department: 'sales' });
    for (let i = 0; i < 2; i++) {
      await settle(rig);
      await rig.send('interactions.KeepPromise', of, { occurredAt: day(15) });
      await rig.send('interactions.ReopenPromise', { ...of, reason });
    }
    await settle(rig);
    const told = (await rig.feed.read(0, 100)).events.map(({ type }) => type).filter((type) => /Miss/.test(type));
    const [missed, back] = ['interactions.PromiseMissed', 'interactions.PromiseMissWithdrawn'];
    expect(told).toEqual([missed, back, missed, back, missed]);
  }));

it('is judged again where another due date had been agreed before it was kept, and is open again as it was', () =>
  opened(async (rig) => {
    const promises = [{ what: 'x', owner: 'y', dueAt: day(20) }];
    const of = { interactionId: 'i', promise: 1 };
    const data = { interactionId: 'i', customerId: 'c', kind: 'call', subject: '交期', promises };
    await rig.send('interactions.RecordInteraction', data, { occurredAt: day(10), department: 'sales' });
    await rig.send('interactions.KeepPromise', of, { occurredAt: day(25) });
    await settle(rig);
    expect(await seen(rig, 'c', day(26))).toMatchObject({ kept: 0, late: 1 });
    await rig.send('interactions.MovePromise', { ...of, dueAt: day(30), reason }, { occurredAt: day(15) });
    await settle(rig);
    const holds = async (at: number, wanted: object): Promise<void> => {
      expect([at, await seen(rig, 'c', day(at))]).toMatchObject([at, wanted]);
      const asked = { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment: { asOf: day(at) } };
      expect((await brokenWhy(asked, (pointers) => pointers))?.broken).toEqual([]);
    };
    for (const at of [14, 16, 22]) await holds(at, { open: 1, overdue: 0, kept: 0, late: 0 });
    await holds(26, { open: 0, kept: 1, late: 0 });
    await rig.send('interactions.ReopenPromise', { ...of, reason });
    await rig.send('interactions.KeepPromise', of, { occurredAt: day(31) });
    await settle(rig);
    await holds(26, { open: 1, kept: 0, late: 0 });
    await holds(40, { open: 0, overdue: 0, kept: 0, late: 1 });
    await rig.send('interactions.ReleasePromise', { ...of, because: 'mistake', reason });
    await settle(rig);
    for (const at of [12, 26, 40]) await holds(at, { open: 0, overdue: 0, kept: 0, late: 0 });
  }));

it('was kept when that was said last, though it happened before what was said first', () =>
  opened(async (rig) => {
    const promises = [{ what: 'x', owner: 'y', dueAt: day(20) }];
    const of = { interactionId: 'i', promise: 1 };
    const data = { interactionId: 'i', customerId: 'c', kind: 'call', subject: '交期', promises };
    await rig.send('interactions.RecordInteraction', data, { occurredAt: day(10), department: 'sales' });
    await rig.send('interactions.KeepPromise', of, { occurredAt: day(25) });
    await rig.send('interactions.ReopenPromise', { ...of, reason });
    await rig.send('interactions.KeepPromise', of, { occurredAt: day(15) });
    await settle(rig);
    expect(await seen(rig, 'c', day(30))).toMatchObject({ kept: 1, late: 0, overdue: 0 });
    const asked = { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment: {} };
    expect((await brokenWhy(asked, () => []))?.broken).toEqual([]);
  }));
