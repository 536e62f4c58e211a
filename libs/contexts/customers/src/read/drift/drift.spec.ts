import { ERASED } from '@dossier/kernel';
import { projectionSpec, readsOf, told, viewing, withPolicy } from '@dossier/testing';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { type Told, withTold } from '../../drift';
import type { SomeFacts } from '../../some-facts';
import { survivorship } from '../../survivorship';
import { type AttributeDrift, drift } from './drift';
import { driftReport } from './drift-report';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const country = (value: string, day: number, department?: string) =>
  told(FactAsserted({ attribute: 'country', value, standard: value.length === 2 }), {
    ...{ subject: 'c-1', occurredAt: march(day) },
    ...(department !== undefined && { department }),
  });
const silent = (day: number, department: string) =>
  told(FactWithdrawn({ attribute: 'country' }), { subject: 'c-1', occurredAt: march(day), department });

describe('drift', () => {
  it('begins with the statement that made departments differ, whatever came first', () => {
    projectionSpec(drift)
      .given(
        country('FR', 1, 'sales'),
        country('DE', 5, 'service'),
        country('DE', 9, 'service'),
        country('IT', 7, 'sales'),
      )
      .shuffledAcrossSubjects()
      .twice()
      .thenView({
        ...{ customer: 'c-1', attribute: 'country', differs: true, since: march(5), eventId: 'event-2' },
        ...{ firstSince: march(5), agreedAt: null, times: 1, trusted: 'sales' },
        says: {
          sales: { value: 'IT', since: march(7), eventId: 'event-4' },
          service: { value: 'DE', since: march(5), eventId: 'event-2' },
        },
      });
  });
  it('names of several statements of one instant the one recorded last', () =>
    projectionSpec(drift)
      .given(country('FR', 1, 'sales'), country('DE', 5, 'service'), country('IT', 5, 'finance'))
      .thenView(expect.objectContaining({ since: march(5), eventId: 'event-3' }) as never));
  it('ends where they agree again, and is another one when it comes back', () => {
    const spec = projectionSpec(drift).given(
      country('FR', 1, 'sales'),
      country('DE', 3, 'service'),
      silent(5, 'service'),
      country('IT', 8),
      country('fr', 10),
    );
    const past = { differs: false, since: null, firstSince: march(3), agreedAt: march(10) };
    spec.inAnyOrderOfCommit().thenFields({ customer: 'c-1', attribute: 'country', ...past });
    spec.thenView({
      ...{ customer: 'c-1', attribute: 'country', ...past, eventId: null, times: 2, trusted: 'sales' },
      says: {
        sales: { value: 'FR', since: march(1), eventId: 'event-1' },
        unnamed: { value: 'fr', since: march(10), eventId: 'event-5' },
      },
    });
  });
  it('is none where two departments change at one instant, or one corrects itself for that instant', () => {
    projectionSpec(drift)
      .given(
        country('FR', 1, 'sales'),
        country('FR', 1, 'service'),
        country('DE', 4, 'sales'),
        country('DE', 4, 'service'),
      )
      .thenFields({ differs: false, firstSince: null, agreedAt: null });
    projectionSpec(drift)
      .given(country('FR', 1, 'sales'), country('DE', 4, 'service'), country('FR', 4, 'service'))
      .thenFields({ differs: false, firstSince: null, agreedAt: null });
  });
  it('goes by the policy in force, and compares nothing that is erased', () => {
    const phone = (value: string | typeof ERASED, department: string) =>
      told(PersonalFactAsserted({ attribute: 'phone', value, standard: true }), { subject: 'c-1', department });
    projectionSpec(drift)
      .given(phone('1', 'sales'), phone('2', 'service'))
      .thenView(expect.objectContaining({ differs: true, trusted: 'service' }) as never, {
        policies: withPolicy(survivorship, { departments: ['service'], attributes: [] }),
      });
    projectionSpec(drift).given(phone(ERASED, 'sales'), phone(ERASED, 'service')).thenFields({ differs: false });
  });
});

it('compares no values while events are folded: of ten thousand statements that took a minute', () => {
  const values = ['FR', 'DE', 'fr'];
  const all = Array.from({ length: 300 }, (_, i) =>
    country(values[i % 3] as string, 1 + (i % 28), `department-${i % 50}`),
  );
  const compared = jest.spyOn(String.prototype, 'normalize');
  try {
    projectionSpec(drift)
      .given(...all)
      .thenView(expect.objectContaining({ differs: true }) as never);
    expect(compared.mock.calls.length).toBeLessThan(2 * all.length);
  } finally {
    compared.mockRestore();
  }
});

describe('the drift report', () => {
  let position = 0;
  const said = (department: string, day: number, value: string | null): Told => ({
    ...{ department, value, standard: true, since: march(day), position: ++position, eventId: `${department}-${day}` },
  });
  const doc = (customer: string, attribute: string, ...all: readonly Told[]): AttributeDrift => {
    return { customer, attribute, told: all.reduce<readonly Told[]>(withTold, []) };
  };
  const documents = {
    'c-1/country': doc('c-1', 'country', said('sales', 1, 'FR'), said('service', 5, 'DE'), said('sales', 9, 'DE')),
    'c-1/phone': doc('c-1', 'phone', said('sales', 2, '1'), said('service', 3, '2'), said('finance', 3, '1')),
    'c-2/phone': doc('c-2', 'phone', said('sales', 1, '1'), said('finance', 8, '2')),
    'c-3/phone': doc('c-3', 'phone', said('sales', 1, '1'), said('finance', 8, '1')),
  };
  const ask = (day: number, params: SomeFacts = {}, of: Readonly<Record<string, AttributeDrift>> = documents) =>
    driftReport.run(params, { ...viewing({ asOf: march(day) }), reads: readsOf(new Map([[drift, of]])) });
  const short = async (day: number, params?: SomeFacts) =>
    (await ask(day, params)).rows.map(({ customer, attribute, says, trusted }) => [
      ...[customer, attribute, trusted],
      Object.fromEntries(Object.entries(says).map(([department, { value }]) => [department, value])),
    ]);

  it('says of every day who said what and how long, the longest first', async () => {
    expect(await short(2)).toEqual([]);
    expect(await short(6)).toEqual([
      ['c-1', 'phone', 'sales', { finance: '1', sales: '1', service: '2' }],
      ['c-1', 'country', 'sales', { sales: 'FR', service: 'DE' }],
    ]);
    const { rows, left, ofAttributes, ofDepartments, policyVersion } = await ask(10);
    expect(rows.filter(({ customer }) => customer === 'c-2')).toEqual([
      {
        ...{ customer: 'c-2', attribute: 'phone', trusted: 'sales', days: 2 },
        begun: { at: march(8), department: 'finance', eventId: 'finance-8' },
        says: {
          finance: { value: '2', since: march(8), eventId: 'finance-8' },
          sales: { value: '1', since: march(1), eventId: 'sales-1' },
        },
      },
    ]);
    expect([rows.length, left, policyVersion]).toEqual([2, 0, 0]);
    expect(ofAttributes).toEqual([{ attribute: 'phone', differences: 2, medianDays: 4.5, longestDays: 7 }]);
    expect(ofDepartments).toEqual([
      { department: 'finance', differences: 2, overruled: 1 },
      { department: 'service', differences: 1, overruled: 1 },
      { department: 'sales', differences: 2, overruled: 0 },
    ]);
  });
  it('is narrowed as the asker wants', async () => {
    expect(await short(6, { attribute: 'country' })).toHaveLength(1);
    expect(await short(10, { customer: 'c-2' })).toHaveLength(1);
    expect(await short(10, { department: 'constructor' })).toEqual([]);
    expect((await short(10, { department: 'service' })).map(([customer]) => customer)).toEqual(['c-1']);
  });
  it('gives the longest of very many, and says how many there are besides', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 4_300 }, (_, i) => {
        const customer = `c-${String(i).padStart(4, '0')}`;
        const day = i < 4_000 ? 20 : 10;
        return [`${customer}/phone`, doc(customer, 'phone', said('sales', 1, '1'), said('service', day, '2'))];
      }),
    );
    const { rows, left, ofAttributes } = await ask(21, {}, many);
    expect([rows.length, left, rows[0]?.customer, rows.at(-1)?.customer]).toEqual([2_000, 2_300, 'c-4000', 'c-1699']);
    expect(ofAttributes).toEqual([{ attribute: 'phone', differences: 4_300, medianDays: 1, longestDays: 11 }]);
  });
});
