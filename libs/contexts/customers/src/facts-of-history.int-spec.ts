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
});

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

interface Known {
  readonly isNote: boolean;
  readonly kind: string;
  readonly country: string;
  readonly name: string;
  readonly on: number;
}
async function fileOf(history: readonly Known[]): Promise<string> {
  const rig = await Rig.open(contexts);
  try {
    for (const { isNote, kind, country, name, on } of history) {
      const about = { customerId: 'c-9', kind };
      const facts = Object.entries({ country, legalName: name }).map(([attribute, value]) => ({ attribute, value }));
      const sent = { occurredAt: day(on), backfill: true, department: 'sales' };
      if (isNote) await rig.send('customers.NoteCustomer', { ...about, facts }, sent);
      else await rig.send('customers.RegisterCustomer', { ...about, country, name }, sent);
    }
    await rig.caughtUp();
    return meaningOf(await rig.documents());
  } finally {
    await rig.close();
  }
}

it('tells the same of who is noted and registered, whichever is learnt first', async () => {
  const known = fc.record<Known>({
    isNote: fc.boolean(),
    kind: fc.constantFrom('organisation', 'person'),
    country: fc.constantFrom('FR', 'France', 'DE'),
    name: fc.constantFrom('Nine', 'nine', 'Neuf'),
    on: fc.integer({ min: 2, max: 4 }),
  });
  const told = fc.array(known, { minLength: 2, maxLength: 5 });
  const same = fc.asyncProperty(
    told.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
    async ([all, shuffled]) => expect(await fileOf(shuffled)).toEqual(await fileOf(all)),
  );
  await fc.assert(same, { numRuns: 8, seed: 20260102 });
});
