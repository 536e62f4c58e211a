import { meaningOf } from '@dossier/testing';
import fc from 'fast-check';
import { contexts } from '../../../server/src/contexts';
import { Rig } from '../../../testing/src/rig';

const day = (of: number): string => `2026-01-${String(of).padStart(2, '0')}T00:00:00.000Z`;

interface Said {
  readonly department: string;
  readonly attribute: string;
  readonly validFrom: string;
  /** null: it is withdrawn. */
  readonly value: string | null;
}
async function documentsOf(history: readonly Said[]): Promise<string> {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set(day(31));
    const opened = { backfill: true, occurredAt: day(1) };
    await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'organisation' }, opened);
    for (const { department, attribute, value, validFrom } of history) {
      const sent = { department, backfill: true, occurredAt: validFrom };
      if (value === null) await rig.send('customers.WithdrawFact', { customerId: 'c-1', attribute }, sent);
      else await rig.send('customers.AssertFacts', { customerId: 'c-1', facts: [{ attribute, value }] }, sent);
    }
    await rig.caughtUp();
    return meaningOf(await rig.documents());
  } finally {
    await rig.close();
  }
}

const said = fc.record<Said>({
  department: fc.constantFrom('sales', 'finance'),
  attribute: fc.constantFrom('country', 'phone'),
  validFrom: fc.integer({ min: 2, max: 6 }).map(day),
  value: fc.constantFrom('FR', 'DE', '01 44 55 66 77', null),
});
const history = fc.uniqueArray(said, {
  selector: ({ department, attribute, validFrom }) => `${department} ${attribute} ${validFrom}`,
  minLength: 3,
  maxLength: 6,
});
const inTwoOrders = history.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
);

it('tells the same of a customer in whatever order its history was learnt', async () => {
  const of = (value: string | null, on: number): Said => ({
    department: 'sales',
    attribute: 'country',
    validFrom: day(on),
    value,
  });
  const same = fc.asyncProperty(inTwoOrders, async ([all, shuffled]) => {
    expect(await documentsOf(shuffled)).toEqual(await documentsOf(all));
  });
  const examples: [[Said[], Said[]]][] = [
    [
      [
        [of('FR', 2), of('FR', 4), of('DE', 3)],
        [of('FR', 2), of('DE', 3), of('FR', 4)],
      ],
    ],
    [
      [
        [of('FR', 2), of(null, 3), of(null, 5), of('DE', 4)],
        [of('FR', 2), of(null, 3), of('DE', 4), of(null, 5)],
      ],
    ],
  ];
  await fc.assert(same, { numRuns: 8, seed: 20260101, examples });
}, 120_000);
