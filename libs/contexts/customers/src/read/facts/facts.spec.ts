import { ERASED } from '@dossier/kernel';
import { projectionSpec, told, viewing } from '@dossier/testing';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { dataQuality } from './data-quality';
import { facts } from './facts';

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
          value: 'FR',
          standard: true,
          since: january,
          position: 1,
        },
        'c-1/country/service': {
          customer: 'c-1',
          attribute: 'country',
          department: 'service',
          value: 'DE',
          standard: true,
          since: march,
          position: 2,
        },
        'c-2/country/unnamed': {
          customer: 'c-2',
          attribute: 'country',
          department: 'unnamed',
          value: 'Unspecified',
          standard: false,
          since: january,
          position: 4,
        },
      }));
  it('tells what was said, standard or not', () => {
    projectionSpec(facts)
      .given(country('Unspecified', january, 'sales'))
      .thenFields({
        customer: 'c-1',
        attribute: 'country',
        department: 'sales',
        value: 'Unspecified',
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
  it('asks for facts that are not standard, narrowed as the asker wants', async () => {
    const asked: unknown[] = [];
    const rows = [{ key: 'c-1/country/sales', customer: 'c-1' }];
    const reads = {
      rows: (...given: unknown[]) => {
        asked.push(given);
        return Promise.resolve(rows);
      },
    };
    const asking = { ...viewing(), reads: reads as never };
    expect(await dataQuality.run({ attribute: 'country' }, asking)).toEqual({ rows });
    await dataQuality.run({}, asking);
    const fields = ['customer', 'attribute', 'department', 'raw', 'since'];
    const flagged = { field: 'standard', op: 'eq', value: false };
    expect(asked).toEqual([
      [facts, fields, { where: [{ field: 'attribute', op: 'eq', value: 'country' }, flagged], sort: 'customer' }],
      [facts, fields, { where: [flagged], sort: 'customer' }],
    ]);
  });
});
