import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString();
const dayOf = (at: string): number => (Date.parse(at) - Date.UTC(2025, 0, 1)) / DAY;
/** All is recorded from this day on: late. */
const RECORDED = 900;
const reason = 'x';

interface Figure {
  readonly answers: number;
  readonly value: number | null;
  readonly lower: number | null;
  readonly gain: number | null;
  readonly months: number;
  readonly direction: string;
}
interface Shown {
  readonly csat: Figure | null;
  readonly nps: Figure | null;
  readonly byMonth: readonly {
    readonly instrument: string;
    readonly month: string;
    readonly answers: number;
    readonly level: number;
  }[];
  readonly competitors: readonly {
    readonly competitor: string;
    readonly answers: number;
    readonly value: number | null;
  }[];
  readonly openFeedback: readonly { readonly feedback: string }[];
  readonly overdueFeedback: readonly { readonly feedback: string }[];
  readonly feedbackAnswered: number;
  readonly feedbackAnsweredLate: number;
}
const figure = (of: Figure | null): object | null =>
  of && { answers: of.answers, value: of.value, lower: of.lower, gain: of.gain, months: of.months };

async function seen(rig: Rig, customer: string, asOf: string): Promise<object> {
  const found = await rig.customers.view360(customer, { asOf }, reading);
  const shown = (found?.view as { readonly satisfaction: Shown }).satisfaction;
  return {
    csat: figure(shown.csat),
    nps: figure(shown.nps),
    byMonth: shown.byMonth.map((row) => `${row.instrument} ${row.month} ${row.answers} ${row.level}`),
    rivals: shown.competitors.map((row) => `${row.competitor} ${row.answers} ${row.value}`),
    open: shown.openFeedback.map(({ feedback }) => feedback).sort(),
    overdue: shown.overdueFeedback.map(({ feedback }) => feedback).sort(),
    answered: shown.feedbackAnswered,
    late: shown.feedbackAnsweredLate,
  };
}
interface Rows {
  readonly rows: readonly (Figure & { readonly customer?: string; readonly competitor?: string })[];
}
const report = (rig: Rig, asOf: string, params: object): Promise<Rows> =>
  rig.queries.ask(rig.registry.queries.get('report.satisfaction') as QueryDef<object, Rows>, params, {
    ...reading,
    asOf,
  });

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

const on = fc.integer({ min: 1, max: 800 });
const of = fc.constantFrom('c', 'c', 'c', 'd', null);
const score = fc.integer({ min: 1, max: 5 });
const wave = fc.record({
  does: fc.constant('wave' as const),
  ...{ on, of, instrument: fc.constantFrom('csat' as const, 'csat' as const, 'csat' as const, 'nps' as const) },
  competitor: fc.constantFrom(null, null, null, '东岭', 'Rival'),
  scores: fc.array(score, { minLength: 5, maxLength: 10 }),
});
const any = fc.nat();
const item = fc.nat({ max: 2 });
const entry = fc.oneof(
  { weight: 7, arbitrary: wave },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('correct' as const),
      ...{ any, on: fc.option(on), score: fc.option(score), rival: fc.option(fc.boolean()) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('retract' as const), any }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('own' as const), any, of: fc.constantFrom('c', 'd') }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('receive' as const), item, on, of, days: fc.nat({ max: 60 }) }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('answer' as const), item, on, days: fc.nat({ max: 70 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('withdraw' as const), item }) },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('mend' as const), item, on: fc.option(on), due: fc.option(on) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('drop' as const), item }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('look' as const) }) },
);
type Entry = typeof entry extends fc.Arbitrary<infer E> ? E : never;

interface Given {
  of: string | null;
  readonly instrument: 'csat' | 'nps';
  at: number;
  score: number;
  competitor: string | null;
  gone: boolean;
}
interface Received {
  of: string | null;
  at: number;
  due: number;
  answered: number;
  gone: boolean;
}
const NEVER = Infinity;
const FEWEST = 10;
const round = (value: number): number => Math.round(value * 100) / 100;
const monthOf = (at: number): number => Number(day(at).slice(0, 4)) * 12 + Number(day(at).slice(5, 7));
const textOf = (at: number): string => day(at).slice(0, 7);

/** What is known in the end, as a person would keep it: it knows no events. */
class Book {
  readonly given = new Map<string, Given>();
  readonly received = new Map<string, Received>();

  all(today: number, is: (one: Given) => boolean): readonly Given[] {
    return [...this.given.values()].filter((one) => !one.gone && one.at <= today && is(one));
  }
  /** Of one year, so many months ago. */
  year(some: readonly Given[], today: number, back = 0): readonly Given[] {
    return some.filter(({ at }) => {
      const ago = monthOf(today) - monthOf(at) - back;
      return ago >= 0 && ago < 12;
    });
  }
  value(instrument: 'csat' | 'nps', some: readonly Given[]): number | null {
    if (some.length < FEWEST) return null;
    const share = (is: (score: number) => boolean): number => some.filter((one) => is(one.score)).length / some.length;
    return instrument === 'csat'
      ? 100 * share((each) => each >= 4)
      : 100 * (share((each) => each >= 9) - share((each) => each <= 6));
  }
  lower(instrument: 'csat' | 'nps', some: readonly Given[]): number | null {
    const value = this.value(instrument, some);
    if (value === null) return null;
    const [n, z] = [some.length, 1.959963984540054];
    if (instrument === 'nps') {
      const share = (is: (score: number) => boolean): number => some.filter((one) => is(one.score)).length / n;
      const [p, d] = [share((each) => each >= 9), share((each) => each <= 6)];
      return Math.max(-100, value - 100 * z * Math.sqrt((p + d - (p - d) ** 2) / n));
    }
    const p = value / 100;
    const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    return p === 0 ? 0 : (100 * (p + (z * z) / (2 * n) - half)) / (1 + (z * z) / n);
  }
  figure(instrument: 'csat' | 'nps', customer: string, today: number): object | null {
    const all = this.all(
      today,
      (one) => one.of === customer && one.instrument === instrument && one.competitor === null,
    );
    const some = this.year(all, today);
    const rounded = (value: number | null): number | null => value && round(value);
    const [now, before] = [this.value(instrument, some), this.value(instrument, this.year(all, today, 12))];
    const months = new Set(all.map(({ at }) => monthOf(at)).filter((month) => monthOf(today) - month < 36)).size;
    if (some.length === 0 && months === 0) return null;
    return {
      answers: some.length,
      value: rounded(now),
      lower: rounded(this.lower(instrument, some)),
      gain: now === null || before === null ? null : round(now - before),
      months,
    };
  }
  months(instrument: 'csat' | 'nps', customer: string, today: number): readonly string[] {
    const all = this.all(
      today,
      (one) => one.of === customer && one.instrument === instrument && one.competitor === null,
    );
    const some = this.year(all, today);
    return [...new Set(some.map(({ at }) => textOf(at)))].sort().map((month) => {
      const each = some.filter(({ at }) => textOf(at) === month);
      const mean = each.reduce((sum, one) => sum + one.score, 0) / each.length;
      const share = (is: (score: number) => boolean): number =>
        each.filter((one) => is(one.score)).length / each.length;
      const level = instrument === 'csat' ? mean : 100 * (share((of_) => of_ >= 9) - share((of_) => of_ <= 6));
      return `${instrument} ${month} ${each.length} ${round(level)}`;
    });
  }
  rivals(customer: string | null, today: number): readonly string[] {
    const some = this.year(
      this.all(
        today,
        (one) => (customer === null || one.of === customer) && one.competitor !== null && one.instrument === 'csat',
      ),
      today,
    );
    return [...new Set(some.map(({ competitor }) => competitor ?? ''))].sort().map((name) => {
      const each = some.filter(({ competitor }) => competitor === name);
      const value = this.value('csat', each);
      return `${name} ${each.length} ${value === null ? null : round(value)}`;
    });
  }
  status({ at, due, answered, gone }: Received, today: number): string {
    if (gone || at > today) return 'none';
    if (answered <= today) return answered <= due ? 'answered' : 'late';
    return due <= today ? 'overdue' : 'open';
  }
  feedback(customer: string, today: number, status: string): readonly string[] {
    return [...this.received]
      .filter(([, one]) => one.of === customer && this.status(one, today) === status)
      .map(([id]) => id)
      .sort();
  }
  shown(customer: string, today: number): object {
    return {
      csat: this.figure('csat', customer, today),
      nps: this.figure('nps', customer, today),
      byMonth: [...this.months('csat', customer, today), ...this.months('nps', customer, today)],
      rivals: this.rivals(customer, today),
      open: this.feedback(customer, today, 'open'),
      overdue: this.feedback(customer, today, 'overdue'),
      answered: this.feedback(customer, today, 'answered').length,
      late: this.feedback(customer, today, 'late').length,
    };
  }
}

const whose = (customerId: string | null): object => (customerId === null ? {} : { customerId });

/** Sends one entry; what the rules refuse is in no book. @returns whether something was written */
async function enter(rig: Rig, book: Book, one: Entry): Promise<boolean> {
  if (one.does === 'look') {
    await settle(rig);
    return false;
  }
  const send = async (command: string, data: object, at?: number): Promise<boolean> => {
    try {
      const sent = at === undefined ? {} : { occurredAt: day(at) };
      return (await rig.send(`satisfaction.${command}`, data, sent)).receipt.events.length > 0;
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return false;
    }
  };
  if (one.does === 'wave') {
    const { instrument, competitor } = one;
    const rival = instrument === 'csat' ? competitor : null;
    for (const each of one.scores) {
      const responseId = `r-${book.given.size}`;
      const given = { score: instrument === 'csat' ? each : each * 2, competitor: rival };
      const data = { responseId, ...whose(one.of), instrument, score: given.score };
      await send('GiveResponse', { ...data, ...(rival !== null && { competitor: rival }) }, one.on);
      book.given.set(responseId, { of: one.of, instrument, at: one.on, ...given, gone: false });
    }
    return true;
  }
  if (one.does === 'own') {
    const nobodys = [
      ...[...book.given].map(([id, known]) => ['Response', { responseId: id }, known] as const),
      ...[...book.received].map(([id, known]) => ['Feedback', { feedbackId: id }, known] as const),
    ].filter(([, , known]) => known.of === null);
    const found = nobodys[nobodys.length === 0 ? 0 : one.any % nobodys.length];
    if (!found || !(await send(`Attribute${found[0]}`, { ...found[1], customerId: one.of }))) return false;
    found[2].of = one.of;
    return true;
  }
  if (one.does === 'correct' || one.does === 'retract') {
    const all = [...book.given];
    const [responseId, given] = all[all.length === 0 ? 0 : one.any % all.length] ?? ['', undefined];
    if (one.does === 'retract') {
      if (!(await send('RetractResponse', { responseId, reason })) || !given) return false;
      given.gone = true;
      return true;
    }
    const rival = given?.instrument === 'csat' ? one.rival : null;
    const then = {
      ...(one.score !== null && { score: one.score }),
      ...(rival === true && { competitor: 'Rival' }),
      ...(rival === false && { remove: ['competitor'] }),
      ...(one.on !== null && { givenAt: day(one.on) }),
    };
    if (!(await send('CorrectResponse', { responseId, reason, ...then })) || !given) return false;
    Object.assign(given, { score: one.score ?? given.score, at: one.on ?? given.at });
    if (rival !== null) given.competitor = rival ? 'Rival' : null;
    return true;
  }
  const feedbackId = `f-${one.item}`;
  const known = book.received.get(feedbackId);
  switch (one.does) {
    case 'receive': {
      const due = one.on + one.days;
      const data = { feedbackId, ...whose(one.of), kind: 'review', words: '太慢', dueAt: day(due) };
      if (known || !(await send('ReceiveFeedback', data, one.on))) return false;
      book.received.set(feedbackId, { of: one.of, at: one.on, due, answered: NEVER, gone: false });
      return true;
    }
    case 'answer': {
      const at = known && known.at <= one.on && one.on % 2 === 0 ? one.on : (known?.at ?? one.on) + one.days;
      if (!(await send('AnswerFeedback', { feedbackId, answer: '已改进' }, at)) || !known) return false;
      known.answered = at;
      return true;
    }
    case 'withdraw': {
      if (!(await send('WithdrawAnswer', { feedbackId, reason })) || !known) return false;
      known.answered = NEVER;
      return true;
    }
    case 'mend': {
      const then = {
        ...(one.on !== null && { receivedAt: day(one.on) }),
        ...(one.due !== null && { dueAt: day(one.due) }),
      };
      if (!(await send('CorrectFeedback', { feedbackId, reason, ...then })) || !known) return false;
      Object.assign(known, { at: one.on ?? known.at, due: one.due ?? known.due });
      return true;
    }
    case 'drop': {
      if (!(await send('RetractFeedback', { feedbackId, reason })) || !known) return false;
      known.gone = true;
      return true;
    }
  }
}
/** What is rare among the others: a feedback moved while it waits, and a miss that was none as its answer is told late. */
const known = {
  of: 'c' as const,
  on: 700,
  instrument: 'csat' as const,
  scores: Array.from({ length: 10 }, (_, n) => 1 + (n % 5)),
};
const written: Entry[] = [
  { does: 'wave', ...known, competitor: null },
  { does: 'wave', ...known, competitor: 'Rival' },
  { does: 'receive', item: 0, on: 700, of: 'c', days: 10 },
  { does: 'mend', item: 0, on: 690, due: null },
  { does: 'receive', item: 1, on: 700, of: 'c', days: 10 },
  { does: 'receive', item: 2, on: 700, of: 'c', days: 10 },
  { does: 'look' },
  { does: 'answer', item: 1, on: 704, days: 0 },
];

interface Document {
  readonly misses: readonly string[];
}

it('is as of any day what a person would keep by hand, in whatever order and however late it was entered; why says so, and what was not answered in time is recorded where it was so', async () => {
  const held = { taken: 0, figures: 0, rivals: 0, byTime: 0, missed: 0, moved: 0, again: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 30, maxLength: 50 }),
      fc.array(fc.integer({ min: 0, max: 880 }), { minLength: 10, maxLength: 10 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      (entries, days, chosen) =>
        opened(async (rig) => {
          const book = new Book();
          for (const one of entries) held.taken += (await enter(rig, book, one)) ? 1 : 0;
          await settle(rig);
          expect(rig.failures).toEqual([]);
          for (const today of days) {
            for (const customer of ['c', 'd'])
              expect([customer, today, await seen(rig, customer, day(today))]).toEqual([
                customer,
                today,
                book.shown(customer, today),
              ]);
            const { rows } = await report(rig, day(today), { by: 'customer' });
            for (const customer of ['c', 'd']) {
              const row = rows.find((each) => each.customer === customer);
              const wanted = book.figure('csat', customer, today) as Figure | null;
              const told = wanted && {
                answers: wanted.answers,
                value: wanted.value,
                lower: wanted.lower,
                gain: wanted.gain,
              };
              expect([today, row]).toEqual([
                today,
                wanted === null || wanted.answers === 0 ? undefined : (expect.objectContaining(told ?? {}) as object),
              ]);
              held.figures += row?.value == null ? 0 : 1;
            }
            const rivals = (await report(rig, day(today), { by: 'competitor' })).rows;
            expect(rivals.map((row) => `${row.competitor} ${row.answers} ${row.value}`).sort()).toEqual(
              [...book.rivals(null, today)].sort(),
            );
            held.rivals += rivals.filter(({ value }) => value !== null).length;
          }
          const list = rig.registry.fold(rig.registry.projections.get('feedback') as never);
          for (const [id, one] of book.received) {
            const doc = (await rig.reader.get(list.id, `feedback-${id}`))?.doc as Document | undefined;
            expect([id, doc === undefined]).toEqual([id, one.gone]);
            const misses = (doc?.misses ?? []).map(dayOf);
            const wasMissed = !one.gone && book.status(one, one.due) === 'overdue';
            expect([id, misses]).toEqual([id, wasMissed ? [one.due] : []]);
            held.missed += misses.length;
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
          held.moved += all.filter(({ type }) => type === 'satisfaction.FeedbackSetAside').length;
          held.again += all.filter(({ type }) => type === 'satisfaction.AnswerMissWithdrawn').length;
        }),
    ),
    { numRuns: 12, examples: [[written, [750, 704, 720, 400, 880], [0, 1, 2, 3, 4, 5]]] },
  );
  // the law was held against something
  expect(neverSeen(held)).toEqual([]);
});

const said = { feedbackId: 'f', customerId: 'c', kind: 'review', words: '太慢', dueAt: day(20) };

it('is told once: after all read models are built anew nothing is raised, and they are the same', () =>
  opened(async (rig) => {
    const answer = { customerId: 'c', instrument: 'csat', score: 4 };
    for (let i = 0; i < 12; i++)
      await rig.send('satisfaction.GiveResponse', { ...answer, responseId: `r-${i}` }, { occurredAt: day(i) });
    await rig.send('satisfaction.CorrectResponse', { responseId: 'r-3', score: 2, givenAt: day(40), reason });
    await rig.send('satisfaction.RetractResponse', { responseId: 'r-4', reason });
    await rig.send('satisfaction.ReceiveFeedback', said, { occurredAt: day(10) });
    await settle(rig);
    const head = await rig.feed.head();
    expect((await rig.feed.read(0, 100)).events.filter(({ type }) => type.endsWith('AnswerMissed'))).toHaveLength(1);
    const before = await rig.documents();
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await rig.documents()).toEqual(before);
  }));

it('was not answered in time again where the answer was none', () =>
  opened(async (rig) => {
    await rig.send('satisfaction.ReceiveFeedback', said, { occurredAt: day(10) });
    for (let i = 0; i < 2; i++) {
      await settle(rig);
      await rig.send('satisfaction.AnswerFeedback', { feedbackId: 'f', answer: '已改' }, { occurredAt: day(15) });
      await rig.send('satisfaction.WithdrawAnswer', { feedbackId: 'f', reason });
    }
    await settle(rig);
    const told = (await rig.feed.read(0, 100)).events.map(({ type }) => type).filter((type) => /Miss/.test(type));
    const [missed, back] = ['satisfaction.AnswerMissed', 'satisfaction.AnswerMissWithdrawn'];
    expect(told).toEqual([missed, back, missed, back, missed]);
  }));

it('says nothing of history whose deadlines have passed when it is brought in', () =>
  opened(async (rig) => {
    await rig.send('satisfaction.ReceiveFeedback', said, { occurredAt: day(10), backfill: true });
    const head = await rig.feed.head();
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await seen(rig, 'c', day(30))).toMatchObject({ overdue: ['f'] });
  }));
