import { ERASED } from '@dossier/kernel';
import type { EverSaid, Said } from './said';
import { goldenFact, goldenRecord, survivorship } from './survivorship';

const said = (value: Said['value'], since: string, position = 1): EverSaid => [
  { value, standard: true, since: `2026-${since}T00:00:00.000Z`, position },
];
const policy = {
  departments: ['sales', 'service'],
  attributes: [{ attribute: 'billingName', departments: ['finance'] }],
};

describe('the golden value', () => {
  it('is that of the most trusted department, however old', () =>
    expect(goldenFact({ service: said('FR', '03-01'), sales: said('DE', '01-01') }, 'country', policy)).toMatchObject({
      value: 'DE',
      department: 'sales',
      since: '2026-01-01T00:00:00.000Z',
    }));
  it('follows the order of its attribute where that has one', () =>
    expect(
      goldenFact({ sales: said('A', '03-01'), finance: said('B', '01-01') }, 'billingName', policy)?.department,
    ).toBe('finance'));
  it('is the most recent among departments that are trusted alike', () => {
    const logistics = said('DE', '01-02', 1);
    expect(goldenFact({ logistics, it: said('FR', '01-03', 2) }, 'country', policy)?.department).toBe('it');
    expect(goldenFact({ logistics, it: said('FR', '01-01', 2) }, 'country', policy)?.department).toBe('logistics');
  });
  it('is the one recorded last among equals of one instant', () =>
    expect(
      goldenFact({ it: said('DE', '01-01', 5), logistics: said('FR', '01-01', 4) }, 'country', policy)?.department,
    ).toBe('it'));
  it('is that of nobody in particular only when no department says anything', () => {
    const unnamed = said('FR', '03-01');
    expect(goldenFact({ unnamed, logistics: said('DE', '01-01') }, 'country', policy)?.department).toBe('logistics');
    expect(goldenFact({ unnamed }, 'country', policy)?.value).toBe('FR');
  });
  it('names those who say otherwise, by department, and not those who agree or said nothing', () =>
    expect(
      goldenFact(
        {
          sales: said('DE', '01-01'),
          service: said('FR', '02-01'),
          finance: said('DE', '02-01'),
          logistics: said(null, '02-01'),
          it: said('IT', '03-01'),
        },
        'country',
        policy,
      )?.conflicts,
    ).toEqual([
      { department: 'it', value: 'IT', since: '2026-03-01T00:00:00.000Z' },
      { department: 'service', value: 'FR', since: '2026-02-01T00:00:00.000Z' },
    ]));
  it('takes a name in other case, width or Unicode form for the same', () =>
    expect(
      goldenFact(
        {
          sales: said('Société Générale', '01-01'),
          service: said('SOCIÉTÉ GÉNÉRALE'.normalize('NFD'), '02-01'),
          it: said('Ｓociété Générale', '03-01'),
        },
        'legalName',
        policy,
      ),
    ).toMatchObject({ value: 'Société Générale', conflicts: [] }));
  it('compares nothing that is erased, also once it was stored', () => {
    const erased = { erased: true } as const; // as it comes back from a read model
    for (const value of ['A', ERASED, erased])
      expect(
        goldenFact({ sales: said(erased, '01-01'), service: said(value, '02-01') }, 'shortName', policy)?.conflicts,
      ).toEqual([]);
  });
  it('is one that can be read before one that is erased, whomever is trusted more', () =>
    expect(
      goldenFact({ sales: said(ERASED, '03-01'), service: said('A', '02-01') }, 'shortName', policy),
    ).toMatchObject({ value: 'A', department: 'service', conflicts: [] }));
  it('is none where nothing is said any more', () =>
    expect(goldenFact({ sales: said(null, '01-01') }, 'country', policy)).toBeUndefined());
  it('passes to the next department when the most trusted takes its word back', () =>
    expect(goldenFact({ sales: said(null, '02-01'), service: said('FR', '01-01') }, 'country', policy)?.value).toBe(
      'FR',
    ));
  it('keeps that a value is not standard, and that it was erased', () => {
    const [x] = said('x', '01-01');
    expect(goldenFact({ sales: [{ ...x, standard: false }] }, 'country', policy)?.standard).toBe(false);
    expect(goldenFact({ sales: [{ ...x, raw: 'X' }] }, 'country', policy)?.raw).toBe('X');
    expect(goldenFact({ sales: said(ERASED, '01-01') }, 'shortName', policy)?.value).toEqual(ERASED);
  });
});

describe('the golden record', () => {
  it('has the attributes of which anything is said', () =>
    expect(
      Object.keys(goldenRecord({ country: { sales: said('FR', '01-01') }, phone: {} }, survivorship.initial)),
    ).toEqual(['country']));
  it('trusts finance first about what stands on an invoice, and sales about the rest, until told otherwise', () => {
    const both = { sales: said('A', '01-01'), finance: said('B', '01-01') };
    const golden = goldenRecord({ billingName: both, shortName: both }, survivorship.initial);
    expect([golden['billingName']?.value, golden['shortName']?.value]).toEqual(['B', 'A']);
  });
});
