import { definePolicy } from '@dossier/kernel';
import { type PolicyHistory, policyInForce } from './policy-in-force';

class Limits {
  readonly low!: number;
  readonly high!: number;
}
const limits = definePolicy<Limits>({
  name: 'limits',
  title: { zh: '限额', en: 'Limits' },
  document: Limits,
  initial: { low: 1, high: 9 },
});
const version = (number: number, effectiveFrom: string, document: object) => ({
  version: number,
  effectiveFrom,
  document: { ...document },
  approvedBy: 'board',
  position: number,
  recordedAt: `2026-0${3 + number}-01T00:00:00.000Z`, // later than it takes effect
});
const history: PolicyHistory = {
  name: 'limits',
  versions: [
    version(1, '2026-01-01T00:00:00.000Z', { low: 2, high: 8 }),
    version(2, '2026-02-01T00:00:00.000Z', { low: 3 }),
    version(3, '2026-02-01T00:00:00.000Z', { low: 4 }),
  ],
};

describe('the policy in force', () => {
  it('is what the software brings while nothing is published', () =>
    expect(policyInForce(null, limits, '2026-06-01T00:00:00.000Z')).toEqual({
      name: 'limits',
      version: 0,
      document: { low: 1, high: 9 },
    }));
  it('is what the software brings before the first version took effect', () =>
    expect(policyInForce(history, limits, '2025-12-31T23:59:59.999Z').version).toBe(0));
  it('is a version from the very instant at which it takes effect', () =>
    expect(policyInForce(history, limits, '2026-01-01T00:00:00.000Z')).toEqual({
      name: 'limits',
      version: 1,
      document: { low: 2, high: 8 },
      since: '2026-01-01T00:00:00.000Z',
    }));
  it('is the last published of those that take effect at one instant', () =>
    expect(policyInForce(history, limits, '2026-03-01T00:00:00.000Z').version).toBe(3));
  it('is what was published by an instant, whenever it takes effect', () => {
    const knownAt = (instant: string) => policyInForce(history, limits, '2026-06-30T00:00:00.000Z', instant).version;
    expect(knownAt('2026-03-31T23:59:59.999Z')).toBe(0);
    expect(knownAt('2026-04-01T00:00:00.000Z')).toBe(1);
    expect(knownAt('2026-05-31T00:00:00.000Z')).toBe(2);
    expect(knownAt('2026-06-01T00:00:00.000Z')).toBe(3);
  });
  it('is none of those after the first that was published later, also where the clock was set back', () => {
    const setBack = history.versions.map((each) =>
      each.version === 3 ? { ...each, recordedAt: '2026-04-15T00:00:00.000Z' } : each,
    );
    const versions = { ...history, versions: setBack };
    expect(policyInForce(versions, limits, '2026-06-30T00:00:00.000Z', '2026-04-20T00:00:00.000Z').version).toBe(1);
  });
  it('gives a field that an older version does not have the value the software brings', () =>
    expect(policyInForce(history, limits, '2026-03-01T00:00:00.000Z').document).toEqual({ low: 4, high: 9 }));
});
