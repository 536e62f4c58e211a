import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CAST, DEMO } from '@dossier/server/demo';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { Agenda } from './agenda';
import { Business, type Recorded } from './business';
import { abroad, china, trades } from './catalogue';
import { Dice } from './dice';
import { isWorkday } from './workdays';

const UNTIL = '2026-11-26';
const history = (seed: number, events: number, until = UNTIL): readonly Recorded[] => [
  ...new Business(seed, events, until).history(),
];
const text = (commands: readonly Recorded[]): string => JSON.stringify(commands);
const some = history(7, 4000);
const many = history(1, 20_000);
const named = (name: string) =>
  some.filter(({ command }) => command === name).map(({ data }) => data as Record<string, unknown>);

it('throws the dice of mulberry32', () => {
  const dice = new Dice(1);
  expect([dice.next(), dice.next(), dice.next()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
});

it('takes what was noted by time, and by order of noting where times are equal', () => {
  const agenda = new Agenda();
  const done: string[] = [];
  const noted = [5, 1, 3, 1, 9, 5, 0, 2];
  noted.forEach((at, i) => agenda.note(at, () => done.push(`${at}.${i}`)));
  for (let entry = agenda.take(); entry; entry = agenda.take()) entry.task(entry.at);
  expect(done).toEqual(['0.6', '1.1', '1.3', '2.7', '3.2', '5.0', '5.5', '9.4']);
});

it('tells the same history for the same seed, size and last day, and others for others', () => {
  expect(text(history(7, 500))).toBe(text(history(7, 500)));
  expect(text(history(8, 500))).not.toBe(text(history(7, 500)));
  const ids = (commands: readonly Recorded[]) => new Set(commands.map(({ id }) => id));
  const [first, other] = [ids(history(7, 500)), ids(history(7, 500, '2026-11-25'))];
  expect([...first].filter((id) => other.has(id))).toEqual([]);
});

it('ends on its last day, after three years for 20,000 events', () => {
  const [first, last] = [many[0], many.at(-1)].map((each) => new Date(each?.recordedAt ?? 0).toISOString());
  expect(first?.slice(0, 7)).toBe('2023-11');
  expect(last?.slice(0, 10)).toBe(UNTIL);
});

it('is recorded in order, each event when it happened or later, a few weeks later', () => {
  const days = some.map(({ recordedAt, data }, i) => {
    expect(recordedAt).toBeGreaterThanOrEqual(some[i - 1]?.recordedAt ?? 0);
    return (recordedAt - Date.parse((data as { occurredAt: string }).occurredAt)) / 86_400_000;
  });
  expect(Math.min(...days)).toBeGreaterThanOrEqual(0);
  expect(days.filter((late) => late > 7).length).toBeGreaterThan(5);
});

it('happens on workdays: no weekend, no 元旦, 春节, 劳动节 or 国庆节', () => {
  expect(many.filter(({ recordedAt }) => !isWorkday(recordedAt))).toEqual([]);
  const free = ['2025-01-28', '2025-01-29', '2025-02-04', '2026-02-16', '2026-02-23', '2025-10-01', '2025-10-07', '2026-01-01', '2026-05-01', '2026-11-22']; // prettier-ignore
  const work = ['2025-01-27', '2025-02-05', '2026-02-24', '2025-10-08', '2026-11-26'];
  expect([...free, ...work].filter((day) => isWorkday(Date.parse(day)))).toEqual(work);
});

it('gives every company a name of its own, and a city, a number and an industry that fit it', () => {
  const companies = many
    .filter(({ command }) => command === 'customers.RegisterCustomer')
    .map(({ data }) => data as Record<'customerId' | 'kind' | 'name' | 'country' | 'region' | 'phone', string>)
    .filter(({ kind }) => kind === 'organisation');
  expect(new Set(companies.map(({ name }) => name)).size).toBe(companies.length);
  const codes = new Map(
    [china, ...abroad].flatMap(({ cities }) =>
      cities.map(({ name, phone }): [string, string] => [name, /^\+\d+ \d+/.exec(phone)?.[0] ?? '']),
    ),
  );
  for (const { name, region, phone } of companies) {
    expect(name).toContain(region);
    expect([phone, phone.startsWith(codes.get(region) ?? '?'), isValidPhoneNumber(phone)]).toEqual([phone, true, true]);
  }
  const names = new Map(companies.map(({ customerId, name }) => [customerId, name]));
  const said = many
    .filter(({ command }) => command === 'customers.AssertFacts')
    .map(({ data }) => data as { customerId: string; facts: { attribute: string; value: string }[] })
    .flatMap(({ customerId, facts }) => facts.map((fact) => ({ ...fact, name: names.get(customerId) ?? '' })))
    .filter(({ attribute }) => attribute === 'industry');
  expect(said.length).toBeGreaterThan(20);
  for (const { name, value } of said)
    expect(trades.filter(({ industry }) => [industry.zh, industry.en].includes(value)).some(({ zh, en }) => name.includes(zh) || name.includes(en))).toBe(true); // prettier-ignore
});

it.each([1000, 2000, 5000, 20_000])(
  'lets the largest fifth of customers hold 70 to 80 per cent of what is bought, whatever the seed: %d events',
  (events) => {
    for (const seed of events < 5000 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1, 2]) {
      const orders = new Map<string, { customerId?: string; readonly amount: number }>();
      for (const { command, data } of history(seed, events)) {
        const { orderId, customerId, currency, lines } = data as {
          readonly orderId: string;
          readonly customerId?: string;
          readonly currency: string;
          readonly lines: readonly { readonly quantity: number; readonly unitPrice: string }[];
        };
        if (command === 'sales.PlaceOrder' && currency === 'CNY') {
          const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice), 0);
          orders.set(orderId, { amount, ...(customerId !== undefined && { customerId }) });
        }
        const attributed = orders.get(orderId);
        if (command === 'sales.AttributeOrder' && attributed && customerId !== undefined)
          attributed.customerId = customerId;
        if (command === 'sales.CancelOrder') orders.delete(orderId);
      }
      const bought = new Map<string, number>();
      for (const { customerId, amount } of orders.values())
        if (customerId !== undefined) bought.set(customerId, (bought.get(customerId) ?? 0) + amount);
      const amounts = [...bought.values()].sort((a, b) => b - a);
      const sum = (of: readonly number[]): number => of.reduce((all, each) => all + each, 0);
      const share = sum(amounts.slice(0, Math.ceil(amounts.length / 5))) / sum(amounts);
      expect([seed, share > 0.7 && share < 0.8]).toEqual([seed, true]);
    }
  },
);

it('works as much on a Monday as on other workdays', () => {
  const days = Array.from({ length: 7 }, () => 0);
  for (const { recordedAt } of many) {
    const day = new Date(recordedAt + 8 * 3_600_000).getUTCDay();
    days[day] = (days[day] ?? 0) + 1 / many.length;
  }
  expect(days.slice(1, 6).filter((share) => share < 0.17 || share > 0.23)).toEqual([]);
});

it.each([100, 1000, 10_000])('has the size that was asked for: %d events', (events) => {
  const commands = history(3, events);
  const facts = ({ facts: said, promises, followUp }: Record<string, unknown>): number =>
    (said as unknown[] | undefined)?.length ?? 1 + ((promises ?? []) as unknown[]).length + (followUp ? 1 : 0);
  const several: Readonly<Record<string, number>> = {
    'customers.RegisterCustomer': 5,
    'finance.ReceivePayment': 3,
    // with what its clock says of it
    'service.RespondToRequest': 2,
    'service.ResolveRequest': 2,
    'service.InvestigateComplaint': 2,
    'service.CloseComplaint': 2,
  };
  const count = commands.reduce(
    (sum, { command, data }) => sum + (several[command] ?? facts(data as Record<string, unknown>)),
    0,
  );
  expect(count).toBeGreaterThanOrEqual(events);
  expect(count).toBeLessThan(events + 10);
});

it('promises to ship two days at least after it is recorded', () => {
  const ahead = many
    .filter(({ command }) => command === 'sales.PlaceOrder')
    .map(({ data, recordedAt }) => Date.parse((data as { promisedShipAt: string }).promisedShipAt) - recordedAt);
  expect(Math.min(...ahead)).toBeGreaterThanOrEqual(2 * 86_400_000 - 60_000);
});

it('names every message and every document once', () => {
  const ids = some.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const orders = named('sales.PlaceOrder').map(({ orderId }) => orderId);
  expect(new Set(orders).size).toBe(orders.length);
});

it('is a business: customers, disagreement, parts, returns, credits, late and anonymous orders', () => {
  const wanted = [
    'customers.RegisterCustomer',
    'customers.ClaimExternalId',
    'customers.AssertFacts',
    'sales.AttributeOrder',
    'sales.PlaceOrder',
    'sales.ConfirmOrder',
    'sales.ShipOrder',
    'sales.DeliverOrder',
    'sales.CancelOrder',
    'sales.ReturnOrder',
    'sales.IssueCreditNote',
    'interactions.RecordInteraction',
    'interactions.CorrectInteraction',
    'interactions.RetractInteraction',
    'interactions.KeepPromise',
    'interactions.MovePromise',
    'finance.IssueInvoice',
    'finance.ReceivePayment',
    'service.OpenRequest',
    'service.RespondToRequest',
    'service.PauseRequest',
    'service.ResumeRequest',
    'service.ResolveRequest',
    'service.ReopenRequest',
    'service.CloseRequest',
    'service.FileComplaint',
    'service.GiveHazardNotice',
    'service.AcknowledgeHazardNotice',
    'service.RecordInspection',
    'service.RecordQualityReturn',
    'satisfaction.GiveResponse',
    'satisfaction.ReceiveFeedback',
    'satisfaction.AssessFeedback',
    'satisfaction.AnswerFeedback',
    'tiers.BeginAssessment',
    'policies.PublishPolicy',
  ];
  expect(wanted.filter((name) => named(name).length === 0)).toEqual([]);
  expect(named('sales.PlaceOrder').some(({ customerId }) => customerId === undefined)).toBe(true);
  const facts = named('customers.AssertFacts').flatMap(({ facts: said }) => said as { readonly attribute: string }[]);
  expect(facts.some(({ attribute }) => attribute === 'shareOfWallet')).toBe(true);
  expect(named('sales.ShipOrder').some(({ lines }) => lines !== undefined)).toBe(true);
  const times = some.map(({ data }) => (data as { occurredAt: string }).occurredAt);
  expect(times.some((at, i) => at < (times[i - 1] ?? ''))).toBe(true);
});

it('tells a few complaints a year, each from its form to the answer of the customer', () => {
  const steps = new Map<string, string[]>();
  for (const { command, data } of many) {
    const { complaintId } = data as { readonly complaintId?: string };
    if (complaintId !== undefined)
      steps.set(complaintId, [
        ...(steps.get(complaintId) ?? []),
        command.replace(/^service\.(\w+?)(Complaint)?$/, '$1'),
      ]);
  }
  const told = [...steps.values()].map((each) => each.join(' '));
  expect(told.length).toBeGreaterThanOrEqual(2 * 3);
  expect(told.length).toBeLessThanOrEqual(10 * 3);
  const course = /^File Investigate( Pause Resume)?( ReportFinding)+ FindCause( TakeAction VerifyAction)+ Close$/;
  const open = told.filter((each) => !course.test(each));
  // those of the last days
  expect(open.filter((each) => !/^File( Investigate( Pause( Resume)?)?( ReportFinding)*( FindCause)?( TakeAction VerifyAction)*( TakeAction)?)?$/.test(each))).toEqual([]); // prettier-ignore
  expect(open.length).toBeLessThanOrEqual(3);
  expect(told.filter((each) => each.includes('Pause Resume')).length).toBeGreaterThan(0);
});

it('tells a demo of another kind under another version: raise that of DEMO and what stands here', () => {
  const business = Business.demo(UNTIL);
  const demo = [...business.before(), ...business.history()];
  const digest = createHash('sha256').update(text(demo)).digest('hex').slice(0, 16);
  expect([DEMO, digest]).toEqual(['demo9', 'ae3a0e207506a2c1']);
});

it('tells of promises by whom docs/roles names, and of requests that are assigned to them', () => {
  const [, owner = ''] = /owner=(\S+?)[ `]/.exec(readFileSync('docs/roles.md', 'utf8')) ?? [];
  const demo = text([...Business.demo(UNTIL).history()]);
  expect(demo).toContain(`"owner":"${owner}"`);
  expect(demo).toContain(`"agent":"${owner}"`);
});

it.each([UNTIL, '2027-02-28'])(
  'tells in the demo of a customer that is one of the first three by revenue, and costs more than it brings: until %s',
  (until) => {
    interface Line {
      readonly quantity: number;
      readonly unitPrice: string;
      /** Nobody tells it of a few customers. */
      readonly unitCost?: string;
    }
    interface Told {
      readonly orderId: string;
      readonly customerId?: string;
      readonly currency: string;
      readonly lines: readonly (Line & { readonly line: number })[];
      readonly adjustments?: readonly Line[];
      readonly freight?: string;
      readonly conditions?: { readonly resalable: boolean };
    }
    const sum = (of: readonly Line[], price: (line: Line) => string | undefined): number =>
      of.reduce((all, line) => all + line.quantity * Number(price(line)), 0);
    const priced = ({ unitPrice }: Line): string => unitPrice;
    const costing = ({ unitCost }: Line): string | undefined => unitCost;
    const orders = new Map<string, { customerId?: string; told: Told; paid: number; net: number; profit: number }>();
    for (const { command, data } of Business.demo(until).history()) {
      const told = data as Told;
      const { orderId, customerId } = told;
      const order = orders.get(orderId);
      if (command === 'sales.PlaceOrder' && told.currency === 'CNY') {
        const gross = sum(told.lines, priced);
        const net = gross + sum(told.adjustments ?? [], priced);
        const profit = net - sum(told.lines, costing) - Number(told.freight ?? 0);
        orders.set(orderId, { ...(customerId !== undefined && { customerId }), told, paid: net / gross, net, profit });
      }
      if (command === 'sales.AttributeOrder' && order && customerId !== undefined) order.customerId = customerId;
      if (command === 'sales.CancelOrder') orders.delete(orderId);
      if (command !== 'sales.ReturnOrder' || !order) continue;
      const back = told.lines.map(({ line, quantity }) => ({ ...(order.told.lines[line - 1] as Line), quantity }));
      const lost = sum(back, priced) * order.paid;
      order.net -= lost;
      order.profit -= lost - (told.conditions?.resalable === false ? 0 : sum(back, costing));
    }
    const customers = new Map<string, { net: number; profit: number }>();
    for (const { customerId, net, profit } of orders.values()) {
      if (customerId === undefined) continue;
      const known = customers.get(customerId) ?? { net: 0, profit: 0 };
      customers.set(customerId, { net: known.net + net, profit: known.profit + profit });
    }
    const first = [...customers].sort(([, a], [, b]) => b.net - a.net).slice(0, 3);
    const losing = first.filter(([, { profit }]) => profit < 0).map(([customer]) => customer);
    expect(losing).toEqual([`${DEMO}-${until.replaceAll('-', '')}-${CAST.unprofitable}`]);
  },
);

it('tells in the demo of no two customers that bought the same for the same', () => {
  const bought = new Map<string, string[]>();
  for (const { command, data } of Business.demo(UNTIL).history()) {
    if (command !== 'sales.PlaceOrder') continue;
    const { customerId = '', lines } = data as { readonly customerId?: string; readonly lines: readonly object[] };
    bought.set(customerId, [...(bought.get(customerId) ?? []), JSON.stringify(lines)]);
  }
  const often = [...bought.values()].filter((orders) => orders.length > 3).map((orders) => orders.join());
  expect(often.length).toBeGreaterThan(60);
  expect(new Set(often).size).toBe(often.length);
});

it('tells a demo of two years with at least 60 customers, of every department', () => {
  const demo = [...Business.demo(UNTIL).history()];
  expect(new Date(demo[0]?.recordedAt ?? 0).toISOString().slice(0, 7)).toBe('2024-11');
  expect(demo.filter(({ command }) => command === 'customers.RegisterCustomer').length).toBeGreaterThanOrEqual(60);
  const departments = new Set(demo.map(({ data }) => (data as { readonly department?: string }).department));
  expect(['sales', 'service', 'technical-support', 'marketing', 'finance', 'logistics', 'purchasing', 'project-development'].filter((each) => !departments.has(each))).toEqual([]); // prettier-ignore
});

it('never ships, delivers or returns before the order was placed', () => {
  const placed = new Map<unknown, unknown>();
  for (const { command, data } of some) {
    const { orderId, occurredAt } = data as { orderId?: string; occurredAt: string };
    if (command === 'sales.PlaceOrder') placed.set(orderId, occurredAt);
    else if (orderId !== undefined) expect(String(placed.get(orderId)) <= occurredAt).toBe(true);
  }
});
