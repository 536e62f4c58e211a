import type { Outgoing } from '../bulk';
import { Agenda } from './agenda';
import { Business } from './business';
import { Dice } from './dice';

const history = (seed: number, events: number): readonly Outgoing[] => [...new Business(seed, events).history()];
const text = (commands: readonly Outgoing[]): string => JSON.stringify(commands);
const some = history(7, 4000);
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

it('tells the same history for the same seed and size, and others for others', () => {
  expect(text(history(7, 500))).toBe(text(history(7, 500)));
  expect(text(history(8, 500))).not.toBe(text(history(7, 500)));
});

it.each([100, 1000, 10_000])('has the size that was asked for: %d events', (events) => {
  const commands = history(3, events);
  const facts = (data: Record<string, unknown>): number => (data['facts'] as unknown[] | undefined)?.length ?? 1;
  const count = commands.reduce(
    (sum, { command, data }) =>
      sum + (command === 'customers.RegisterCustomer' ? 5 : facts(data as Record<string, unknown>)),
    0,
  );
  expect(count).toBeGreaterThanOrEqual(events);
  expect(count).toBeLessThan(events + 10);
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
    'customers.AttributeSubject',
    'sales.PlaceOrder',
    'sales.ConfirmOrder',
    'sales.ShipOrder',
    'sales.DeliverOrder',
    'sales.CancelOrder',
    'sales.ReturnOrder',
    'sales.IssueCreditNote',
  ];
  expect(wanted.filter((name) => named(name).length === 0)).toEqual([]);
  expect(named('sales.PlaceOrder').some(({ customerId }) => customerId === undefined)).toBe(true);
  expect(named('sales.ShipOrder').some(({ lines }) => lines !== undefined)).toBe(true);
  const times = some.map(({ data }) => (data as { occurredAt: string }).occurredAt);
  expect(times.some((at, i) => at < (times[i - 1] ?? ''))).toBe(true);
});

it('never ships, delivers or returns before the order was placed', () => {
  const placed = new Map<unknown, unknown>();
  for (const { command, data } of some) {
    const { orderId, occurredAt } = data as { orderId?: string; occurredAt: string };
    if (command === 'sales.PlaceOrder') placed.set(orderId, occurredAt);
    else if (orderId !== undefined) expect(String(placed.get(orderId)) <= occurredAt).toBe(true);
  }
});
