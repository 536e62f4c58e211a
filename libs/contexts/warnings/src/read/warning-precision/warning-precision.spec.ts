import { readsOf, viewing } from '@dossier/testing';
import { type WarningDocument, warnings } from '../../warnings-list';
import { warningPrecision } from './warning-precision';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const warning = (more: Partial<WarningDocument> = {}): WarningDocument => ({
  ...{ warningId: 'w', customer: 'c', signal: 'silence', severity: 'low', score: 1, measures: [], amounts: [] },
  ...{ eventIds: [], formula: 'silence-1', policyVersion: 0, action: 'call-buyer', raisedAt: march(1) },
  ...{ standing: 'lasts', endedAt: null, withdrawnAt: null, because: null, steps: [], ...more },
});
const closed = (outcome: 'averted' | 'lost' | 'false-alarm' | 'unclear'): WarningDocument =>
  warning({ steps: [{ at: march(9), is: 'closed', by: 'k', note: null, outcome }] });
const documents = {
  ...{ a: closed('averted'), b: closed('lost'), c: closed('lost'), d: closed('false-alarm'), e: closed('unclear') },
  ...{ f: warning(), g: warning({ standing: 'ended', endedAt: march(5) }), h: warning({ standing: 'withdrawn' }) },
};
const asked = async (asOf: string) => {
  const asking = { ...viewing({ asOf }), reads: readsOf(new Map([[warnings, documents]])) };
  return (await warningPrecision.run({}, asking)).rows[0];
};

it('counts of each signal how its warnings came out, with an interval', async () => {
  expect(await asked(march(10))).toEqual({
    ...{ signal: 'silence', raised: 8, withdrawn: 1, lasting: 1, ended: 1 },
    ...{ averted: 1, lost: 2, falseAlarms: 1, unclear: 1 },
    ...{ precision: 75, lower: 30.06, upper: 95.44 },
  });
});
it('is as of a day', async () => {
  expect(await asked(march(8))).toMatchObject({ raised: 8, lasting: 6, ended: 1, lost: 0, precision: null });
  expect(await asked('2026-02-01T00:00:00.000Z')).toMatchObject({ raised: 0, precision: null });
});
