import { customersProjection } from '@dossier/contexts/customers';
import { Refusal } from '@dossier/kernel';
import { meaningOf } from '@dossier/testing';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';
import { exceptions } from './exceptions';

const day = (date: string): string => `2026-${date}T00:00:00.000Z`;
const history = { backfill: true };
/** Deactivated from March on, up to but not with April. */
const ORDERS = { before: '02-01', first: '03-01', inside: '03-15', back: '04-01', after: '05-01' };
const INSIDE = ['first', 'inside'];

const withRig = async <T>(work: (rig: Rig) => Promise<T>): Promise<T> => {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set(day('06-30'));
    await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'person' }, { occurredAt: day('01-01') });
    return await work(rig);
  } finally {
    await rig.close();
  }
};
type Told = (rig: Rig, sent?: object) => Promise<unknown>;
const status =
  (command: 'Deactivate' | 'Reactivate', date: string): Told =>
  (rig, sent = history) =>
    rig.send(`customers.${command}Customer`, { customerId: 'c-1', reason: 'x' }, { ...sent, occurredAt: day(date) });
const order =
  (number: string, date: string): Told =>
  (rig, sent = history) => {
    const lines = [{ sku: 'pump', quantity: 1, unitPrice: '10.00' }];
    const data = { customerId: 'c-1', number, currency: 'CNY', lines };
    return rig.send('sales.PlaceOrder', data, { ...sent, occurredAt: day(date) });
  };
const deactivate = status('Deactivate', '03-01');
const reactivate = status('Reactivate', '04-01');
const orders: Told = async (rig) => {
  for (const [number, date] of Object.entries(ORDERS)) await order(number, date)(rig);
};

const flagged = async (rig: Rig): Promise<readonly string[]> => {
  await rig.caughtUp();
  const { rows } = (await rig.queries.ask(exceptions, {}, reading)) as {
    readonly rows: readonly { readonly kind: string; readonly number: string }[];
  };
  return rows.flatMap(({ kind, number }) => (kind === 'customer-deactivated' ? number : [])).sort();
};
const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((first, place) => permutations(items.toSpliced(place, 1)).map((rest) => [first, ...rest]));
const codeOf = async (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

it('is the same history whichever of deactivation, reactivation and orders came first', async () => {
  const found = [];
  for (const told of permutations([deactivate, reactivate, orders]))
    found.push(
      await withRig(async (rig) => {
        for (const tell of told) await tell(rig);
        return { exceptions: await flagged(rig), documents: meaningOf(await rig.documents()) };
      }),
    );
  for (const each of found) expect(each).toEqual({ exceptions: INSIDE, documents: found[0]?.documents });
});

it('intersects orders with every stretch, also where its ends came from the outside in', () =>
  withRig(async (rig) => {
    const ends = [
      status('Reactivate', '06-01'),
      deactivate,
      status('Deactivate', '04-20'),
      status('Deactivate', '03-10'),
      reactivate,
    ];
    for (const tell of [orders, ...ends]) await tell(rig);
    expect(await flagged(rig)).toEqual(['after', ...INSIDE]);
  }));

it('refuses what is sold now as of a day on which its customer was deactivated, whatever the customer is today', () =>
  withRig(async (rig) => {
    for (const tell of [deactivate, reactivate]) await tell(rig, {});
    for (const [number, date] of Object.entries(ORDERS))
      expect([number, await codeOf(order(number, date)(rig, {}))]).toEqual([
        number,
        INSIDE.includes(number) ? 'sales/customer-deactivated' : 'taken',
      ]);
    const document = { creditedMoreThanSold: 'refuse', deactivatedCustomer: 'flag', sameNumber: 'flag' };
    const policy = { name: 'sales-exceptions', document, approvedBy: 'x' };
    await rig.send('policies.PublishPolicy', policy, { occurredAt: day('01-01') });
    for (const number of INSIDE) await order(number, ORDERS[number as 'first'])(rig, {});
    expect(await flagged(rig)).toEqual(INSIDE);
  }));

it('tells rule and file the same where what is said of the past only confirms', () =>
  withRig(async (rig) => {
    await deactivate(rig, {});
    await status('Reactivate', '02-15')(rig, {});
    expect(await codeOf(order('now', '06-01')(rig, {}))).toBe('sales/customer-deactivated');
    await rig.caughtUp();
    expect(await rig.store.read('customer-c-1')).toHaveLength(3);
    const file = rig.registry.fold(customersProjection).id;
    const statuses = [{ status: 'active' }, { status: 'deactivated' }];
    expect(await rig.reader.get(file, 'c-1')).toMatchObject({ doc: { statuses } });
  }));
