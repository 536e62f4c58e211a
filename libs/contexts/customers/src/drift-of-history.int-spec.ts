import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * DAY).toISOString();
const CUSTOMERS = ['c-1', 'c-2'];
const LAST = 30;

interface Row {
  readonly customer: string;
  readonly attribute: string;
  readonly says: Readonly<Record<string, { readonly value: string }>>;
  readonly trusted: string;
  readonly days: number;
  readonly begun: { readonly at: string; readonly department: string; readonly eventId: string };
}
const report = async (rig: Rig, asOf: string): Promise<readonly Row[]> => {
  const def = rig.registry.queries.get('report.drift') as QueryDef<object, { readonly rows: readonly Row[] }>;
  return (await rig.queries.ask(def, {}, { ...reading, asOf })).rows;
};

interface Said {
  readonly customer: string;
  readonly attribute: string;
  readonly department: string;
  readonly on: number;
  /** null: it is withdrawn. */
  readonly value: string | null;
}
const said = fc.record<Said>({
  customer: fc.constantFrom(...CUSTOMERS),
  attribute: fc.constantFrom('country', 'phone'),
  department: fc.constantFrom('sales', 'finance', 'service'),
  on: fc.integer({ min: 1, max: LAST }),
  value: fc.constantFrom('FR', 'DE', 'de', '01 44 55 66 77', null),
});

/** A book of what each department says, written day by day; what it says again of a day is written over. */
class Book {
  private readonly pages = new Map<string, Map<number, string | null>>();

  write({ customer, attribute, department, on }: Said, value: string | null): void {
    const key = `${customer} ${attribute} ${department}`;
    const days = this.pages.get(key) ?? new Map<number, string | null>();
    this.pages.set(key, days.set(on, value));
  }
  /** What departments say on a day, by department. */
  private on(customer: string, attribute: string, today: number): ReadonlyMap<string, string> {
    const says = new Map<string, string>();
    for (const [key, days] of this.pages) {
      const [whose, what, department = ''] = key.split(' ');
      if (whose !== customer || what !== attribute) continue;
      const last = Math.max(...[...days.keys()].filter((written) => written <= today));
      const value = days.get(last) ?? null;
      if (value !== null) says.set(department, value);
    }
    return says;
  }
  private differ(customer: string, attribute: string, today: number): boolean {
    return new Set([...this.on(customer, attribute, today).values()].map((value) => value.toLowerCase())).size > 1;
  }
  /** Looks back day by day. */
  shown(today: number): readonly object[] {
    return CUSTOMERS.flatMap((customer) =>
      ['country', 'phone'].flatMap((attribute) => {
        if (!this.differ(customer, attribute, today)) return [];
        let first = today;
        while (first > 0 && this.differ(customer, attribute, first - 1)) first--;
        const says = [...this.on(customer, attribute, today)].map(([department, value]) => [department, { value }]);
        const whole = Object.fromEntries(says) as object;
        return [{ customer, attribute, says: whole, days: today - first, begun: { at: day(first) } }];
      }),
    );
  }
}
const byName = <R extends object>(rows: readonly R[]): readonly R[] =>
  [...rows].sort((a, b) => (JSON.stringify(named(a)) < JSON.stringify(named(b)) ? -1 : 1));
const named = (row: object): readonly unknown[] => ['customer', 'attribute'].map((n): unknown => Reflect.get(row, n));

const wantedOf = (wanted: readonly object[], row: Row): { readonly says: object } =>
  wanted.find((each) => String(named(each)) === String(named(row))) as { readonly says: object };

it('is on any day what looking back day by day gives, in whatever order and however late facts were learnt', async () => {
  const held = { rows: 0, conflicts: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(said, { minLength: 8, maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: LAST + 5 }), { minLength: 6, maxLength: 6 }),
      async (history, days) => {
        const rig = await Rig.open(contexts);
        try {
          rig.clock.set(day(LAST + 10));
          const [book, events] = [new Book(), new Map<string, Said>()];
          for (const customerId of CUSTOMERS)
            await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: day(0) });
          for (const one of history) {
            const { customer: customerId, attribute, department, on, value } = one;
            const sent = { department, occurredAt: day(on) };
            const { receipt } =
              value === null
                ? await rig.send('customers.WithdrawFact', { customerId, attribute }, sent)
                : await rig.send('customers.AssertFacts', { customerId, facts: [{ attribute, value }] }, sent);
            for (const { id } of receipt.events) events.set(id, one);
            const [stored] = (await rig.store.read(receipt.stream, 0, 10_000)).slice(-1);
            const [last] = stored ? await rig.codec.decode([stored]) : [];
            // in its standard form, as it was written; nothing new was written where the day says it already
            const { value: written = null } = (last?.data ?? {}) as { readonly value?: string };
            if (receipt.events.length > 0) book.write(one, value === null ? null : written);
          }
          await rig.caughtUp();
          expect(rig.failures).toEqual([]);
          for (const today of days) {
            const rows = await report(rig, day(today));
            const wanted = book.shown(today);
            expect(rows).toHaveLength(wanted.length);
            expect(byName(rows)).toMatchObject(byName(wanted));
            for (const row of rows) {
              const by = events.get(row.begun.eventId);
              const { customer, attribute, begun } = row;
              expect([by?.customer, by?.attribute, by?.department, day(by?.on ?? 0)]).toEqual([
                ...[customer, attribute, begun.department, begun.at],
              ]);
              expect(Object.keys(row.says)).toHaveLength(Object.keys(wantedOf(wanted, row).says).length);
            }
            held.rows += rows.length;
            for (const customer of CUSTOMERS) {
              const found = await rig.customers.view360(customer, { asOf: day(today) }, reading);
              const { golden } = (found?.view as { readonly customer: { readonly golden: Golden } }).customer;
              for (const attribute of ['country', 'phone']) {
                const { conflicts = [], department } = golden[attribute] ?? {};
                const row = rows.find((each) => each.customer === customer && each.attribute === attribute);
                expect([row !== undefined, row?.trusted]).toEqual([conflicts.length > 0, row && department]);
                held.conflicts += conflicts.length;
              }
            }
          }
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: 15, seed: 20260103 },
  );
  expect(held.rows).toBeGreaterThan(50);
  expect(held.conflicts).toBeGreaterThan(50);
});
type Golden = Readonly<Record<string, { readonly department: string; readonly conflicts: readonly object[] }>>;
