import fc from 'fast-check';
import { stages } from '@dossier/contexts/lifecycle';
import type { Viewed } from '@dossier/engine';
import { addDays, type Condition, type Instant, instant, type Listing, milliseconds } from '@dossier/kernel';
import { reading, Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const day = (number: number): Instant => addDays('2020-01-01T08:00:00.000Z', number);

/** Customers by the days on which they buy; of a purchase that is cancelled nothing is kept. */
const customers = fc.array(
  fc.array(fc.record({ after: fc.integer({ min: 0, max: 120 }), kept: fc.boolean() }), { maxLength: 6 }),
  { minLength: 2, maxLength: 4 },
);
type Customers = typeof customers extends fc.Arbitrary<infer C> ? C : never;

/** @returns the last day on which something happened */
async function tell(rig: Rig, told: Customers, churnDays: number): Promise<number> {
  const document = { repeatPurchases: 2, loyalPurchases: 3, loyalMonths: 1, churnDays };
  const policy = { name: 'lifecycle', document, approvedBy: 'x' };
  rig.clock.set(day(2_000));
  await rig.send('policies.PublishPolicy', policy, { occurredAt: day(0) });
  const days = [0];
  for (const [who, purchases] of told.entries()) {
    const customerId = `c-${who}`;
    await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' }, { occurredAt: day(0) });
    let on = 0;
    for (const [index, { after, kept }] of purchases.entries()) {
      const orderId = `${customerId}-${index}`;
      const lines = [{ sku: 'pump', quantity: 1, unitPrice: '9.90' }];
      on += after;
      days.push(on);
      const order = { orderId, number: orderId, customerId, currency: 'CNY', lines };
      await rig.send('sales.PlaceOrder', order, { occurredAt: day(on) });
      if (!kept) await rig.send('sales.CancelOrder', { orderId }, { occurredAt: day(on) });
    }
  }
  await rig.caughtUp();
  return Math.max(...days);
}

interface Lifecycle {
  readonly stage: string;
  readonly churnsAt: Instant | null;
}
const lifecycleOf = ({ view }: Viewed): Lifecycle => (view as { readonly lifecycle: Lifecycle }).lifecycle;
const list = async ({ views, registry }: Rig, listing: Listing): Promise<readonly Viewed[]> => {
  const { items, count } = await views.page(registry.customer360, listing, reading, 1000);
  expect(count).toBe(items.length);
  return items;
};
const keysOf = (found: readonly Viewed[]): readonly string[] => found.map(({ key }) => key);

async function filtersAsItShows(rig: Rig, at: Instant): Promise<void> {
  rig.clock.set(at);
  const all = await list(rig, {});
  const shown = (stage: string): readonly Viewed[] => all.filter((one) => lifecycleOf(one).stage === stage);
  for (const value of stages.codes) {
    const where = (op: Condition['op']): Listing => ({ where: [{ field: 'stage', op, value }] });
    expect(keysOf(await list(rig, where('eq')))).toEqual(keysOf(shown(value)));
    expect(keysOf(await list(rig, where('ne')))).toEqual(keysOf(all.filter((one) => !shown(value).includes(one))));
  }
  expect(keysOf(await list(rig, { sort: 'stage,key' }))).toEqual(
    [...stages.codes].sort().flatMap((stage) => keysOf(shown(stage))),
  );
}

it('lists customers by the stage that the view shows, at any instant and at the very one of the lapse', async () => {
  let lapses = 0;
  await fc.assert(
    fc.asyncProperty(
      customers,
      fc.array(fc.nat({ max: 400 * 86_400_000 }), { minLength: 3, maxLength: 3 }),
      fc.constantFrom(30, 180, 200),
      async (told, later, churnDays) => {
        const rig = await Rig.open(contexts);
        try {
          const last = await tell(rig, told, churnDays);
          const lapse = (await list(rig, {})).flatMap((one) => lifecycleOf(one).churnsAt ?? []);
          const instants = [
            ...later.map((ms) => instant(milliseconds(day(last)) + ms)),
            ...lapse.flatMap((at) => [instant(milliseconds(at) - 1), at]),
          ];
          for (const at of instants.filter((each) => each >= day(last))) {
            await filtersAsItShows(rig, at);
            lapses += lapse.includes(at) ? 1 : 0;
          }
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: 8, examples: [[[[{ after: 0, kept: true }], []], [0, 10, 50], 30]] },
  );
  expect(lapses).toBeGreaterThan(0); // that of the example at least: how many more is chance
});
