import { addDays, type Instant, instant, milliseconds, type QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);
const day = (n: number): Instant => new Date(START + n * DAY).toISOString();
const on = (date: string): Instant => `${date}T08:00:00.000Z`;

interface Listed {
  readonly warningId: string;
  readonly customer: string;
  readonly signal: string;
  readonly status: string;
  readonly raisedAt: string;
  readonly endedAt: string | null;
  readonly because: string | null;
  readonly score: number;
  readonly measures: readonly { readonly measure: string; readonly value: number }[];
  readonly policyVersion: number;
}
interface Shown {
  readonly warns: number;
  readonly changesAt: string | null;
  readonly signals: readonly { readonly signal: string; readonly warns: boolean; readonly because: string }[];
}

async function opened<T>(use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set(day(0));
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: day(0) });
    return await use(rig);
  } finally {
    await rig.close();
  }
}
/**
 * Sends what the reactors want, while time passes a little, and lets all documents follow: more milliseconds than facts were
 * recorded at once, for a reactor hears each of them a millisecond after the one before.
 */
async function settle(rig: Rig): Promise<void> {
  await rig.caughtUp();
  for (let before = -1; before !== (await events(rig));) {
    before = await events(rig);
    rig.clock.set(instant(milliseconds(rig.clock.now()) + 1_000));
    for (let look = 0; look < 2; look++) await rig.reactors.look();
    await rig.caughtUp();
  }
}
const events = (rig: Rig): Promise<number> => rig.feed.head();
/** Time never goes back: what was recorded later would be heard, and be due, in the future. */
const goTo = async (rig: Rig, at: Instant): Promise<void> => {
  if (rig.clock.now() < at) rig.clock.set(at);
  await settle(rig);
};
/** Sends what happened at an instant, by then or later. */
async function send(rig: Rig, command: string, data: object, at: Instant): Promise<void> {
  if (rig.clock.now() < at) rig.clock.set(at);
  await rig.send(command, data, { occurredAt: at });
}
let orders = 0;
async function buys(rig: Rig, at: Instant, unitPrice = '10'): Promise<string> {
  const orderId = `o-${++orders}`;
  const lines = [{ sku: 'pump', quantity: 1, unitPrice }];
  await send(rig, 'sales.PlaceOrder', { orderId, number: orderId, customerId: 'c', currency: 'CNY', lines }, at);
  return orderId;
}
const cancels = (rig: Rig, orderId: string, at: Instant): Promise<void> =>
  send(rig, 'sales.CancelOrder', { orderId }, at);
const OF_C = { customerId: 'c', amount: '100.00', currency: 'CNY' };
const bills = (rig: Rig, number: string, at: Instant, dueAt: Instant): Promise<void> =>
  send(rig, 'finance.IssueInvoice', { ...OF_C, number, dueAt }, at);
const pays = (rig: Rig, number: string, invoiceId: string, at: Instant): Promise<void> =>
  send(rig, 'finance.ReceivePayment', { ...OF_C, number, invoiceId }, at);
const reverses = (rig: Rig, paymentId: string, at: Instant): Promise<void> =>
  send(rig, 'finance.ReversePayment', { paymentId, reason: 'bounced' }, at);

const answers = (rig: Rig, responseId: string, score: number, at: Instant): Promise<void> =>
  send(rig, 'satisfaction.GiveResponse', { responseId, customerId: 'c', instrument: 'csat', score }, at);
const asks = (rig: Rig, number: string, at: Instant): Promise<void> =>
  send(rig, 'service.OpenRequest', { number, customerId: 'c', priority: 'urgent' }, at);
const solves = (rig: Rig, requestId: string, at: Instant): Promise<void> =>
  send(rig, 'service.ResolveRequest', { requestId, solution: 'x' }, at);
const complains = (rig: Rig, number: string, severity: string, at: Instant): Promise<void> =>
  send(rig, 'service.FileComplaint', { complaintId: number, number, customerId: 'c', severity, complaint: 'x' }, at);
const takesBack = (rig: Rig, complaintId: string, at: Instant): Promise<void> =>
  send(rig, 'service.WithdrawComplaint', { complaintId }, at);
const isOf = (rig: Rig, industry: string, at: Instant): Promise<void> =>
  send(rig, 'customers.AssertFacts', { customerId: 'c', facts: [{ attribute: 'industry', value: industry }] }, at);
const tellsShare = (rig: Rig, value: string, at: Instant): Promise<void> =>
  send(rig, 'customers.AssertFacts', { customerId: 'c', facts: [{ attribute: 'shareOfWallet', value }] }, at);
const expects = async (rig: Rig, outlooks: readonly (readonly [from: Instant, outlook: string])[]): Promise<void> => {
  const all = outlooks.map(([from, outlook]) => ({ industry: 'E', from, outlook, reason: '市场公报' }));
  const document = { outlooks: all };
  await rig.send('policies.PublishPolicy', { name: 'market-outlook', document, approvedBy: 'board' });
};

async function listed(rig: Rig, signal: string): Promise<readonly Listed[]> {
  const model = rig.registry.projections.get('warnings');
  if (!model) throw new Error('there is a list of warnings');
  const { items } = await rig.views.page(model, { sort: 'raisedAt' }, reading);
  return items.map(({ view }) => view as Listed).filter((one) => one.signal === signal);
}
async function shown(rig: Rig, moment: object = {}): Promise<Shown> {
  const found = await rig.customers.view360('c', moment, reading);
  return (found?.view as { readonly warnings: Shown }).warnings;
}
const signalOf = async (rig: Rig, signal: string, moment: object = {}) =>
  (await shown(rig, moment)).signals.find((one) => one.signal === signal);

describe('a customer that buys each January and July', () => {
  const years = ['2024-01-15', '2024-01-20', '2024-07-10', '2025-01-12', '2025-07-12', '2025-07-15', '2026-01-18'];

  it('gets no warning in May; one, once, when July is left out; and none where it came', () =>
    opened(async (rig) => {
      for (const date of years) {
        await goTo(rig, on(date));
        await buys(rig, on(date));
      }
      await goTo(rig, on('2026-05-20'));
      expect(await listed(rig, 'silence')).toEqual([]);
      expect(await signalOf(rig, 'silence')).toMatchObject({ warns: false, because: 'not-yet' });
      for (const date of ['2026-08-10', '2026-08-11', '2026-08-12', '2026-10-01']) await goTo(rig, on(date));
      const [warning, ...others] = await listed(rig, 'silence');
      expect(others).toEqual([]);
      expect(warning).toMatchObject({ status: 'open', raisedAt: on('2026-08-11') });
      expect(await signalOf(rig, 'silence')).toMatchObject({ warns: true, warning: warning?.warningId });
      await buys(rig, on('2026-10-02'));
      await goTo(rig, on('2026-10-03'));
      expect(await listed(rig, 'silence')).toMatchObject([{ status: 'ended', endedAt: on('2026-10-02') }]);
      // July came all the same, and was told late
      await buys(rig, on('2026-07-14'));
      await settle(rig);
      expect(await listed(rig, 'silence')).toMatchObject([{ status: 'withdrawn', endedAt: null }]);
      expect(rig.failures).toEqual([]);
    }));
});

describe('silence', () => {
  const weekly = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'];

  it('is warned of again where the purchase that ended it is cancelled, under the same warning', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      await goTo(rig, on('2026-06-01'));
      const [warning] = await listed(rig, 'silence');
      expect(warning).toMatchObject({ status: 'open' });
      const orderId = await buys(rig, on('2026-06-02'));
      await goTo(rig, on('2026-06-03'));
      expect(await listed(rig, 'silence')).toMatchObject([{ status: 'ended' }]);
      await cancels(rig, orderId, on('2026-06-03'));
      await settle(rig);
      expect(await listed(rig, 'silence')).toMatchObject([{ warningId: warning?.warningId, status: 'open' }]);
    }));

  it('of last March is the same today, also after the policy changed, and replaying raises nothing', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      await goTo(rig, on('2026-03-31'));
      const march = { asOf: on('2026-03-31') };
      const [was, view] = [await listed(rig, 'silence'), await shown(rig, march)];
      expect(was).toHaveLength(1);
      await goTo(rig, on('2026-06-01'));
      for (const silencePercent of [0.01, 20]) {
        const document = { ...(rig.registry.policies.get('warnings')?.initial as object), silencePercent };
        await rig.send('policies.PublishPolicy', { name: 'warnings', document, approvedBy: 'board' });
        await settle(rig);
        expect(await shown(rig, march)).toEqual(view);
        expect(await listed(rig, 'silence')).toEqual(was);
      }
      const head = await events(rig);
      await rig.done(rig.projections.rebuild(rig.registry.allFolds));
      await settle(rig);
      expect(await events(rig)).toBe(head);
      expect(await listed(rig, 'silence')).toEqual(was);
    }));

  it('that a stricter policy shows is warned of from when that is in force', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      await goTo(rig, on('2026-02-25'));
      const published = rig.clock.now();
      expect(await listed(rig, 'silence')).toEqual([]);
      const document = { ...(rig.registry.policies.get('warnings')?.initial as object), silencePercent: 50 };
      await rig.send('policies.PublishPolicy', { name: 'warnings', document, approvedBy: 'board' });
      await settle(rig);
      expect(await listed(rig, 'silence')).toMatchObject([{ raisedAt: published, policyVersion: 1 }]);
    }));
});

it('warns once of all that is overdue at a time, until nothing is, and takes back what was paid in time', () =>
  opened(async (rig) => {
    await bills(rig, 'A', day(10), day(40));
    await bills(rig, 'B', day(20), day(45));
    await goTo(rig, day(42));
    expect(await listed(rig, 'payment-overdue')).toEqual([]); // the days of grace
    for (const n of [43, 50, 60]) await goTo(rig, day(n));
    expect(await listed(rig, 'payment-overdue')).toMatchObject([{ status: 'open', raisedAt: day(43) }]);
    await pays(rig, 'P', 'A', day(61));
    await goTo(rig, day(62));
    expect(await listed(rig, 'payment-overdue')).toMatchObject([{ status: 'open', raisedAt: day(43) }]);
    await pays(rig, 'Q', 'B', day(63));
    await goTo(rig, day(64));
    expect(await listed(rig, 'payment-overdue')).toMatchObject([{ status: 'ended', endedAt: day(63) }]);
    await reverses(rig, 'Q', day(65));
    await goTo(rig, day(66));
    const all = await listed(rig, 'payment-overdue');
    expect(all.map(({ status, raisedAt }) => [status, raisedAt])).toEqual([
      ['ended', day(43)],
      ['open', day(65)],
    ]);
  }));

it('takes back a warning of money that was there in time', () =>
  opened(async (rig) => {
    await bills(rig, 'A', day(10), day(40));
    await goTo(rig, day(50));
    expect(await listed(rig, 'payment-overdue')).toMatchObject([{ status: 'open' }]);
    await pays(rig, 'P', 'A', day(41));
    await settle(rig);
    expect(await listed(rig, 'payment-overdue')).toMatchObject([{ status: 'withdrawn' }]);
  }));

it('warns of a volume that is down on the year before, once, until it is up again', () =>
  opened(async (rig) => {
    const month = (n: number): Instant => new Date(Date.UTC(2024, n, 10, 8)).toISOString();
    const first = (n: number): Instant => new Date(Date.UTC(2024, n, 1)).toISOString();
    for (let n = 0; n < 24; n++) {
      await goTo(rig, month(n));
      await buys(rig, month(n), n < 14 || n > 20 ? '100' : '40');
    }
    await goTo(rig, first(24));
    const all = await listed(rig, 'volume-down');
    // January to March 2025: 100 + 100 + 40 of 300 is 20 % down, February to April 40 %
    expect(all).toMatchObject([{ raisedAt: first(16), status: 'ended', endedAt: first(23) }]);
    const precision = await rig.queries.ask(
      rig.registry.queries.get('report.warning-precision') as QueryDef<object, { rows: readonly object[] }>,
      {},
      reading,
    );
    expect(precision.rows[1]).toMatchObject({ signal: 'volume-down', raised: 1, ended: 1, precision: null });
  }));

it('warns of satisfaction that falls, once, and takes that back where an answer was entered wrongly', () =>
  opened(async (rig) => {
    for (const [n, score] of [5, 4, 5, 4, 5].entries()) await answers(rig, `a-${n}`, score, day(20 * n));
    for (const [n, score] of [3, 4, 3, 2, 3].entries()) {
      await goTo(rig, day(300 + 10 * n));
      expect(await listed(rig, 'satisfaction-falling')).toEqual([]);
      await answers(rig, `b-${n}`, score, day(300 + 10 * n));
    }
    await goTo(rig, day(345));
    const [warning] = await listed(rig, 'satisfaction-falling');
    expect(warning).toMatchObject({ status: 'open', raisedAt: day(340), score: 70 });
    const head = await events(rig);
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await events(rig)).toBe(head);
    const correction = { responseId: 'b-4', score: 5, reason: 'one box aside' };
    await rig.send('satisfaction.CorrectResponse', correction);
    await settle(rig);
    expect(await listed(rig, 'satisfaction-falling')).toMatchObject([{ status: 'withdrawn' }]);
    expect(await signalOf(rig, 'satisfaction-falling')).toMatchObject({ warns: false, because: 'not-falling' });
    // what was known then goes on to be what was known then
    const then = { asOf: day(341), knownAt: day(345) };
    expect(await signalOf(rig, 'satisfaction-falling', then)).toMatchObject({ warns: true });
  }));

it('warns of service levels missed again and again, and takes that back where a proof comes late', () =>
  opened(async (rig) => {
    for (const n of [10, 20]) await asks(rig, `r-${n}`, day(n));
    await goTo(rig, day(21));
    const [first, second] = [await listed(rig, 'service-breaches'), await signalOf(rig, 'service-breaches')];
    // two requests, a response and a resolution each: the third of four
    expect(first).toMatchObject([{ status: 'open', raisedAt: instant(milliseconds(day(20)) + 30 * 60_000) }]);
    expect(second).toMatchObject({ warns: true });
    await solves(rig, 'r-20', instant(milliseconds(day(20)) + 10 * 60_000));
    await settle(rig);
    expect(await listed(rig, 'service-breaches')).toMatchObject([{ status: 'withdrawn' }]);
    expect(await signalOf(rig, 'service-breaches')).toMatchObject({ warns: false, because: 'few-breaches' });
    expect(rig.failures).toEqual([]);
  }));

it('warns of complaints that become more, once, and takes that back where the customer took one back before', () =>
  opened(async (rig) => {
    await complains(rig, 'k-1', 'minor', day(10));
    await goTo(rig, day(20));
    expect(await listed(rig, 'complaints-up')).toEqual([]);
    await complains(rig, 'k-2', 'major', day(20));
    await goTo(rig, day(30));
    expect(await listed(rig, 'complaints-up')).toMatchObject([{ status: 'open', raisedAt: day(20), score: 50 }]);
    const head = await events(rig);
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await events(rig)).toBe(head);
    await takesBack(rig, 'k-1', day(15));
    await settle(rig);
    expect(await listed(rig, 'complaints-up')).toMatchObject([{ status: 'withdrawn' }]);
    expect(await signalOf(rig, 'complaints-up')).toMatchObject({ warns: false, because: 'not-more-complaints' });
    // what was known then goes on to be what was known then
    const then = { asOf: day(25), knownAt: day(30) };
    expect(await signalOf(rig, 'complaints-up', then)).toMatchObject({ warns: true });
    expect(rig.failures).toEqual([]);
  }));

it('warns each customer of an industry of its bad outlook, entered late and corrected, and says what was known when', () =>
  opened(async (rig) => {
    await isOf(rig, 'E', day(1));
    await goTo(rig, day(100));
    await expects(rig, [[day(90), 'bad']]);
    await settle(rig);
    const [warning, ...others] = await listed(rig, 'industry-turning-bad');
    expect([warning, others]).toMatchObject([{ status: 'open', raisedAt: day(90), score: 55 }, []]);
    const at = (asOf: Instant, knownAt?: Instant) =>
      signalOf(rig, 'industry-turning-bad', { asOf, ...(knownAt !== undefined && { knownAt }) });
    expect(await at(day(95))).toMatchObject({ warns: true });
    expect(await at(day(95), day(96))).toMatchObject({ warns: false, because: 'no-outlook' });
    await goTo(rig, day(120));
    await expects(rig, [
      [day(90), 'bad'],
      [day(130), 'neutral'],
    ]);
    await goTo(rig, day(131));
    expect(await listed(rig, 'industry-turning-bad')).toMatchObject([{ status: 'ended', endedAt: day(130) }]);
    const head = await events(rig);
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await events(rig)).toBe(head);
    // it never was bad
    await expects(rig, [[day(90), 'neutral']]);
    await settle(rig);
    expect(await listed(rig, 'industry-turning-bad')).toMatchObject([{ status: 'withdrawn' }]);
    expect(rig.failures).toEqual([]);
  }));

it('warns of a share of wallet that falls, once, until more is told, and takes it back where it was told wrongly', () =>
  opened(async (rig) => {
    await tellsShare(rig, '45%', day(1));
    await goTo(rig, day(100));
    await tellsShare(rig, '３０ ％', day(100));
    await settle(rig);
    const warned = { status: 'open', raisedAt: day(100), score: 59, severity: 'medium' };
    expect(await listed(rig, 'wallet-share-falling')).toMatchObject([warned]);
    await goTo(rig, day(200));
    await tellsShare(rig, '40', day(200));
    await settle(rig);
    expect(await listed(rig, 'wallet-share-falling')).toMatchObject([{ status: 'ended', endedAt: day(200) }]);
    await tellsShare(rig, '35', day(50));
    await tellsShare(rig, '36', day(1));
    await settle(rig);
    expect(await listed(rig, 'wallet-share-falling')).toMatchObject([{ status: 'withdrawn' }]);
    const then = { asOf: day(150), knownAt: day(199) };
    expect(await signalOf(rig, 'wallet-share-falling', then)).toMatchObject({ warns: true });
    expect(await signalOf(rig, 'wallet-share-falling')).toMatchObject({ warns: false });
    expect(rig.failures).toEqual([]);
  }));

it('warns each of two customers of one industry', () =>
  opened(async (rig) => {
    const industry = [{ attribute: 'industry', value: 'E' }];
    await goTo(rig, day(5));
    for (const customerId of ['c', 'd']) {
      if (customerId !== 'c')
        await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: day(0) });
      await rig.send('customers.AssertFacts', { customerId, facts: industry }, { occurredAt: day(1) });
    }
    await goTo(rig, day(100));
    await expects(rig, [[day(90), 'bad']]);
    await settle(rig);
    const all = await listed(rig, 'industry-turning-bad');
    expect(all.map(({ customer, status }) => [customer, status]).sort()).toEqual([
      ['c', 'open'],
      ['d', 'open'],
    ]);
  }));

it('warns of an industry that counts since the departments are trusted otherwise, from then on', () =>
  opened(async (rig) => {
    await goTo(rig, day(5));
    for (const [department, value] of [
      ['sales', 'E'],
      ['finance', 'C'],
    ] as const) {
      const data = { customerId: 'c', facts: [{ attribute: 'industry', value }] };
      await rig.send('customers.AssertFacts', data, { department, occurredAt: day(1) });
    }
    const initial = rig.registry.policies.get('survivorship')?.initial as object;
    const trusts = async (...departments: readonly string[]): Promise<void> => {
      const document = { ...initial, departments };
      await rig.send('policies.PublishPolicy', { name: 'survivorship', document, approvedBy: 'board' });
    };
    await trusts('finance', 'sales');
    await expects(rig, [[day(3), 'bad']]);
    await goTo(rig, day(100));
    expect(await listed(rig, 'industry-turning-bad')).toEqual([]);
    const trusted = rig.clock.now();
    await trusts('sales', 'finance');
    await goTo(rig, day(101));
    const warned = { status: 'open', raisedAt: trusted };
    expect(await listed(rig, 'industry-turning-bad')).toMatchObject([warned]);
    expect(await signalOf(rig, 'industry-turning-bad')).toMatchObject({ warns: true });
  }));

it('warns from another day where the outlook of an industry is corrected to begin then', () =>
  opened(async (rig) => {
    await isOf(rig, 'E', day(1));
    await goTo(rig, day(100));
    await expects(rig, [[day(90), 'bad']]);
    await goTo(rig, day(110));
    await expects(rig, [[day(95), 'bad']]);
    await goTo(rig, day(111));
    expect(await listed(rig, 'industry-turning-bad')).toMatchObject([
      { status: 'withdrawn', raisedAt: day(90) },
      { status: 'open', raisedAt: day(95) },
    ]);
  }));

/** What breaks the law of why, for all figures and for the links to warnings. */
async function brokenAt(rig: Rig, asOf?: Instant): Promise<readonly string[]> {
  const { registry, customers } = rig;
  const asked = { registry, customers, reading, id: 'c', moment: asOf === undefined ? {} : { asOf } };
  const found = await brokenWhy(asked, (pointers) => pointers.filter((pointer) => pointer.endsWith('/warning')));
  return found?.broken ?? ['nobody knows the customer'];
}

it('links the warning that came first of those that lasted on a day, in whatever order they were told', () =>
  opened(async (rig) => {
    await goTo(rig, day(90));
    await bills(rig, 'B', day(90), day(97));
    await goTo(rig, day(110));
    await pays(rig, 'Q', 'B', day(120));
    await goTo(rig, day(130));
    await bills(rig, 'A', day(10), day(40));
    await settle(rig);
    const all = await listed(rig, 'payment-overdue');
    expect(all).toMatchObject([
      { status: 'open', raisedAt: day(43) },
      { status: 'ended', raisedAt: day(100), endedAt: day(120) },
    ]);
    for (const asOf of [day(110), undefined]) {
      const found = await signalOf(rig, 'payment-overdue', asOf === undefined ? {} : { asOf });
      expect(found).toMatchObject({ warning: all[0]?.warningId });
      expect(await brokenAt(rig, asOf)).toEqual([]);
    }
  }));

it('links a warning that came back after it was taken back, also where an end was told before that', () =>
  opened(async (rig) => {
    for (const date of ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26']) await buys(rig, on(date));
    await goTo(rig, on('2026-06-01'));
    const [warning] = await listed(rig, 'silence');
    const next = await buys(rig, on('2026-06-02'));
    await goTo(rig, on('2026-06-03'));
    const late = await buys(rig, on('2026-02-20'));
    await settle(rig);
    expect(await listed(rig, 'silence')).toMatchObject([{ status: 'withdrawn' }]);
    await cancels(rig, next, on('2026-06-02'));
    await cancels(rig, late, on('2026-02-20'));
    await settle(rig);
    expect(await listed(rig, 'silence')).toMatchObject([{ warningId: warning?.warningId, status: 'open' }]);
    expect(await signalOf(rig, 'silence')).toMatchObject({ warns: true, warning: warning?.warningId });
    for (const asOf of [undefined, on('2026-06-01')]) expect(await brokenAt(rig, asOf)).toEqual([]);
  }));

const isUsed = (rig: Rig, does: 'Deactivate' | 'Reactivate', at: Instant): Promise<void> =>
  send(rig, `customers.${does}Customer`, { customerId: 'c', reason: 'x' }, at);

describe('a customer that is deactivated', () => {
  const weekly = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'];
  const standings = async (rig: Rig, signal: string): Promise<unknown> =>
    (await listed(rig, signal)).map(({ status, raisedAt, because }) => [status, raisedAt, because]);

  it('is warned of no more, with that as the reason, and is judged again when it is in use again', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      const raised = on('2026-03-21');
      await goTo(rig, on('2026-04-01'));
      expect(await standings(rig, 'silence')).toEqual([['open', raised, null]]);
      await isUsed(rig, 'Deactivate', on('2026-04-02'));
      await goTo(rig, on('2026-04-03'));
      expect(await standings(rig, 'silence')).toEqual([['ended', raised, 'deactivated']]);
      expect(await signalOf(rig, 'silence')).toMatchObject({ warns: false, because: 'deactivated', warning: null });
      expect(await signalOf(rig, 'silence', { asOf: on('2026-04-01') })).toMatchObject({ warns: true });
      await isUsed(rig, 'Reactivate', on('2026-05-02'));
      await goTo(rig, on('2026-05-03'));
      const again = ['open', on('2026-05-02'), null];
      expect(await standings(rig, 'silence')).toEqual([['ended', raised, 'deactivated'], again]);
      // of the day on which it warns, not of the one on which it would have without the deactivation
      const silent = (await listed(rig, 'silence')).map(({ measures: [days] }) => days);
      expect(silent).toMatchObject([54, 96].map((value) => ({ measure: 'silent-days', value })));
      expect(rig.failures).toEqual([]);
      for (const asOf of [undefined, on('2026-04-05')]) expect(await brokenAt(rig, asOf)).toEqual([]);
    }));

  it('is not expected to buy, by the event of that, until it is in use again, as of each day and as was known then', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      const known = on('2026-02-03');
      await goTo(rig, known);
      await isUsed(rig, 'Deactivate', on('2026-02-01'));
      await settle(rig);
      const off = { nextPurchase: null, noNextPurchase: 'deactivated' };
      const expected = { nextPurchase: { lastAt: on('2026-01-26') }, noNextPurchase: null };
      expect(await shown(rig)).toMatchObject(off);
      expect(await shown(rig, { asOf: on('2026-01-31') })).toMatchObject(expected);
      expect(await brokenAt(rig)).toEqual([]);
      await isUsed(rig, 'Reactivate', on('2026-02-05'));
      await settle(rig);
      expect(await shown(rig)).toMatchObject(expected);
      expect(await shown(rig, { asOf: on('2026-02-04') })).toMatchObject(off);
      expect(await shown(rig, { knownAt: addDays(known, 1) })).toMatchObject(off);
      for (const figure of ['nextPurchase', 'noNextPurchase']) {
        const why = await rig.customers.why('c', `/warnings/${figure}`, { asOf: on('2026-02-04') }, reading);
        expect(why.events.map((each) => ('type' in each ? each.type : null))).toContain(
          'customers.CustomerDeactivated',
        );
      }
      expect(await brokenAt(rig)).toEqual([]);
    }));

  it('was rightly not to be warned of where that is told late, and gets the warning back where it was never so', () =>
    opened(async (rig) => {
      for (const date of weekly) await buys(rig, on(date));
      await goTo(rig, on('2026-04-01'));
      await isUsed(rig, 'Deactivate', on('2026-03-01'));
      await settle(rig);
      expect(await standings(rig, 'silence')).toEqual([['withdrawn', on('2026-03-21'), 'deactivated']]);
      await isUsed(rig, 'Reactivate', on('2026-03-01'));
      await settle(rig);
      expect(await standings(rig, 'silence')).toEqual([['open', on('2026-03-21'), null]]);
    }));

  it('owes what it owes, and is warned of that', () =>
    opened(async (rig) => {
      await bills(rig, 'A', day(10), day(40));
      await isUsed(rig, 'Deactivate', day(20));
      await goTo(rig, day(50));
      expect(await standings(rig, 'payment-overdue')).toEqual([['open', day(43), null]]);
      await complains(rig, 'k-1', 'critical', day(51));
      await complains(rig, 'k-2', 'critical', day(52));
      await goTo(rig, day(60));
      expect(await listed(rig, 'complaints-up')).toEqual([]);
    }));
});

const used = {
  weight: 1,
  arbitrary: fc.record({
    ...{ does: fc.constant('use' as const), ago: fc.nat({ max: 500 }) },
    how: fc.constantFrom('Deactivate' as const, 'Reactivate' as const, 'Reactivate' as const),
  }),
};
const waits = { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), days: fc.nat({ max: 200 }) }) };
const bought = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('buy' as const),
      at: fc.nat({ max: 600 }),
      price: fc.constantFrom('10', '70'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('cancel' as const), which: fc.nat(), after: fc.nat({ max: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('bill' as const), at: fc.nat({ max: 900 }), due: fc.nat({ max: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('pay' as const), which: fc.nat(), after: fc.nat({ max: 120 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('reverse' as const), which: fc.nat(), after: fc.nat({ max: 60 }) }),
  },
  used,
  waits,
);
const score = fc.integer({ min: 1, max: 5 });
/** Of some days before. */
const served = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('answer' as const), ago: fc.nat({ max: 400 }), score }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('correct' as const), which: fc.nat(), score }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('ask' as const), ago: fc.nat({ max: 90 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('solve' as const), which: fc.nat(), minutes: fc.nat({ max: 300 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant('complain' as const), ago: fc.nat({ max: 300 }) },
      severity: fc.constantFrom('minor', 'major', 'critical'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('take back' as const), which: fc.nat(), after: fc.nat({ max: 40 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ does: fc.constant('industry' as const), ago: fc.nat({ max: 400 }) },
      industry: fc.constantFrom('C', 'E', 'E'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant('share' as const), ago: fc.nat({ max: 500 }) },
      share: fc.integer({ min: 20, max: 50 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('expect' as const),
      outlooks: fc.uniqueArray(
        fc.tuple(fc.integer({ min: -100, max: 300 }), fc.constantFrom('good', 'neutral', 'bad', 'bad')),
        { maxLength: 3, selector: ([ago]) => ago },
      ),
    }),
  },
  used,
  { ...waits, weight: 1 },
);
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Entry = Of<typeof bought> | Of<typeof served>;

/** Sends what can be sent; what the rules refuse has not happened. */
async function tell(rig: Rig, entries: readonly Entry[]): Promise<void> {
  const bought: [string, number][] = [];
  const billed: [string, number][] = [];
  const paid: [string, number][] = [];
  const answered: string[] = [];
  const asked: [string, number][] = [];
  const filed: [string, number][] = [];
  let now = 905;
  const of = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)];
  for (const [index, one] of entries.entries()) {
    try {
      if (one.does === 'wait') await goTo(rig, day((now += one.days)));
      else if (one.does === 'buy') bought.push([await buys(rig, day(one.at), one.price), one.at]);
      else if (one.does === 'bill') {
        await bills(rig, `i-${index}`, day(one.at), day(one.at + one.due));
        billed.push([`i-${index}`, one.at]);
      } else if (one.does === 'cancel') {
        const [orderId, at] = of(bought, one.which) ?? ['', 0];
        if (orderId) await cancels(rig, orderId, day(at + one.after));
      } else if (one.does === 'answer') {
        // so that many fall
        await answers(rig, `a-${index}`, one.ago < 150 ? Math.max(1, one.score - 2) : 5, day(now - one.ago));
        answered.push(`a-${index}`);
      } else if (one.does === 'correct') {
        const responseId = of(answered, one.which);
        const correction = { responseId, score: one.score, reason: 'x' };
        if (responseId !== undefined) await rig.send('satisfaction.CorrectResponse', correction);
      } else if (one.does === 'ask') {
        await asks(rig, `r-${index}`, day(now - one.ago));
        asked.push([`r-${index}`, now - one.ago]);
      } else if (one.does === 'solve') {
        const [requestId, at] = of(asked, one.which) ?? ['', 0];
        if (requestId) await solves(rig, requestId, instant(milliseconds(day(at)) + one.minutes * 60_000));
      } else if (one.does === 'complain') {
        await complains(rig, `k-${index}`, one.severity, day(now - one.ago));
        filed.push([`k-${index}`, now - one.ago]);
      } else if (one.does === 'take back') {
        const [complaintId, at] = of(filed, one.which) ?? ['', 0];
        if (complaintId) await takesBack(rig, complaintId, day(at + one.after));
      } else if (one.does === 'use') {
        await isUsed(rig, one.how, day(now - one.ago));
      } else if (one.does === 'industry') {
        await isOf(rig, one.industry, day(now - one.ago));
      } else if (one.does === 'share') {
        await tellsShare(rig, `${one.share} %`, day(now - one.ago));
      } else if (one.does === 'expect') {
        const today = now;
        const all = one.outlooks.map(([ago, outlook]) => [day(today - ago), outlook] as const);
        await expects(rig, all);
      } else if (one.does === 'pay') {
        const [invoiceId, at] = of(billed, one.which) ?? ['', 0];
        if (invoiceId) await pays(rig, `p-${index}`, invoiceId, day(at + one.after));
        if (invoiceId) paid.push([`p-${index}`, at + one.after]);
      } else {
        const [paymentId, at] = of(paid, one.which) ?? ['', 0];
        if (paymentId) await reverses(rig, paymentId, day(at + one.after));
      }
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    }
    await rig.caughtUp();
  }
  await settle(rig);
}

it.each([
  {
    of: 'what is bought and paid',
    entry: fc.array<Entry>(bought, { minLength: 20, maxLength: 40 }),
    about: [0, 3],
    written: [{ does: 'bill', at: 800, due: 30 }],
  },
  {
    of: 'answers, service, complaints, outlooks and shares',
    entry: fc.array<Entry>(served, { minLength: 40, maxLength: 60 }),
    about: [3, 8],
    written: [20, 10].map((ago): Entry => ({ does: 'complain', ago, severity: 'critical' })),
  },
] as const)(
  'has told exactly what the facts of $of say, once for each cause, in whatever order and however late they came, and why says so',
  async ({ entry, about, written }) => {
    const held = { warned: 0, quiet: 0 };
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        entry,
        fc.array(fc.nat({ max: 1200 }), { minLength: 2, maxLength: 2 }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        (entries, days, chosen) =>
          opened(async (rig) => {
            rig.clock.set(day(905));
            await tell(rig, entries);
            expect(rig.failures).toEqual([]);
            expect(rig.reactors.refused).toEqual([]);
            const { signals } = await shown(rig);
            for (const { signal, warns } of signals.slice(...about)) {
              const all = await listed(rig, signal);
              const lasting = all.filter(({ status }) => status === 'open');
              expect([signal, lasting.length]).toEqual([signal, warns ? 1 : 0]);
              expect(new Set(all.map(({ warningId }) => warningId)).size).toBe(all.length);
              for (const { status, raisedAt } of all) {
                const was = (await signalOf(rig, signal, { asOf: raisedAt }))?.warns;
                // what was taken back stays so where another cause warned then
                if (status === 'withdrawn') continue;
                expect([signal, raisedAt, was]).toEqual([signal, raisedAt, true]);
                held.warned++;
              }
              if (!warns) held.quiet++;
              if (all.length > 0) seen.add(signal);
            }
            const { registry, customers } = rig;
            for (const asOf of [...days.map(day), rig.clock.now()]) {
              const asked = { registry, customers, reading, id: 'c', moment: { asOf } };
              const found = await brokenWhy(asked, (pointers) =>
                pointers.filter((p, i) => p.startsWith('/warnings/') && chosen.some((n) => n % pointers.length === i)),
              );
              expect(found?.broken ?? []).toEqual([]);
            }
          }),
      ),
      // whatever the seed, one signal warns and others are quiet
      { numRuns: 8, endOnFailure: true, examples: [[[...written], [850, 500], [0, 1, 2, 3, 4, 5]]] },
    );
    expect(neverSeen(held)).toEqual([]);
    expect(seen.size).toBeGreaterThan(0);
  },
);
