import { meaningOf } from '@dossier/testing';
import fc from 'fast-check';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

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

it('lets what was confirmed with its date stand against what is learnt later of the time before', async () => {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set(day(31));
    await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'person' }, { occurredAt: day(1) });
    const status = (command: 'Deactivate' | 'Reactivate', on?: number) =>
      rig.send(
        `customers.${command}Customer`,
        { customerId: 'c-1', reason: 'told' },
        on === undefined ? {} : { occurredAt: day(on) },
      );
    const name = (value: string, on: number) =>
      rig.send(
        'customers.AssertFacts',
        { customerId: 'c-1', facts: [{ attribute: 'shortName', value }] },
        { occurredAt: day(on), department: 'sales' },
      );
    for (const on of [5, 10]) await status('Deactivate', on);
    await status('Reactivate', 7);
    for (const [value, on] of [
      ['X', 5],
      ['X', 10],
      ['Y', 7],
    ] as const)
      await name(value, on);
    await rig.caughtUp();
    expect(await rig.customers.view360('c-1', {}, reading)).toMatchObject({
      view: { customer: { status: 'deactivated', golden: { shortName: { value: 'X' } } } },
    });
    for (const again of [status('Deactivate', 10), status('Deactivate'), name('X', 10)])
      expect((await again).receipt.events).toEqual([]);
  } finally {
    await rig.close();
  }
});

it.each([0, 1])('tells the same of who is noted and registered, whichever is learnt first: %i', async (turn) => {
  const rig = await Rig.open(contexts);
  try {
    const past = (on: number) => ({ occurredAt: day(on), backfill: true, department: 'sales' });
    const note = { customerId: 'c-9', kind: 'organisation', facts: [{ attribute: 'country', value: 'FR' }] };
    const steps = [
      () => rig.send('customers.NoteCustomer', note, past(5)),
      () => rig.send('customers.RegisterCustomer', { customerId: 'c-9', kind: 'person', name: 'Nine' }, past(2)),
    ];
    for (const step of turn === 0 ? steps : steps.toReversed()) await step();
    await rig.caughtUp();
    const customer = { kind: 'person', name: 'Nine', registeredAt: day(2), golden: { country: { value: 'FR' } } };
    expect(await rig.customers.view360('c-9', {}, reading)).toMatchObject({ view: { customer } });
  } finally {
    await rig.close();
  }
});
