import { ERASED } from '@dossier/kernel';
import { projectionSpec, readsOf, told, viewing } from '@dossier/testing';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import type { SomeFacts } from '../../some-facts';
import { dataQuality } from './data-quality';
import { type DepartmentStatements, facts } from './facts';

const january = '2026-01-10T00:00:00.000Z';
const march = '2026-03-10T00:00:00.000Z';
const country = (value: string, occurredAt: string, department?: string, subject = 'c-1') =>
  told(FactAsserted({ attribute: 'country', value, standard: value.length === 2 }), {
    subject,
    occurredAt,
    ...(department !== undefined && { department }),
  });

describe('facts by department', () => {
  it('keeps what each department says last of each attribute, however events come', () =>
    projectionSpec(facts)
      .given(
        country('FR', january, 'sales'),
        country('DE', march, 'service'),
        country('IT', january, 'service'),
        country('Unspecified', january, undefined, 'c-2'),
      )
      .shuffledAcrossSubjects()
      .twice()
      .inAnyOrderOfCommit()
      .thenAll({
        'c-1/country/sales': {
          customer: 'c-1',
          attribute: 'country',
          department: 'sales',
          statements: [{ value: 'FR', standard: true, since: january, position: 1 }],
        },
        'c-1/country/service': {
          customer: 'c-1',
          attribute: 'country',
          department: 'service',
          statements: [
            { value: 'IT', standard: true, since: january, position: 3 },
            { value: 'DE', standard: true, since: march, position: 2 },
          ],
        },
        'c-2/country/unnamed': {
          customer: 'c-2',
          attribute: 'country',
          department: 'unnamed',
          statements: [{ value: 'Unspecified', standard: false, since: january, position: 4 }],
        },
      }));
  it('tells what was said, standard or not', () => {
    projectionSpec(facts)
      .given(country('Unspecified', january, 'sales'))
      .thenFields({
        customer: 'c-1',
        attribute: 'country',
        department: 'sales',
        value: 'unspecified',
        raw: 'Unspecified',
        standard: false,
        since: january,
      });
    projectionSpec(facts)
      .given(PersonalFactAsserted({ attribute: 'phone', value: '12', raw: ' 12', standard: false }))
      .thenFields({ value: '12', raw: ' 12' });
    projectionSpec(facts)
      .given(PersonalFactAsserted({ attribute: 'phone', value: ERASED, raw: ERASED, standard: false }))
      .thenFields({ value: null, raw: null });
  });
  it('shows all of it but where it stands in the log', () => {
    const phone = { attribute: 'phone', value: '12', raw: ' 12', standard: false };
    const about = { customer: 'c-1', department: 'unnamed', since: january };
    projectionSpec(facts)
      .given(told(PersonalFactAsserted(phone), { subject: 'c-1', occurredAt: january }))
      .thenView({ ...about, ...phone });
    projectionSpec(facts)
      .given(country('FR', january))
      .thenView({ ...about, attribute: 'country', value: 'FR', standard: true });
  });
  it('shows nothing of what was withdrawn, also when that is learned first', () =>
    projectionSpec(facts)
      .given(
        country('Unspecified', january, 'sales'),
        told(FactWithdrawn({ attribute: 'country' }), { subject: 'c-1', occurredAt: march, department: 'sales' }),
      )
      .inAnyOrderOfCommit()
      .thenFields({ value: null, raw: null, standard: true, since: march }));
});

describe('the data-quality report', () => {
  const fact = (customer: string, attribute: string, department: string, raw?: string): DepartmentStatements => {
    const said = { value: 'x', ...(raw !== undefined && { raw }), standard: raw === undefined, since: january };
    return { customer, attribute, department, statements: [{ ...said, position: 1 }] };
  };
  const documents = {
    'c-2/phone/sales': fact('c-2', 'phone', 'sales', ' x'),
    'c-1/phone/sales': fact('c-1', 'phone', 'sales'),
    'c-1/country/sales': fact('c-1', 'country', 'sales', 'X'),
    'c-1/country/service': fact('c-1', 'country', 'service', 'X.'),
  };
  const ask = async (params: SomeFacts): Promise<readonly unknown[]> => {
    const { rows } = await dataQuality.run(params, { ...viewing(), reads: readsOf(new Map([[facts, documents]])) });
    return rows.map(({ key }) => key);
  };
  it('names who said what has no standard form, and as it was said', async () => {
    const reads = readsOf(new Map([[facts, documents]]));
    const { rows } = await dataQuality.run({ customer: 'c-2' }, { ...viewing(), reads });
    expect(rows).toEqual([
      {
        key: 'c-2/phone/sales',
        customer: 'c-2',
        attribute: 'phone',
        department: 'sales',
        raw: ' x',
        since: january,
      },
    ]);
  });
  it('gives so many rows, and says how many there are besides, and who has to put them right', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5_003 }, (_, i) => {
        const customer = `c-${String(i).padStart(4, '0')}`;
        return [`${customer}/phone/sales`, fact(customer, 'phone', i < 3 ? 'service' : 'sales', 'x')];
      }),
    );
    const reads = readsOf(new Map([[facts, many]]));
    const { rows, left, counts } = await dataQuality.run({}, { ...viewing(), reads });
    expect([rows.length, rows.at(-1)?.customer, left]).toEqual([5_000, 'c-4999', 3]);
    expect(counts).toEqual([
      { attribute: 'phone', department: 'service', facts: 3 },
      { attribute: 'phone', department: 'sales', facts: 5_000 },
    ]);
  });
  it('comes by customer, and is narrowed as the asker wants', async () => {
    expect(await ask({})).toEqual(['c-1/country/sales', 'c-1/country/service', 'c-2/phone/sales']);
    expect(await ask({ attribute: 'country' })).toEqual(['c-1/country/sales', 'c-1/country/service']);
    expect(await ask({ department: 'service' })).toEqual(['c-1/country/service']);
  });
});
