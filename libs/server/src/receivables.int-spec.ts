import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * DAY).toISOString();
/** All is recorded from this day on: late. */
const RECORDED = 400;
const CNY = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: 'CNY' });

interface Seen {
  readonly receivables: readonly object[];
  readonly overdue: readonly object[];
  readonly overdueInvoices: number;
  readonly openInvoices: number;
  readonly unallocated: readonly object[];
  readonly writtenOff: readonly object[];
  readonly toShip: readonly object[];
  readonly exposure: readonly object[];
  readonly ages: readonly { readonly open: readonly object[] }[];
  readonly daysToPay: readonly { readonly days: number }[];
  readonly paymentStanding: string;
}
async function seen(rig: Rig, customer: string, asOf: string): Promise<Seen> {
  const found = await rig.customers.view360(customer, { asOf }, reading);
  return (found?.view as { readonly finance: Seen }).finance;
}
interface Aged {
  readonly rows: readonly {
    readonly customer: string;
    readonly open: object;
    readonly ages: Readonly<Record<string, object>>;
  }[];
  readonly total: { readonly open: object; readonly overdue: object } | null;
}
const report = (rig: Rig, asOf: string): Promise<Aged> =>
  rig.queries.ask(rig.registry.queries.get('report.receivables') as QueryDef<object, Aged>, {}, { ...reading, asOf });

async function opened<T>(from: number, use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    for (const customerId of ['c', 'd'])
      await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: day(0) });
    rig.clock.set(day(from));
    return await use(rig);
  } finally {
    await rig.close();
  }
}
/** Sends what the reactors want, and lets all documents follow. */
async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}

it('is as of any day what a table kept by hand says, through late payments, a correction, a reversal and a write-off', () =>
  opened(RECORDED, async (rig) => {
    const send = (command: string, data: object, at: number): Promise<unknown> =>
      rig.send(`finance.${command}`, data, { occurredAt: day(at) });
    const bill = (number: string, amount: string, at: number, due: number): Promise<unknown> =>
      send('IssueInvoice', { customerId: 'c', number, amount, currency: 'CNY', dueAt: day(due) }, at);
    await bill('A', '100.00', 10, 40);
    await bill('B', '50.00', 20, 50);
    await send('ReceivePayment', { customerId: 'c', number: 'P', amount: '60.00', currency: 'CNY' }, 35);
    await send('AllocatePayment', { paymentId: 'P', invoiceId: 'A' }, 90); // counts from day 35
    await send(
      'ReceivePayment',
      { customerId: 'd', number: 'Q', amount: '50.00', currency: 'CNY', invoiceId: 'B' },
      49,
    );
    await send('ReversePayment', { paymentId: 'Q', reason: 'bounced' }, 60);
    await settle(rig);
    await send('CorrectInvoice', { invoiceId: 'A', amount: '110.00', reason: 'freight forgotten' }, 95); // from day 10 on
    await send('WriteOffInvoice', { invoiceId: 'B', approvedBy: 'director', reason: 'insolvent' }, 200);
    await settle(rig);
    //                 day: open of A + B, overdue, written off, not due / 0-29 / 30-59 / 60-89 / 90+
    const table: readonly (readonly [number, number, number, number, readonly number[]])[] = [
      [9, 0, 0, 0, [0, 0, 0, 0]],
      [10, 110, 0, 0, [0, 0, 0, 0]],
      [20, 160, 0, 0, [0, 0, 0, 0]],
      [34, 160, 0, 0, [0, 0, 0, 0]],
      [35, 100, 0, 0, [0, 0, 0, 0]],
      [40, 100, 50, 0, [50, 0, 0, 0]],
      [49, 50, 50, 0, [50, 0, 0, 0]],
      [59, 50, 50, 0, [50, 0, 0, 0]],
      [60, 100, 100, 0, [100, 0, 0, 0]],
      [70, 100, 100, 0, [50, 50, 0, 0]],
      [80, 100, 100, 0, [0, 100, 0, 0]],
      [131, 100, 100, 0, [0, 0, 50, 50]],
      [199, 100, 100, 0, [0, 0, 0, 100]],
      [200, 50, 50, 50, [0, 0, 0, 50]],
    ];
    const of = (yuan: number): readonly object[] => (yuan === 0 ? [] : [CNY(yuan * 100)]);
    for (const [at, open, overdue, lost, ages] of table) {
      const shown = await seen(rig, 'c', day(at));
      expect([at, shown]).toMatchObject([
        at,
        { receivables: of(open), overdue: of(overdue), writtenOff: of(lost), exposure: of(open) },
      ]);
      expect([at, shown.ages.map((age) => age.open)]).toEqual([at, ages.map(of)]);
      const { total } = await report(rig, day(at));
      expect([at, total?.open, total?.overdue]).toEqual(
        open === 0 ? [at, undefined, undefined] : [at, CNY(open * 100), CNY(overdue * 100)],
      );
    }
    // A has 60.00 after 25 days; what B was paid went back
    expect((await seen(rig, 'c', day(300))).daysToPay).toEqual([{ currency: 'CNY', days: 25 }]);
    expect((await seen(rig, 'c', day(55))).daysToPay).toEqual([{ currency: 'CNY', days: 26.8 }]); // (60 × 25 + 50 × 29) / 110
  }));

it.each([
  ['corrected', 'CorrectInvoice', { dueAt: day(80), reason: 'read wrongly' }, undefined],
  ['moved', 'MoveDueDate', { dueAt: day(80), approvedBy: 'director', reason: 'x' }, 50],
] as const)(
  'tells by why the due date that was %s after a paid invoice was open again, for it is told of an earlier day',
  (_, command, data, at) =>
    opened(RECORDED, async (rig) => {
      const send = (name: string, said: object, on: number): Promise<unknown> =>
        rig.send(`finance.${name}`, said, { occurredAt: day(on) });
      const paid = { amount: '100.00', currency: 'CNY' };
      await send('IssueInvoice', { customerId: 'c', number: 'A', ...paid, dueAt: day(40) }, 10);
      await send('ReceivePayment', { customerId: 'c', number: 'P', ...paid, invoiceId: 'A' }, 20);
      await send('ReversePayment', { paymentId: 'P', reason: 'bounced' }, 60);
      await settle(rig);
      await rig.send(
        `finance.${command}`,
        { invoiceId: 'A', ...data },
        at === undefined ? {} : { occurredAt: day(at) },
      );
      await settle(rig);
      expect(await seen(rig, 'c', day(70))).toMatchObject({ receivables: [CNY(10_000)], overdue: [] });
      const { registry, customers } = rig;
      const asked = { registry, customers, reading, id: 'c', moment: { asOf: day(70) } };
      const why = await brokenWhy(asked, (pointers) => pointers.filter((each) => each.startsWith('/finance/')));
      expect(why?.broken).toEqual([]);
    }),
);

/** What was said and taken, kept as a clerk would: who reads it adds up all of it anew for each day. */
class Book {
  private readonly invoices = new Map<
    string,
    { of: string; at: number; minor: number; dues: (readonly [number, number])[] }
  >();
  private readonly payments = new Map<
    string,
    { of: string; at: number; minor: number; reversed: number | undefined }
  >();
  private readonly allocated = new Map<string, number>();
  private readonly fitted = new Map<string, number>();
  private readonly lost: { invoice: string; at: number; minor: number }[] = [];
  private readonly cancelled = new Map<string, number>();
  private readonly limits: { of: string; at: number; minor: number }[] = [];

  issue(id: string, of: string, at: number, minor: number, due: number): void {
    this.invoices.set(id, { of, at, minor, dues: [[at, due]] });
  }
  correct(id: string, minor: number): void {
    const invoice = this.invoices.get(id);
    if (invoice) invoice.minor = minor;
  }
  move(id: string, at: number, due: number): void {
    this.invoices.get(id)?.dues.push([at, due]);
  }
  receive(id: string, of: string, at: number, minor: number): void {
    this.payments.set(id, { of, at, minor, reversed: undefined });
  }
  allocate(payment: string, invoice: string, minor: number): void {
    const key = `${payment} ${invoice}`;
    this.allocated.set(key, minor < 0 ? 0 : (this.allocated.get(key) ?? 0) + minor);
  }
  /** @param minor what was taken back of all that was ever allocated, because the invoice was settled by others */
  fit(payment: string, invoice: string, minor: number): void {
    const key = `${payment} ${invoice}`;
    const more = minor - (this.fitted.get(key) ?? 0);
    this.fitted.set(key, minor);
    if (more !== 0) this.allocated.set(key, (this.allocated.get(key) ?? 0) - more);
  }
  reverse(payment: string, at: number): void {
    const found = this.payments.get(payment);
    if (found) found.reversed ??= at;
  }
  lose(invoice: string, at: number, minor: number): void {
    this.lost.push({ invoice, at, minor });
  }
  regain(invoice: string, at: number): void {
    const sum = this.lost.filter((each) => each.invoice === invoice).reduce((all, { minor }) => all + minor, 0);
    this.lost.push({ invoice, at, minor: -sum });
  }
  limit(of: string, at: number, minor: number): void {
    this.limits.push({ of, at, minor });
  }
  /** Days on which it fell overdue, as is known now. */
  fellOverdue(id: string): readonly number[] {
    let was = false;
    return Array.from({ length: RECORDED + 1 }, (_, today) => today).filter((today) => {
      const before = was;
      was = this.on(today).some((each) => each.id === id && each.open > 0 && each.due <= today);
      return was && !before;
    });
  }
  cancel(invoice: string, at: number): void {
    if (!this.cancelled.has(invoice)) this.cancelled.set(invoice, at);
  }

  /** What is open of an invoice on a day, and what has its day of falling due behind it. */
  private on(today: number): readonly { id: string; of: string; open: number; due: number }[] {
    return [...this.invoices].flatMap(([id, { of, at, minor, dues }]) => {
      if (at > today || (this.cancelled.get(id) ?? Infinity) <= today) return [];
      const settled = this.allocations(today).filter(({ invoice }) => invoice === id);
      const lost = this.lost.filter((each) => each.invoice === id && each.at <= today);
      const open = [...settled, ...lost].reduce((left, each) => left - each.minor, minor);
      const agreed = dues.filter(([since], i) => i === 0 || since <= today);
      const [, due] = agreed.reduce((last, each) => (each[0] >= last[0] ? each : last));
      return [{ id, of, open, due }];
    });
  }
  private allocations(today: number): readonly { payment: string; invoice: string; minor: number; days: number }[] {
    return [...this.allocated].flatMap(([key, minor]) => {
      const [payment = '', invoice = ''] = key.split(' ');
      const [paid, billed] = [this.payments.get(payment), this.invoices.get(invoice)];
      const since = Math.max(paid?.at ?? 0, billed?.at ?? 0);
      const stands = since <= today && (paid?.reversed ?? Infinity) > today;
      return stands ? [{ payment, invoice, minor, days: since - (billed?.at ?? 0) }] : [];
    });
  }
  shown(customer: string, today: number): object {
    const mine = this.on(today).filter(({ of, open }) => of === customer && open !== 0);
    const sum = (all: readonly { readonly open: number }[]): number => all.reduce((so, { open }) => so + open, 0);
    const late = mine.filter(({ open, due }) => open > 0 && due <= today);
    const left = [...this.payments].reduce((so, [id, { of, at, minor, reversed = Infinity }]) => {
      if (of !== customer || at > today || reversed <= today) return so;
      return this.allocations(today).reduce((rest, each) => rest - (each.payment === id ? each.minor : 0), so + minor);
    }, 0);
    const lost = this.lost.filter(({ invoice, at }) => this.invoices.get(invoice)?.of === customer && at <= today);
    const written = lost.reduce((so, { minor }) => so + minor, 0);
    const paid = this.allocations(today).filter(({ invoice }) => this.invoices.get(invoice)?.of === customer);
    const exposure = Math.max(0, sum(mine) - left);
    const set = this.limits.filter(({ of, at }) => of === customer && at <= today);
    const [limit] = set.toSorted((a, b) => b.at - a.at || set.indexOf(b) - set.indexOf(a));
    const money = paid.reduce((so, { minor }) => so + minor, 0);
    const days = paid.reduce((so, each) => so + each.minor * each.days, 0) / money;
    return {
      receivables: each(sum(mine)),
      overdue: each(sum(late)),
      openInvoices: mine.length,
      overdueInvoices: late.length,
      unallocated: each(left),
      writtenOff: each(written),
      exposure: each(exposure),
      creditLimit: limit ? CNY(limit.minor) : null,
      overLimit: limit === undefined ? null : exposure > limit.minor,
      daysToPay: money === 0 ? [] : [{ currency: 'CNY', days: Math.round(days * 10) / 10 }],
      paymentStanding: late.length > 0 ? 'overdue' : mine.some(({ open }) => open > 0) ? 'in-time' : 'clear',
    };
  }
}
const each = (minor: number): readonly object[] => (minor === 0 ? [] : [CNY(minor)]);

const which = fc.nat({ max: 3 });
const on = fc.integer({ min: 5, max: 360 });
const yuan = fc.integer({ min: 1, max: 9 }).map((n) => n * 1_000);
const entry = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('bill' as const),
      which,
      of: fc.constantFrom('c', 'c', 'd'),
      on,
      minor: yuan,
      due: fc.nat({ max: 60 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('pay' as const),
      which,
      of: fc.constantFrom('c', 'c', 'd'),
      on,
      minor: yuan,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('allocate' as const), which, to: which, minor: fc.option(yuan) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const), which, to: which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reverse' as const), which, on }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('limit' as const),
      which,
      of: fc.constantFrom('c', 'd'),
      on,
      minor: yuan,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('correct' as const), which, minor: yuan }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('move' as const), which, on, due: on }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('lose' as const, 'regain' as const, 'cancel' as const), which, on }),
  },
);
type Entry = typeof entry extends fc.Arbitrary<infer E> ? E : never;

/** Sends one entry; what the rules refuse is in no book. @returns whether something was written */
async function enter(rig: Rig, book: Book, one: Entry): Promise<boolean> {
  const [invoiceId, paymentId] = [`i-${one.which}`, `p-${one.which}`];
  const why = { approvedBy: 'director', reason: 'x' };
  const send = async (
    command: string,
    data: object,
    at?: number,
  ): Promise<readonly { type: string; data: unknown }[]> => {
    const sent = at === undefined ? {} : { occurredAt: day(at) };
    try {
      const { receipt } = await rig.send(`finance.${command}`, data, sent);
      if (receipt.events.length === 0) return [];
      const known = new Set(receipt.events.map(({ id }) => id));
      const all = await rig.codec.decode(await rig.store.read(receipt.stream, 0, 10_000));
      return all.flatMap(({ def, data: said, at: { id } }) => (known.has(id) ? [{ type: def.type, data: said }] : []));
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return [];
    }
  };
  const minorIn = (found: readonly { data: unknown }[]): number =>
    Math.round(Number((found[0]?.data as { amount?: string } | undefined)?.amount ?? 0) * 100);
  const amount = (minor: number): string => CNY(minor).amount;
  switch (one.does) {
    case 'bill': {
      const data = { invoiceId, number: invoiceId, customerId: one.of, amount: amount(one.minor), currency: 'CNY' };
      const found = await send('IssueInvoice', { ...data, dueAt: day(one.on + one.due) }, one.on);
      if (found.length > 0) book.issue(invoiceId, one.of, one.on, one.minor, one.on + one.due);
      return found.length > 0;
    }
    case 'pay': {
      const data = { paymentId, number: paymentId, customerId: one.of, amount: amount(one.minor), currency: 'CNY' };
      const found = await send('ReceivePayment', data, one.on);
      if (found.length > 0) book.receive(paymentId, one.of, one.on, one.minor);
      return found.length > 0;
    }
    case 'allocate': {
      const to = `i-${one.to}`;
      const more = one.minor === null ? {} : { amount: amount(one.minor) };
      const found = await send('AllocatePayment', { paymentId, invoiceId: to, ...more });
      if (found.length > 0) book.allocate(paymentId, to, minorIn(found));
      return found.length > 0;
    }
    case 'withdraw': {
      const from = `i-${one.to}`;
      const found = await send('WithdrawAllocation', { paymentId, invoiceId: from, reason: 'x' });
      if (found.length > 0) book.allocate(paymentId, from, -1);
      return found.length > 0;
    }
    case 'reverse': {
      const found = await send('ReversePayment', { paymentId, reason: 'x' }, one.on);
      if (found.length > 0) book.reverse(paymentId, one.on);
      await settle(rig);
      return found.length > 0;
    }
    case 'limit': {
      const data = { customerId: one.of, limit: amount(one.minor), currency: 'CNY', ...why };
      const found = await send('SetCreditLimit', data, one.on);
      if (found.length > 0) book.limit(one.of, one.on, one.minor);
      return found.length > 0;
    }
    case 'correct': {
      const found = await send('CorrectInvoice', { invoiceId, amount: amount(one.minor), reason: 'x' });
      if (found.length > 0) book.correct(invoiceId, one.minor);
      return found.length > 0;
    }
    case 'move': {
      const found = await send('MoveDueDate', { invoiceId, dueAt: day(one.due), ...why }, one.on);
      if (found.length > 0) book.move(invoiceId, one.on, one.due);
      return found.length > 0;
    }
    case 'lose': {
      const found = await send('WriteOffInvoice', { invoiceId, ...why }, one.on);
      if (found.length > 0) book.lose(invoiceId, one.on, minorIn(found));
      return found.length > 0;
    }
    case 'regain': {
      const found = await send('WithdrawWriteOff', { invoiceId, reason: 'x' }, one.on);
      if (found.length > 0) book.regain(invoiceId, one.on);
      return found.length > 0;
    }
    case 'cancel': {
      const found = await send('CancelInvoice', { invoiceId, reason: 'x' }, one.on);
      if (found.length > 0) book.cancel(invoiceId, one.on);
      return found.length > 0;
    }
  }
}

/** All at once, long after it happened. */
async function enterLate(rig: Rig, book: Book, entries: readonly Entry[]): Promise<number> {
  let taken = 0;
  for (const one of entries) taken += (await enter(rig, book, one)) ? 1 : 0;
  return taken;
}
/** What was taken back of an allocation by nobody's command. */
async function takenBack(rig: Rig, { which, to }: Extract<Entry, { does: 'allocate' }>): Promise<number> {
  let sum = 0;
  for (const { def, data } of await rig.codec.decode(await rig.store.read(`payment-p-${which}`, 0, 10_000))) {
    const { invoiceId, amount, reason } = data as Partial<Record<string, string>>;
    if (def.type === 'finance.AllocationWithdrawn' && invoiceId === `i-${to}` && reason !== 'x')
      sum += Math.round(Number(amount) * 100);
  }
  return sum;
}

/** As time goes by, some of it late, with verdicts in between; what is allocated one after the other is sent at the same time. */
async function enterInTime(rig: Rig, book: Book, entries: readonly Entry[]): Promise<number> {
  let [today, taken] = [5, 0];
  const together: Entry[] = [];
  const sendTogether = async (): Promise<void> => {
    const all = together.splice(0);
    const sent = await Promise.all(all.map((each) => enter(rig, book, each)));
    taken += sent.filter(Boolean).length;
    // of several that fitted when each was decided on, the later ones are taken back as far as the first left nothing
    for (const each of all)
      if (each.does === 'allocate') book.fit(`p-${each.which}`, `i-${each.to}`, await takenBack(rig, each));
  };
  for (const one of entries) {
    if (one.does !== 'allocate') await sendTogether();
    if ('on' in one && one.on > today) {
      today = one.on;
      rig.clock.set(day(today));
      await settle(rig);
    }
    if (one.does === 'allocate') together.push(one);
    else taken += (await enter(rig, book, one)) ? 1 : 0;
  }
  await sendTogether();
  rig.clock.set(day(RECORDED));
  return taken;
}

/** When it is recorded to have fallen overdue, without what was withdrawn. */
async function verdicts(rig: Rig, invoiceId: string): Promise<readonly string[]> {
  const standing: string[] = [];
  for (const { def, at } of await rig.codec.decode(await rig.store.read(`invoice-${invoiceId}`, 0, 10_000))) {
    if (def.type === 'finance.InvoiceFellOverdue') standing.push(at.occurredAt);
    if (def.type === 'finance.OverdueWithdrawn') standing.splice(standing.indexOf(at.occurredAt), 1);
  }
  return standing.sort();
}

it.each([
  ['however late it was entered', enterLate, RECORDED],
  ['entered as time goes by, with verdicts and at the same time', enterInTime, 5],
] as const)('is as of any day what adding up the whole book gives, %s, and why says so', async (_, enterAll, from) => {
  const held = { days: 0, taken: 0, byTime: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 12, maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: 399 }), { minLength: 12, maxLength: 12 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      (entries, days, chosen) =>
        opened(from, async (rig) => {
          const book = new Book();
          held.taken += await enterAll(rig, book, entries);
          await settle(rig);
          for (const id of ['i-0', 'i-1', 'i-2', 'i-3'])
            expect([id, await verdicts(rig, id)]).toEqual([id, book.fellOverdue(id).map(day)]);
          expect(rig.failures).toEqual([]);
          for (const customer of ['c', 'd'])
            for (const today of days) {
              const shown = await seen(rig, customer, day(today));
              expect([customer, today, shown]).toMatchObject([customer, today, book.shown(customer, today)]);
              const aged = await report(rig, day(today));
              const row = aged.rows.find((each) => each.customer === customer);
              expect(row?.open ?? CNY(0)).toEqual(shown.receivables[0] ?? CNY(0));
              held.days++;
            }
          const { registry, customers } = rig;
          for (const asOf of [day(days[0] ?? 0), day(RECORDED)]) {
            const asked = { registry, customers, reading, id: 'c', moment: { asOf } };
            const found = await brokenWhy(asked, (pointers) =>
              pointers.filter((_, i) => chosen.some((n) => n % pointers.length === i)),
            );
            expect(found?.broken ?? []).toEqual([]);
            held.byTime += found?.answers.filter(({ events }) => events.at(-1)?.kind === 'time').length ?? 0;
          }
        }),
    ),
    { numRuns: 12 },
  );
  expect(neverSeen(held)).toEqual([]);
});
